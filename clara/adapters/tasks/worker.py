"""Hands tasks to the engine, and looks after those of workers that died."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from clara.adapters.tasks.limits import TaskLimits
from clara.application.ports import Clock
from clara.application.tasks.kind import Carry
from clara.application.tasks.ports import TaskOutbox

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clara.adapters.tasks.engine import DbosEngine

_BATCH = 200


class TaskWorker:
    """One process's part in carrying tasks out. The engine begins with the first task: a server that
    is never asked for one pays a look at the store every half second.

    `hand_over`, `beat` and `look_after` are called again and again, each in its own time."""

    def __init__(
        self,
        outbox: TaskOutbox,
        database: "Callable[[], sa.Engine]",
        carry: Carry,
        *,
        worker_id: str,
        clock: Clock,
        limits: TaskLimits,
    ) -> None:
        self._outbox, self._database, self._carry = outbox, database, carry
        self.clock = clock
        self.id, self.limits = worker_id, limits
        self._engine: DbosEngine | None = None
        self._launching: asyncio.Task[None] | None = None
        self._not_before = 0.0

    async def hand_over(self) -> None:
        """Tell the engine of every task that waits. Telling it again changes nothing, so that a
        crash in between loses and doubles none."""
        engine = self._engine or await self._begin()
        if engine is None:
            return
        while waiting := await self._outbox.waiting(_BATCH):
            for task_id, line in waiting:
                await asyncio.to_thread(engine.enqueue, task_id, line)
            await self._outbox.hand_over([task_id for task_id, _ in waiting])

    async def beat(self) -> None:
        """Tell the others that this one lives."""
        if self._engine is not None:
            await self._outbox.beat(self.id)

    async def look_after(self) -> None:
        """The worker that has lived longest puts tasks of dead ones back into their lines, and tidies
        up. That two take themselves for it for a moment costs work, and changes no result."""
        engine = self._engine
        if engine is None:
            return
        # In this order: whoever has begun a task has beaten before.
        begun = await asyncio.to_thread(engine.begun)
        workers = await self._outbox.workers()
        dead_since = self.clock.now() - timedelta(seconds=self.limits.dead_after_seconds)
        living = [worker_id for worker_id, alive_at in workers if alive_at >= dead_since]
        if living[:1] != [self.id]:
            return
        orphans = [task_id for task_id, worker_id in begun if worker_id not in living]
        if orphans:
            await asyncio.to_thread(engine.resume, orphans)
        for worker_id, _ in workers:
            if worker_id not in living:
                await self._outbox.leave(worker_id)
        await self._tidy(engine)

    async def close(self) -> None:
        """Stop, and leave what is not done to others."""
        if self._launching is not None:
            # What has begun in its thread can't be stopped there.
            await asyncio.gather(self._launching, return_exceptions=True)
            self._launching = None
        if self._engine is not None:
            await asyncio.to_thread(self._engine.close)
            self._engine = None
            await self._outbox.leave(self.id)

    async def _begin(self) -> "DbosEngine | None":
        if self._launching is None:
            if self.clock.elapsed() < self._not_before or not await self._outbox.has_work():
                return None
            await self._outbox.beat(self.id)
            self._launching = asyncio.create_task(self._launch())
        try:
            await asyncio.shield(self._launching)
        finally:
            if self._launching.done():
                self._launching = None
        return self._engine

    async def _launch(self) -> None:
        """Not again for a while when it fails: a database that is away is away for others, too."""
        self._not_before = self.clock.elapsed() + self.limits.dead_after_seconds
        engine = await asyncio.to_thread(self._new_engine, asyncio.get_running_loop())
        await asyncio.to_thread(engine.launch)
        self._engine = engine

    def _new_engine(self, home: asyncio.AbstractEventLoop) -> "DbosEngine":
        # Takes most of a second, which most servers' starts shall not.
        from clara.adapters.tasks.engine import DbosEngine  # noqa: PLC0415

        return DbosEngine(self._database(), self.id, self._carry, self.limits, home)

    async def _tidy(self, engine: "DbosEngine") -> None:
        """What the engine has ended is forgotten there; what it lost or gave up, but is not over,
        waits again."""
        ended = await asyncio.to_thread(engine.ended)
        if ended:
            await asyncio.to_thread(engine.forget, ended)
            await self._outbox.take_back(ended)
        lost_since = self.clock.now() - timedelta(seconds=self.limits.lost_after_seconds)
        old = await self._outbox.handed_over(lost_since, _BATCH)
        if old:
            known = await asyncio.to_thread(engine.known, old)
            await self._outbox.take_back([task_id for task_id in old if task_id not in known])
