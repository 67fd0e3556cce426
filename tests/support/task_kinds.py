"""Kinds of tasks whose steps leave marks in a table, so that it can be counted how often each was done."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from clara.adapters.persistence.database import Database, Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import metadata
from clara.application.tasks.enqueuing import Enqueuing
from clara.application.tasks.kind import Report, TaskKind, TaskKinds, TaskStep, Work
from clara.application.use_case import Effect
from clara.bootstrap import Core
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Forbidden, Unavailable
from clara.domain.tasks.task import Task

_MAKE = Statement(text("CREATE TABLE IF NOT EXISTS marks (task_id TEXT, step TEXT)"))
_MARK = Statement(
    text("INSERT INTO marks (task_id, step) VALUES (:task_id, :step)").bindparams(
        named("task_id"), named("step")
    )
)
_MARKS = Statement(text("SELECT task_id, step FROM marks ORDER BY task_id, step"))
assert "marks" not in metadata.tables, "the product has no such table"


def _times(file: str) -> int:
    """How often this was called with `file`, this time included, whatever became of the process."""
    with Path(file).open("a+") as times:
        times.write("x")
        return times.tell()


async def make_marks(database: Database) -> None:
    async with database.writing() as connection:
        await connection.rows(_MAKE)


async def marks_of(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as connection:
        return [(task_id, step) for task_id, step in await connection.rows(_MARKS)]


@dataclass(frozen=True, slots=True)
class _Marking(TaskStep):
    """Writes its own name, in the transaction in which it is known to be done."""

    effect = Effect.WRITE

    session: Session

    async def __call__(self, work: Work, report: Report) -> Any:
        connection = await self.session.connection()
        await connection.change(_MARK, task_id=work.task_id, step=self.name)
        return {"steps": [*work.outputs], "asked": work.asked}


class First(_Marking):
    name = "first"
    words = "Beginning"


class Look(TaskStep):
    """Looks and reports. Who is the first to look takes as long as was asked: what others see is how
    often somebody looked."""

    name = "look"
    words = "Looking"

    async def __call__(self, work: Work, report: Report) -> Any:
        asked = work.asked or {}
        if "looks" in asked and _times(asked["looks"]) == 1:
            await asyncio.sleep(asked["seconds"])
        await report(50, "Half seen")
        return {"seen": asked.get("what")}


class Last(_Marking):
    name = "last"
    words = "Ending"


class Refuse(TaskStep):
    name = "refuse"
    words = "Refusing"

    async def __call__(self, work: Work, report: Report) -> Any:
        raise Forbidden("not_today", "Not today.")


@dataclass(frozen=True, slots=True)
class Stumble(TaskStep):
    """Fails as often as was asked, as what passes does, then succeeds."""

    name = "stumble"
    words = "Stumbling"

    session: Session

    async def __call__(self, work: Work, report: Report) -> Any:
        tries = _times(work.asked["tries"])
        if tries <= work.asked["falls"]:
            if work.asked.get("unforeseen"):
                raise ZeroDivisionError
            raise Unavailable("away", "Away for a moment.")
        return {"tries": tries}


class Busy(TaskStep):
    """Takes a moment, and counts how many do at the same time."""

    name = "busy"
    words = "Being busy"

    async def __call__(self, work: Work, report: Report) -> Any:
        line = work.actor.company.company_id
        for whose in (line, "all"):
            _BUSY[whose] += 1
            _MOST[whose] = max(_MOST[whose], _BUSY[whose])
        await asyncio.sleep(0.2)
        for whose in (line, "all"):
            _BUSY[whose] -= 1
        return {}


_BUSY, _MOST = Counter[str](), Counter[str]()


def most_busy() -> dict[str, int]:
    """How many were busy at the same time at most, by line and of all; counted anew afterwards."""
    most = dict(_MOST)
    _MOST.clear()
    return most


class Rows(TaskStep):
    name = "rows"
    words = "Writing rows"

    async def __call__(self, work: Work, report: Report) -> Any:
        return {"rows": [{"n": n} for n in range(work.asked)]}


BRIEF, MARKING, REFUSING, STUMBLING = (
    "test.brief",
    "test.marking",
    "test.refusing",
    "test.stumbling",
)
BUSY, FREE, ROWS = "test.busy", "test.free", "test.rows"
KINDS = TaskKinds.of(
    TaskKind(BRIEF, (First, Look)),
    TaskKind(MARKING, (First, Look, Last)),
    TaskKind(REFUSING, (First, Refuse)),
    TaskKind(STUMBLING, (First, Stumble)),
    TaskKind(BUSY, (Busy,)),
    TaskKind(FREE, (Last,), is_charged=lambda _: False),
    TaskKind(ROWS, (Rows,)),
)
STEPS = {BRIEF: ("first",), MARKING: ("first", "last")}
"""Those that leave marks."""


async def enqueue(core: Core, actor: Actor, kind: str, asked: Any = None, credits: int = 0) -> Task:
    """As an operation of `actor` does, in a transaction of its own."""
    async with core.units.open() as unit:
        unit.write()
        task = await unit.get(Enqueuing)(actor, kind, asked, credits=credits, description="A test")
        await unit.commit()
    return task
