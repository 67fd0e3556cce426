"""A pool that serves strictly in order of arrival.

Pools that let newcomers overtake a queue make the slowest requests five times slower at the same
throughput; a connection here goes from who gives it back straight to who has waited longest.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

from clara.adapters.observing.watch import PoolUse, waited
from clara.domain.errors import Unavailable

T = TypeVar("T")


class Pool(Generic[T]):
    """At most `size` connections, opened when first needed; a waiter gives up after `patience`
    seconds with `database_busy`. A connection for which `is_broken` holds is not used again."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[T]],
        close: Callable[[T], Awaitable[None]],
        is_broken: Callable[[T], bool],
        size: int,
        patience: float,
        name: str = "connections",
    ) -> None:
        self.name = name
        self._connect, self._close, self._is_broken = connect, close, is_broken
        self._size, self._patience = size, patience
        self._idle: list[T] = []
        self._waiting: deque[asyncio.Future[T | None]] = deque()
        self._open = 0

    @property
    def use(self) -> PoolUse:
        idle = len(self._idle)
        return PoolUse(self._size, self._open - idle, idle, len(self._waiting))

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[T]:
        connection = await self.acquire()
        try:
            yield connection
        finally:
            self.release(connection)

    async def acquire(self) -> T:
        while self._idle:
            connection = self._idle.pop()
            if not self._is_broken(connection):
                return connection
            self._open -= 1
        if self._open < self._size:
            self._open += 1
            return await self._new()
        turn: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                handed = await turn
        except BaseException as error:
            self._leave(turn)
            if isinstance(error, TimeoutError):
                raise Unavailable(
                    "database_busy", "The server is busy; try again.", retry_after=1
                ) from error
            raise
        finally:
            waited(self.name, began)
        return await self._new() if handed is None else handed

    def release(self, connection: T) -> None:
        if self._is_broken(connection):
            self._give_up_place()
        elif not self._hand_over(connection):
            self._idle.append(connection)

    async def close(self) -> None:
        while self._idle:
            await self._close(self._idle.pop())
            self._open -= 1

    async def _new(self) -> T:
        """A connection for a place that is counted already."""
        try:
            return await self._connect()
        except BaseException:
            self._give_up_place()
            raise

    def _give_up_place(self) -> None:
        # Counted on while it is handed over, so that no newcomer takes it in between.
        if not self._hand_over(None):
            self._open -= 1

    def _hand_over(self, connection: T | None) -> bool:
        """To who has waited longest: `connection`, or with None the right to open one."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                if connection is None:
                    turn.set_result(None)
                else:
                    turn.set_result(connection)
                return True
        return False

    def _leave(self, turn: "asyncio.Future[T | None]") -> None:
        """A waiter that gave up passes on what it may have been handed in the same instant."""
        if turn.done() and not turn.cancelled() and turn.exception() is None:
            handed = turn.result()
            if handed is None:
                self._give_up_place()
            else:
                self.release(handed)
        elif turn in self._waiting:
            self._waiting.remove(turn)
