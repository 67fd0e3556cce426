"""HTTP/1.1 as uvicorn speaks it, but for what it says to bytes that are no request."""

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_MAX_BYTES = 65_536
"""Of a request's header fields, names and values. The address has a limit of its own, as much again."""
FIELDS_MAX = 100


def _answer(status: bytes, code: str, message: str) -> bytes:
    body = msgspec.json.encode(
        {"data": None, "message": message, "status": "error", "code": code, "request_id": None}
    )
    return b"\r\n".join(
        (
            b"HTTP/1.1 " + status,
            b"content-type: application/json",
            b"cache-control: no-store",
            b"content-length: %d" % len(body),
            b"connection: close",
            b"",
            body,
        )
    )


_MALFORMED = _answer(
    b"400 Bad Request",
    "malformed_http",
    "This is no well-formed HTTP/1.1 request, or its address is too long.",
)
_TOO_LARGE = _answer(
    b"431 Request Header Fields Too Large",
    "headers_too_large",
    f"A request has at most {FIELDS_MAX} header fields, with {HEAD_MAX_BYTES} bytes in all.",
)


class _Refused(Exception):
    """Whatever a callback raises, the parser takes for malformed."""


class HttpProtocol(HttpToolsProtocol):
    """Refuses what can't be parsed with the same envelope as everything else, and closes. So it does
    with what the parser lets through although RFC 9112 does not: a request without Host or with two
    of them, which proxies and we might understand differently, and other versions; and with heads
    without end, which would be kept in memory."""

    _is_in_head = True
    _head_bytes = 0
    _fields_bytes = 0

    def data_received(self, data: bytes) -> None:
        # A field is told of once it is whole: one without end never is.
        self._head_bytes += len(data) if self._is_in_head else 0
        super().data_received(data)
        if self._head_bytes > 2 * HEAD_MAX_BYTES and not self.transport.is_closing():
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._fields_bytes = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._fields_bytes += len(name) + len(value)
        if self._is_too_large():
            raise _Refused

    def on_headers_complete(self) -> None:
        self._is_in_head, self._head_bytes = False, 0
        version = self.parser.get_http_version()
        hosts = sum(1 for name, _ in self.headers if name == b"host")
        if version not in ("1.0", "1.1") or hosts > 1 or (version == "1.1" and not hosts):
            raise _Refused
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        is_large = self._head_bytes > HEAD_MAX_BYTES or self._is_too_large()
        self.transport.write(_TOO_LARGE if is_large else _MALFORMED)
        self.transport.close()

    def _is_too_large(self) -> bool:
        return self._fields_bytes > HEAD_MAX_BYTES or len(self.headers or ()) > FIELDS_MAX
