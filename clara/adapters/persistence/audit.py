"""The activity log over SQL: entries inserted with what they record, sealed into chains after."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from clara.adapters.persistence.database import Connection, Database, Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import audit_entries as entries
from clara.adapters.persistence.tables import companies
from clara.application.ports import AuditLog
from clara.domain.audit.entry import AuditEntry
from clara.domain.instant import microseconds

_COLUMNS = ("id", "at", "action", "outcome", "door", "user_id", "subject", "body")

INSTALLATION = 0
"""The chain of events without a company."""

_number = select(companies.c.number).where(companies.c.id == named("company_id")).scalar_subquery()
# Known ones are left alone: a queue that was stopped in mid-commit writes its entries again.
_INSERT = Statement(
    insert(entries)
    .inline()  # nothing is to be returned
    .values(
        company_number=func.coalesce(_number, literal(INSTALLATION, literal_execute=True)),
        **{name: named(name) for name in _COLUMNS},
    )
    .on_conflict_do_nothing(index_elements=["company_number", "id"])
)


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
    values = [
        {
            "company_id": entry.company_id,
            "id": entry.id,
            "at": microseconds(entry.at),
            "action": entry.action,
            "outcome": entry.outcome.value,
            "door": entry.door.value,
            "user_id": entry.user_id,
            "subject": entry.subject,
            "body": msgspec.json.encode(entry),
        }
        for entry in batch
    ]
    if len(values) == 1:
        await connection.change(_INSERT, **values[0])
    else:
        await connection.change_many(_INSERT, values)
