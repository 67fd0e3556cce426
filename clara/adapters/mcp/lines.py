"""JSON-RPC on two file descriptors, one message a line (the MCP protocol's stdio transport).

Threads read and write, because not everything that may stand at a standard stream can be waited
for by an event loop: files cannot. They are daemons: a peer that neither reads nor closes its end
keeps no process alive.
"""

import asyncio
import os
import queue
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

import msgspec

from clara.adapters.mcp.message import INVALID_REQUEST, PARSE_ERROR, Message, error_line

MAX_LINE_BYTES = 4 * 1024 * 1024
"""As long as a request over HTTP may be."""

_CHUNK = 64 * 1024
_AHEAD = 64
"""Lines read before somebody takes them."""


class Lines:
    """Messages from `incoming`, until it ends, nobody reads `outgoing` any more, `stop` is called or
    the process is told to end (SIGTERM). An asynchronous context manager; enter it once."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._read: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._room = threading.Semaphore(_AHEAD)
        self._written: queue.SimpleQueue[tuple[bytes, asyncio.Future[None]] | None]
        self._written = queue.SimpleQueue()
        self.stopped = asyncio.Event()
        """Set by `stop`, not by the end of the input."""
        self.is_heard = True
        """Whether somebody still reads what is sent."""

    async def __aenter__(self) -> "Lines":
        self._loop = asyncio.get_running_loop()
        with suppress(ValueError, RuntimeError):  # only a main thread is told of signals
            self._loop.add_signal_handler(signal.SIGTERM, self.stop)
        threading.Thread(target=self._read_all, name="stdin", daemon=True).start()
        threading.Thread(target=self._write_all, name="stdout", daemon=True).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ValueError, RuntimeError):
            self._loop.remove_signal_handler(signal.SIGTERM)
        self._written.put(None)

    def stop(self) -> None:
        """As if the input had ended here."""
        self.stopped.set()
        self._read.put_nowait(None)

    async def send(self, line: bytes) -> None:
        """Write `line`, which holds no line break, whole. Once nobody reads, it is dropped."""
        if not self.is_heard:
            return
        done: asyncio.Future[None] = self._loop.create_future()
        self._written.put((line, done))
        await done

    async def __aiter__(self) -> AsyncIterator[Message]:
        """What is no message is answered here, as JSON-RPC wants it."""
        while not self.stopped.is_set():
            line = await self._read.get()
            if line is None:
                return
            self._room.release()
            message = await self._understood(line)
            if message is not None:
                yield message

    async def _understood(self, line: bytes) -> Message | None:
        if len(line) > MAX_LINE_BYTES:
            wrong = f"A message has at most {MAX_LINE_BYTES:,} bytes."
            await self.send(error_line(None, INVALID_REQUEST, wrong))
            return None
        if not line.strip():
            return None
        try:
            fields = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            await self.send(error_line(None, PARSE_ERROR, "This line is no JSON."))
            return None
        if not isinstance(fields, dict):
            wrong = "A message is one JSON object; batches are not served."
            await self.send(error_line(None, INVALID_REQUEST, wrong))
            return None
        return Message(line, fields)

    def _read_all(self) -> None:
        for line in _lines(self._incoming):
            self._room.acquire()
            if not self._tell(self._read.put_nowait, line):
                return
        self._tell(self._read.put_nowait, None)

    def _write_all(self) -> None:
        while (waiting := self._written.get()) is not None:
            line, done = waiting
            if self.is_heard:
                try:
                    _write(self._outgoing, line + b"\n")
                except OSError:
                    self.is_heard = False
                    self._tell(self.stop)
            if not self._tell(_settle, done):
                return

    def _tell(self, what: Callable[..., object], *about: object) -> bool:
        """Call `what` in the loop; whether there still is one."""
        try:
            self._loop.call_soon_threadsafe(what, *about)
        except RuntimeError:
            return False
        return True


def _settle(done: "asyncio.Future[None]") -> None:
    if not done.done():
        done.set_result(None)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _lines(descriptor: int) -> Iterator[bytes]:
    """Lines without their ends. Of one that is too long only so much is kept that this shows."""
    kept = bytearray()
    while True:
        try:
            chunk = os.read(descriptor, _CHUNK)
        except OSError:
            chunk = b""
        if not chunk:
            if kept:
                yield bytes(kept)
            return
        *ended, rest = chunk.split(b"\n")
        for end in ended:
            _keep(kept, end)
            yield bytes(kept)
            kept.clear()
        _keep(kept, rest)


def _keep(kept: bytearray, more: bytes) -> None:
    kept += more[: MAX_LINE_BYTES + 1 - len(kept)]
