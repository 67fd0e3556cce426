"""HTTP/1.1 as uvicorn speaks it, but for what it says to bytes that are no request."""

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_BODY = msgspec.json.encode(
    {
        "data": None,
        "message": "This is no well-formed HTTP/1.1 request, or its address is too long.",
        "status": "error",
        "code": "malformed_http",
        "request_id": None,
    }
)
_ANSWER = b"\r\n".join(
    (
        b"HTTP/1.1 400 Bad Request",
        b"content-type: application/json",
        b"cache-control: no-store",
        b"content-length: %d" % len(_BODY),
        b"connection: close",
        b"",
        _BODY,
    )
)


class HttpProtocol(HttpToolsProtocol):
    """Refuses what can't be parsed with the same envelope as everything else, and closes."""

    def send_400_response(self, msg: str) -> None:
        self.transport.write(_ANSWER)
        self.transport.close()
