"""Every answer with a body is `{"data", "message", "status"}`; errors add what helps."""

from typing import Any

import msgspec
from litestar import Response

# Amounts are exact decimals and leave as plain JSON numbers.
_UNCACHED = {"cache-control": "no-store"}
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def success(data: object, message: str, status: int = 200) -> Response[bytes]:
    """`data` under the contract's sentence."""
    return _response({"data": data, "message": message, "status": "success"}, status)


def no_content() -> Response[None]:
    """Done, and nothing to say."""
    return Response(None, status_code=204, headers=_UNCACHED)


def redirect(url: str) -> Response[bytes]:
    """On to another place, for a browser."""
    headers = {**_UNCACHED, "location": url, "referrer-policy": "no-referrer"}
    return Response(b"", status_code=302, headers=headers)


def failure(
    status: int,
    code: str,
    message: str,
    request_id: str | None,
    *,
    data: object = None,
    **extra: object,
) -> Response[bytes]:
    """An error: `extra` holds details, remedy and retry_after where there are any."""
    body: dict[str, Any] = {
        "data": data,
        "message": message,
        "status": "error",
        "code": code,
        "request_id": request_id,
    }
    body.update((name, value) for name, value in extra.items() if value)
    response = _response(body, status)
    if extra.get("retry_after"):
        response.headers["retry-after"] = str(extra["retry_after"])
    if status == 401:
        response.headers["www-authenticate"] = "Bearer"
    return response


def _response(body: dict[str, Any], status: int) -> Response[bytes]:
    return Response(
        _ENCODER.encode(body),
        status_code=status,
        media_type="application/json",
        headers=_UNCACHED,
    )
