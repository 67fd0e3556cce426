"""What leaves in the background, whatever becomes of the request that caused it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from logging import Logger
from typing import Generic, TypeVar

from clara.domain.errors import ClaraError

T = TypeVar("T")

_LAST_SECONDS = 5.0


class Outgoing(Generic[T]):
    """`take`s what is due every `pause_seconds`, at most `at_once` at a time, and lets it `leave`. One
    that hangs holds up no other. What is `called` so is named in the log, never what is in it."""

    def __init__(
        self,
        called: str,
        take: Callable[[int], Awaitable[Sequence[T]]],
        leave: Callable[[T], Awaitable[None]],
        *,
        at_once: int,
        pause_seconds: float,
        log: Logger,
        last_seconds: float = _LAST_SECONDS,
    ) -> None:
        self._called, self._take, self._leave = called, take, leave
        self._at_once, self._pause_seconds = at_once, pause_seconds
        self._last_seconds = last_seconds
        self._log = log
        self._task: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Take no more, and give those under way `last_seconds`. What is cut off may have arrived."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=self._last_seconds)
            for one in late:
                one.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def let_leave(self) -> None:
        """Everything that is due now, to its end."""
        await self._begin_all()
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def insist(self, record: Callable[[], Awaitable[None]]) -> None:
        """`record` what became of one, however long the store is away: what has arrived and is not
        written down would be sent again."""
        while True:
            try:
                return await record()
            except ClaraError as error:
                self._log.warning(
                    "what became of %s can't be recorded yet: %s", self._called, error.code
                )
                await asyncio.sleep(self._pause_seconds)

    async def _run(self) -> None:
        while True:
            try:
                await self._begin_all()
            except Exception:  # noqa: BLE001 - whatever it was, they wait and are tried again
                self._log.warning("%s have to wait", self._called, exc_info=True)
            await asyncio.sleep(self._pause_seconds)

    async def _begin_all(self) -> None:
        while True:
            while len(self._under_way) >= self._at_once:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            taken = await self._take(self._at_once - len(self._under_way))
            for one in taken:
                task: asyncio.Task[None] = asyncio.ensure_future(self._leave(one))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            if not taken:
                return
