"""The `TaskOutbox` port over SQL, and the end of tasks that nobody asks for any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, null, select, text, update

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import task_steps, task_workers, tasks
from clara.adapters.persistence.upsert import insert_or_update
from clara.application.ports import Clock
from clara.application.tasks.ports import TaskOutbox
from clara.domain.instant import instant, microseconds

_AT_ONCE = 200
# In the words that the index is limited to: with parameters, neither store would see that it holds.
_unfinished = text("status IN ('queued', 'running')")
_is_over = text("status NOT IN ('queued', 'running')")
_ANY = Statement(select(tasks.c.id).where(_unfinished).limit(1))
_waiting = (_unfinished, tasks.c.handed_over_at.is_(None))
_WAITING = Statement(
    select(tasks.c.id, func.coalesce(tasks.c.company_id, tasks.c.user_id))
    .where(*_waiting)
    .order_by(tasks.c.created_at, tasks.c.id)
    .limit(named("limit"))
)
_HAND_OVER = Statement(
    update(tasks).where(any_of(tasks.c.id, "task_ids")).values(handed_over_at=named("now"))
)
_TAKE_BACK = Statement(
    update(tasks)
    .where(any_of(tasks.c.id, "task_ids"), _unfinished)
    .values(handed_over_at=null())
    .returning(tasks.c.id)
)
_HANDED_OVER = Statement(
    select(tasks.c.id)
    .where(_unfinished, tasks.c.handed_over_at < named("before"))
    .order_by(tasks.c.handed_over_at)
    .limit(named("limit"))
)
_BEAT = Statement(
    insert_or_update(
        task_workers,
        ("id", "started_at", "alive_at"),
        index=("id",),
        changes={"alive_at": named("alive_at")},
    )
)
_WORKERS = Statement(
    select(task_workers.c.id, task_workers.c.alive_at).order_by(
        task_workers.c.started_at, task_workers.c.id
    )
)
_LEAVE = Statement(delete(task_workers).where(task_workers.c.id == named("worker_id")))
_OVER = Statement(
    select(tasks.c.id).where(_is_over, tasks.c.updated_at < named("before")).limit(named("limit"))
)
_REMOVE_STEPS = Statement(delete(task_steps).where(any_of(task_steps.c.task_id, "task_ids")))
_REMOVE = Statement(delete(tasks).where(any_of(tasks.c.id, "task_ids")))


@dataclass(frozen=True, slots=True)
class SqlTaskOutbox(TaskOutbox):
    database: Database
    clock: Clock

    async def has_work(self) -> bool:
        async with self.database.reading() as connection:
            return await connection.first(_ANY) is not None

    async def waiting(self, limit: int) -> Sequence[tuple[str, str]]:
        async with self.database.reading() as connection:
            return [(id, line) for id, line in await connection.rows(_WAITING, limit=limit)]

    async def hand_over(self, task_ids: Sequence[str]) -> None:
        async with self.database.writing() as connection:
            await connection.change(_HAND_OVER, task_ids=list(task_ids), now=self._now())

    async def take_back(self, task_ids: Sequence[str]) -> Sequence[str]:
        async with self.database.writing() as connection:
            rows = await connection.rows(_TAKE_BACK, task_ids=list(task_ids))
        return [row[0] for row in rows]

    async def handed_over(self, before: datetime, limit: int) -> Sequence[str]:
        async with self.database.reading() as connection:
            rows = await connection.rows(_HANDED_OVER, before=microseconds(before), limit=limit)
        return [row[0] for row in rows]

    async def beat(self, worker_id: str) -> None:
        now = self._now()
        async with self.database.writing() as connection:
            await connection.change(_BEAT, id=worker_id, started_at=now, alive_at=now)

    async def workers(self) -> Sequence[tuple[str, datetime]]:
        async with self.database.reading() as connection:
            rows = await connection.rows(_WORKERS)
        return [(id, instant(alive_at)) for id, alive_at in rows]

    async def leave(self, worker_id: str) -> None:
        async with self.database.writing() as connection:
            await connection.change(_LEAVE, worker_id=worker_id)

    def _now(self) -> int:
        return microseconds(self.clock.now())


async def forget_old_tasks(database: Database, now: int, kept: timedelta) -> None:
    """Remove what has been over for longer than `kept`. `now` is in microseconds."""
    before = microseconds(instant(now) - kept)
    while True:
        async with database.writing() as connection:
            rows = await connection.rows(_OVER, before=before, limit=_AT_ONCE)
            task_ids = [row[0] for row in rows]
            if task_ids:
                await connection.change(_REMOVE_STEPS, task_ids=task_ids)
                await connection.change(_REMOVE, task_ids=task_ids)
        if len(task_ids) < _AT_ONCE:
            return
