"""A TCP connection on loopback that can be cut, held up and slowed down, between a program and the
server that it thinks it speaks to."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit, urlunsplit

_PIECE = 64 * 1024
_ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends RST."""

Watch = Callable[[bytes], bool]


@dataclass(eq=False)
class _Pair:
    """The program's end, and the server's."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    is_dead: bool = False
    """Something was held up on it: whatever follows is as well."""

    def reset(self) -> None:
        for end in (self.near, self.far):
            place = end.get_extra_info("socket")
            if place is not None and place.family != socket.AF_UNIX:
                place.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            end.transport.abort()


@dataclass
class Wire:
    """`cuts_before` and `cuts_after` say of what the program sends, piece by piece, whether the
    connection is lost before the server has it, or before its answer is back. While `is_mute` nothing
    passes either way; while `is_down` nobody is let in; each piece takes `delay_seconds`. `cuts`
    counts connections that were lost."""

    port: int = 0
    cuts_before: Watch | None = None
    cuts_after: Watch | None = None
    is_mute: bool = False
    is_down: bool = False
    delay_seconds: float = 0.0
    cuts: int = 0
    _pairs: set[_Pair] = field(default_factory=set)

    def reset_all(self) -> None:
        """Every connection, at once, by RST."""
        self.cuts += len(self._pairs)
        for pair in tuple(self._pairs):
            pair.reset()

    def heal(self) -> None:
        """From here on everything passes; what was held up stays lost."""
        self.cuts_before = self.cuts_after = None
        self.is_mute = self.is_down = False
        self.delay_seconds = 0.0

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        near: asyncio.StreamWriter,
        connect: Callable[[], object],
    ) -> None:
        if self.is_down:
            near.transport.abort()
            return
        from_server, far = await connect()  # type: ignore[misc]
        pair = _Pair(near, far)
        self._pairs.add(pair)
        answered = asyncio.Event()
        try:
            await asyncio.gather(
                self._up(reader, pair, answered), self._down(from_server, pair, answered)
            )
        except (ConnectionError, OSError):
            pass
        finally:
            self._pairs.discard(pair)
            for end in (near, far):
                end.transport.abort()

    async def _up(self, reader: asyncio.StreamReader, pair: _Pair, answered: asyncio.Event) -> None:
        while piece := await reader.read(_PIECE):
            if not await self._passes(pair):
                continue
            if self.cuts_before is not None and self.cuts_before(piece):
                self._cut(pair)
                return
            is_last = self.cuts_after is not None and self.cuts_after(piece)
            if is_last:
                answered.set()
            pair.far.write(piece)
            await pair.far.drain()
        pair.far.transport.abort()

    async def _down(
        self, reader: asyncio.StreamReader, pair: _Pair, answered: asyncio.Event
    ) -> None:
        while piece := await reader.read(_PIECE):
            if not await self._passes(pair):
                continue
            if answered.is_set():
                self._cut(pair)
                return
            pair.near.write(piece)
            await pair.near.drain()
        pair.near.transport.abort()

    async def _passes(self, pair: _Pair) -> bool:
        pair.is_dead |= self.is_mute
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        return not pair.is_dead

    def _cut(self, pair: _Pair) -> None:
        self.cuts += 1
        pair.reset()


@asynccontextmanager
async def wired(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """A wire to the PostgreSQL server of `url`, and the URL that goes through it."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [None])[0]

    async def connect() -> object:
        if host is not None:
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{parts.port or 5432}")
        return await asyncio.open_connection(parts.hostname, parts.port or 5432)

    wire = Wire()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        await wire._serve(reader, writer, connect)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    user = (parts.username or "postgres") + (f":{parts.password}" if parts.password else "")
    through = parts._replace(netloc=f"{user}@127.0.0.1:{wire.port}", query="sslmode=disable")
    try:
        yield wire, urlunsplit(through)
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
