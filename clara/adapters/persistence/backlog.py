"""What waits in the store, counted for whoever watches."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, Table, and_, func, literal, select, text

from clara.adapters.observing.watch import Backlog, Line
from clara.adapters.persistence.database import Database
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import (
    audit_entries,
    letters,
    tasks,
    webhook_deliveries,
    webhook_events,
)
from clara.domain.instant import microseconds

_SECOND = 1_000_000


def _line(table: Table, since: Column[int], *where: object) -> Statement:
    return Statement(select(func.count(), func.min(since)).select_from(table).where(*where))  # type: ignore[arg-type]


# In the words that the indexes are limited to.
_LINES: Mapping[str, Statement] = {
    "tasks_queued": _line(
        tasks,
        tasks.c.created_at,
        text("status IN ('queued', 'running')"),
        tasks.c.status == literal("queued"),
    ),
    "tasks_running": _line(
        tasks,
        tasks.c.created_at,
        text("status IN ('queued', 'running')"),
        tasks.c.status == literal("running"),
    ),
    "letters": _line(letters, letters.c.posted_at),
    "webhook_events": _line(webhook_events, webhook_events.c.at, text("NOT is_sorted")),
    "webhook_deliveries": _line(
        webhook_deliveries,
        webhook_deliveries.c.due_at,
        and_(text("status = 'pending'"), webhook_deliveries.c.due_at <= named("now")),
    ),
    "audit_entries": _line(audit_entries, audit_entries.c.at, audit_entries.c.sequence.is_(None)),
}


async def backlog(database: Database, now: datetime) -> Backlog:
    """One statement for each line, each through an index that holds what waits and nothing else."""
    moment = microseconds(now)
    found = {}
    async with database.reading() as connection:
        for name, statement in _LINES.items():
            ((count, oldest),) = await connection.rows(statement, now=moment)
            found[name] = Line(count, max(0, moment - (oldest or moment)) / _SECOND)
    return found
