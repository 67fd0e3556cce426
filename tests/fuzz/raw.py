"""HTTP/1.1 by hand: bytes out, answers in, over a connection that is kept for as long as it is good."""

import asyncio
from dataclasses import dataclass, field

PATIENCE = 120.0
"""Seconds after which an answer is not waited for any more."""
_STREAM_SECONDS = 0.3
_MOST = 32 << 20
_NO_BODY = frozenset({204, 304})


class Unanswered(Exception):
    """No answer came in time, or what came is none."""


@dataclass(frozen=True)
class Answer:
    """Names of headers are in small letters; of a header that came twice, the last."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def everything(self) -> bytes:
        """Headers and body, as far as it may tell something."""
        return "\n".join(self.headers.values()).encode("latin-1", "replace") + b"\n" + self.body


class Line:
    """A connection to `port` of this computer, opened when it is needed and again when it is over."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        return self._streams is not None and not self._streams[0].at_eof()

    async def ask(self, request: bytes, *, is_head: bool = False) -> Answer:
        """Raises `Unanswered`. What the server had hung up on meanwhile is sent again."""
        was_open = self.is_open
        try:
            return await self._asked(request, is_head)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            self.close()
            if not was_open:
                raise Unanswered("the connection ended without an answer") from error
        try:
            return await self._asked(request, is_head)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            self.close()
            raise Unanswered("the connection ended without an answer") from error

    async def _asked(self, request: bytes, is_head: bool) -> Answer:
        await self.send(request)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.read(is_head=is_head)
        except TimeoutError as error:
            self.close()
            raise Unanswered(f"no answer within {PATIENCE:.0f} seconds") from error

    async def send(self, content: bytes) -> None:
        if not self.is_open:
            self.close()
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=_MOST)
        assert self._streams is not None
        writer = self._streams[1]
        writer.write(content)
        await writer.drain()

    async def read(self, *, is_head: bool = False) -> Answer:
        """The next answer. Raises `IncompleteReadError` where the connection ends before it does."""
        assert self._streams is not None
        reader = self._streams[0]
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head[:-4].decode("latin-1").split("\r\n")
        headers = dict(_header(line) for line in lines)
        try:
            status = int(first.split(" ", 2)[1])
        except (IndexError, ValueError) as error:
            raise Unanswered(f"no status line: {first[:80]!r}") from error
        bare = is_head or status in _NO_BODY or status < 200
        body = b"" if bare else await self._body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    async def _body(self, reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
        if headers.get("content-type", "").startswith("text/event-stream"):
            return await self._beginning(reader)
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await _chunks(reader)
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        body = await reader.read(-1)
        self.close()
        return body

    async def _beginning(self, reader: asyncio.StreamReader) -> bytes:
        """Of a stream, which may have no end."""
        found = b""
        try:
            async with asyncio.timeout(_STREAM_SECONDS):
                while piece := await reader.read(65_536):
                    found += piece
                    if found.endswith(b"0\r\n\r\n"):
                        break
        except TimeoutError:
            pass
        self.close()
        return found

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


def request_of(
    method: str, target: str, headers: list[tuple[str, str]], body: bytes | None = None
) -> bytes:
    """A well-framed request, whatever is in it: `target` and values are sent as they are, in
    Latin-1 where that goes, else in UTF-8."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    if body is not None:
        lines.append(f"content-length: {len(body)}")
    return b"\r\n".join(map(_encoded, lines)) + b"\r\n\r\n" + (body or b"")


def _encoded(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
