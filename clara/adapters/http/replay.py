"""Says of an answer that an earlier request under the same idempotency key gave it."""

from typing import Any, TypeVar

from litestar import Response

from clara.application.call import Done

T = TypeVar("T")


def marked(done: Done[Any], response: Response[T]) -> Response[T]:
    """`response`, with `Idempotent-Replayed: true` when it is a replay."""
    if done.replayed:
        response.headers["idempotent-replayed"] = "true"
    return response
