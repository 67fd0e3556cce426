"""The activity log over SQL: entries inserted with what they record, sealed into chains after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select

from clara.adapters.persistence.database import Connection, Database, Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import audit_entries as entries
from clara.adapters.persistence.tables import companies
from clara.adapters.persistence.upsert import insert_or_ignore
from clara.application.ports import AuditLog
from clara.domain.audit.entry import AuditEntry
from clara.domain.instant import microseconds

_COLUMNS = ("id", "at", "action", "outcome", "door", "user_id", "subject", "body")
# Known ones are left alone: a queue that was stopped in mid-commit writes its entries again.
_INSERT = Statement(
    insert_or_ignore(entries, ("company_number", *_COLUMNS), index=("company_number", "id"))
)
_NUMBERS = Statement(select(companies.c.number).where(companies.c.id == named("id")))

INSTALLATION = 0
"""The chain of events without a company."""


@dataclass(frozen=True, slots=True)
class SqlAuditLog(AuditLog):
    session: Session

    async def add(self, entry: AuditEntry) -> None:
        await insert_entries(await self.session.connection(), [entry])


async def write_entries(database: Database, batch: Sequence[AuditEntry]) -> None:
    """Insert entries in one transaction of their own."""
    async with database.writing() as connection:
        await insert_entries(connection, batch)


async def insert_entries(connection: Connection, batch: Sequence[AuditEntry]) -> None:
    numbers: dict[str | None, int] = {None: INSTALLATION}
    values: list[dict[str, Any]] = []
    for entry in batch:
        if entry.company_id not in numbers:
            row = await connection.first(_NUMBERS, id=entry.company_id)
            numbers[entry.company_id] = row[0] if row else INSTALLATION
        values.append(
            {
                "company_number": numbers[entry.company_id],
                "id": entry.id,
                "at": microseconds(entry.at),
                "action": entry.action,
                "outcome": entry.outcome.value,
                "door": entry.door.value,
                "user_id": entry.user_id,
                "subject": entry.subject,
                "body": msgspec.json.encode(entry),
            }
        )
    if len(values) == 1:
        await connection.change(_INSERT, **values[0])
    else:
        await connection.change_many(_INSERT, values)
