"""Says of an answer that an earlier request under the same idempotency key gave it."""

from typing import Any

from litestar import Response

from clara.application.runner import Done


def marked(done: Done[Any], response: Response[bytes]) -> Response[bytes]:
    """`response`, with `Idempotent-Replayed: true` when it is a replay."""
    if done.replayed:
        response.headers["idempotent-replayed"] = "true"
    return response
