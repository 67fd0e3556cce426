"""The `Tasks` port over SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import and_, case, func, literal, null, or_, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, any_of, named
from clara.adapters.persistence.tables import credit_entries, credit_transfers, task_steps, tasks
from clara.adapters.persistence.upsert import insert_named
from clara.application.tasks.ports import MAX_LISTED_RESULT, HeldTask, Tasks
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import reach
from clara.domain.credits.ledger import Account
from clara.domain.instant import instant, microseconds
from clara.domain.tasks.about import about_of
from clara.domain.tasks.task import Task, TaskError, TaskList, TaskProgress, TaskStatus

_CHANGING = "status percent words credits attempts updated_at result error".split()
_COLUMNS = (
    *("user_id", "id", "company_id", "viewpoint", "kind", "created_at", "actor", "asked"),
    "handed_over_at",
    *_CHANGING,
)

_ADD = Statement(insert_named(tasks, _COLUMNS))
_SAVE = Statement(
    update(tasks)
    .where(tasks.c.user_id == named("task_user_id"), tasks.c.id == named("task_id"))
    .values({name: named(name) for name in _CHANGING})
)
_seen = (
    *(tasks.c.id, tasks.c.kind, tasks.c.user_id, tasks.c.company_id, tasks.c.viewpoint),
    tasks.c.status,
    *(tasks.c.percent, tasks.c.words, tasks.c.credits, tasks.c.attempts),
    *(tasks.c.created_at, tasks.c.updated_at, tasks.c.error, func.length(tasks.c.result)),
)
_small = case(
    (func.length(tasks.c.result) <= literal(MAX_LISTED_RESULT), tasks.c.result), else_=null()
)
_mine = and_(
    tasks.c.user_id == named("user_id"),
    or_(
        tasks.c.company_id.is_(None),
        any_of(tasks.c.company_id, "company_ids"),
        any_of(tasks.c.viewpoint, "viewpoints"),
    ),
)
_FIND = Statement(select(*_seen, tasks.c.result).where(_mine, tasks.c.id == named("task_id")))
_HOLD = Statement(
    select(*_seen, tasks.c.result, tasks.c.actor, tasks.c.asked)
    .where(tasks.c.id == named("task_id"))
    .with_for_update(key_share=True)
)
_OUTPUTS = Statement(
    select(task_steps.c.name, task_steps.c.output).where(task_steps.c.task_id == named("task_id"))
)
_KEEP = Statement(insert_named(task_steps, ("task_id", "name", "output", "done_at")))


def _pages(*where: Any) -> tuple[Statement, Statement]:
    """A page of tasks, and how many there are."""
    page = (
        select(*_seen, _small, tasks.c.asked)
        .where(*where)
        .order_by(tasks.c.created_at.desc(), tasks.c.id.desc())
        .limit(named("limit"))
        .offset(named("offset"))
    )
    return Statement(page), Statement(select(func.count()).select_from(tasks).where(*where))


_OF_USER = _pages(_mine)
_OF_USER_IN_STATUS = _pages(_mine, tasks.c.status == named("status"))


@dataclass(frozen=True, slots=True)
class SqlTasks(Tasks):
    session: Session

    async def add(self, task: Task, actor: Actor, asked: Any, *, handed_over: bool = False) -> None:
        connection = await self.session.connection()
        await connection.change(
            _ADD,
            user_id=task.user_id,
            id=task.id,
            company_id=task.company_id,
            viewpoint=task.viewpoint,
            kind=task.kind,
            created_at=microseconds(task.created_at),
            actor=msgspec.json.encode(actor),
            asked=msgspec.json.encode(asked),
            handed_over_at=microseconds(task.created_at) if handed_over else None,
            **_changing(task),
        )

    async def page(
        self, actor: Actor, status: TaskStatus | None, limit: int, offset: int
    ) -> TaskList:
        page, count = _OF_USER if status is None else _OF_USER_IN_STATUS
        where = _reached(actor) | ({} if status is None else {"status": status.value})
        async with self.session.snapshot() as connection:
            rows = await connection.rows(page, **where, limit=limit, offset=offset)
            ((total,),) = await connection.rows(count, **where)
        return TaskList(items=tuple(map(_listed, rows)), offset=offset, total_count=total)

    async def find(self, actor: Actor, task_id: str) -> Task | None:
        if "\0" in task_id:  # which PostgreSQL's text can't hold
            return None
        connection = await self.session.connection()
        row = await connection.first(_FIND, **_reached(actor), task_id=task_id)
        return _task(row) if row else None

    async def hold(self, task_id: str) -> HeldTask | None:
        connection = await self.session.connection()
        row = await connection.first(_HOLD, task_id=task_id)
        if row is None:
            return None
        *seen, actor, asked = row
        done = await connection.rows(_OUTPUTS, task_id=task_id)
        outputs = {name: msgspec.json.decode(output) for name, output in done}
        return HeldTask(
            task=_task(seen),
            actor=msgspec.json.decode(actor, type=Actor),
            asked=msgspec.json.decode(asked),
            outputs=outputs,
        )

    async def save(self, task: Task) -> None:
        connection = await self.session.connection()
        await connection.change(
            _SAVE, task_user_id=task.user_id, task_id=task.id, **_changing(task)
        )

    async def keep_output(self, task_id: str, step: str, output: Any, at: datetime) -> None:
        connection = await self.session.connection()
        await connection.change(
            _KEEP,
            task_id=task_id,
            name=step,
            output=msgspec.json.encode(output),
            done_at=microseconds(at),
        )


def _reached(actor: Actor) -> dict[str, Any]:
    within = reach(actor)
    return {
        "user_id": actor.user_id,
        "company_ids": list(within.company_ids),
        "viewpoints": list(within.viewpoints),
    }


def _changing(task: Task) -> dict[str, Any]:
    return {
        "status": task.status.value,
        "percent": task.progress.percent,
        "words": task.progress.words,
        "credits": task.credits,
        "attempts": task.attempts,
        "updated_at": microseconds(task.updated_at),
        "result": None if task.result is None else msgspec.json.encode(task.result),
        "error": None if task.error is None else msgspec.json.encode(task.error),
    }


def _listed(row: Row) -> Task:
    *seen, asked = row
    return structs.replace(_task(seen), about=about_of(msgspec.json.decode(asked)))


def _task(row: Row) -> Task:
    id, kind, user_id, company_id, viewpoint, status, percent, words, *rest = row
    credits, attempts, created_at, updated_at, error, size, result = rest
    return Task(
        id=id,
        kind=kind,
        user_id=user_id,
        company_id=company_id,
        viewpoint=viewpoint,
        status=TaskStatus(status),
        progress=TaskProgress(percent=percent, words=words),
        credits=credits,
        attempts=attempts,
        created_at=instant(created_at),
        updated_at=instant(updated_at),
        result=None if result is None else msgspec.json.decode(result),
        result_bytes=size,
        error=None if error is None else msgspec.json.decode(error, type=TaskError),
    )


_set_aside = (
    select(func.coalesce(func.sum(credit_entries.c.amount), 0))
    .join(credit_transfers, credit_transfers.c.id == credit_entries.c.transfer_id)
    .where(
        credit_transfers.c.reference == tasks.c.id,
        credit_entries.c.account == Account.RESERVED.value,
    )
    .scalar_subquery()
)
_due = case((tasks.c.status.in_(("queued", "running")), tasks.c.credits), else_=0)
WRONGLY_RESERVED = select(func.count()).select_from(tasks).where(_set_aside != _due)
"""Tasks for which something else is set aside than they cost, or anything once they are over."""
