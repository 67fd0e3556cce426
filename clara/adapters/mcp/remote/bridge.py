"""Messages of a client on standard input, carried to a server on the network and back."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx

from clara.adapters.mcp.credentials import EnvironmentCredential
from clara.adapters.mcp.lines import Lines
from clara.adapters.mcp.message import Message
from clara.adapters.mcp.remote.address import checked, connected, shown
from clara.adapters.mcp.remote.exchange import Exchange, SessionOver
from clara.adapters.mcp.remote.failures import Failure
from clara.adapters.mcp.remote.headers import Connection
from clara.adapters.mcp.unanswered import Unanswered
from clara.domain.errors import ClaraError

_PAUSES = (0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between attempts: a server that restarts is usually back within them."""

_SAFE = frozenset(
    {
        *("initialize", "ping", "server/discover", "tools/list", "completion/complete"),
        *("resources/list", "resources/templates/list", "resources/read"),
        *("prompts/list", "prompts/get", "logging/setLevel"),
    }
)
"""What may be asked twice. A tool's call may not: nobody here knows what it does."""

_INITIALIZED = Message(
    b'{"jsonrpc":"2.0","method":"notifications/initialized"}',
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
)

Say = Callable[[str], None]

_LOG = logging.getLogger("clara.mcp")


async def serve_remote(
    url: str, credential: EnvironmentCredential | None, lines: Lines, say: Say
) -> None:
    """Serve until `lines` end. `say` tells a person what the client may not show. Raises
    `invalid_mcp_url`; everything later is answered to the client."""
    async with connected(checked(url), credential) as client:
        exchange = Exchange(client, url, shown(url), Connection())
        await Bridge(exchange, lines, say).run()


class Bridge:
    def __init__(self, exchange: Exchange, lines: Lines, say: Say) -> None:
        self._exchange, self._lines, self._say = exchange, lines, say
        self._connection = exchange.connection
        self._unanswered = Unanswered()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._renewing = asyncio.Lock()
        self._said: str | None = None

    async def run(self) -> None:
        pump = asyncio.create_task(self._pump())
        stopped: asyncio.Task[Any] = asyncio.create_task(self._lines.stopped.wait())
        try:
            await asyncio.wait({pump, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if pump.done():
                pump.result()
        finally:
            for task in (pump, stopped, *self._tasks):
                task.cancel()
            await asyncio.gather(pump, stopped, *self._tasks, return_exceptions=True)
            with suppress(httpx.HTTPError):
                await self._exchange.end()

    async def _pump(self) -> None:
        async for message in self._lines:
            self._unanswered.asked(message)
            if message.is_request:
                await self._take(message)
            elif message.cancels is not None:
                self._take_back(message)
            elif not self._connection.is_modern:
                # In turn: `notifications/initialized` has to be there before what follows it.
                await self._tell(message)
        await self._unanswered.over(self._lines.stopped)

    async def _take(self, message: Message) -> None:
        self._connection.asks(message)
        task = self._spawn(self._ask(message))
        if message.method == "initialize":
            await asyncio.wait({task})  # what follows has to name the version agreed on
        else:
            key = str(message.id)
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))

    def _take_back(self, message: Message) -> None:
        """From 2026-07-28 on a request is taken back by closing its stream."""
        task = self._running.get(str(message.cancels))
        if self._connection.is_modern:
            if task is not None:
                task.cancel()
        else:
            self._spawn(self._tell(message))

    def _spawn(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _ask(self, message: Message) -> None:
        try:
            await self._sent(message)
            self._said = None
        except Failure as failure:
            self._mention(failure)
            await self._lines.send(failure.line(message))
        except Exception:  # noqa: BLE001  (logged, and answered without its text)
            _LOG.exception("a message could not be carried")
            await self._lines.send(Failure("internal", ClaraError.default_message).line(message))
        finally:
            self._unanswered.answered(message.id)

    async def _tell(self, message: Message) -> None:
        """A notification, or an answer to a request of the server's: nobody waits for a reply."""
        try:
            await self._sent(message)
        except Failure as failure:
            self._mention(failure)
            return
        if message.method == "notifications/initialized" and self._connection.session is not None:
            self._spawn(self._listen())

    async def _listen(self) -> None:
        with suppress(Failure):  # what the server says unasked is worth nothing when too long
            await self._exchange.listen(self._lines.send)

    async def _sent(self, message: Message) -> None:
        is_renewed = False
        for pause in (*_PAUSES, None):
            async with self._renewing:
                session = self._connection.session
            try:
                await self._exchange.post(message, self._lines.send)
            except SessionOver:
                if is_renewed or pause is None:
                    raise Failure("session_over", "The server keeps no session.") from None
                await self._renew(session)
                is_renewed = True
            except Failure as failure:
                if pause is None or not _may_be_repeated(message, failure):
                    raise
                self._mention(failure)
                await asyncio.sleep(pause)
            else:
                return

    async def _renew(self, session: str | None) -> None:
        """Open a new session as the client opened the first one, which it does not have to know."""
        async with self._renewing:
            opening = self._connection.opening
            if self._connection.session != session or opening is None:
                return  # another request has done it
            self._connection.asks(opening)
            try:
                await self._exchange.post(opening, _drop)
            except BaseException:
                self._connection.session = session  # it is over still: the next request tries
                raise
            with suppress(SessionOver):  # the message that is sent next will meet it, too
                await self._exchange.post(_INITIALIZED, _drop)

    def _mention(self, failure: Failure) -> None:
        """Once, until something works again."""
        if failure.code != self._said:
            self._said = failure.code
            self._say(failure.message)


def _may_be_repeated(message: Message, failure: Failure) -> bool:
    if not failure.is_passing:
        return False
    return not failure.may_have_acted or not message.is_request or message.method in _SAFE


async def _drop(_: bytes) -> None:
    """The client has had this answer."""
