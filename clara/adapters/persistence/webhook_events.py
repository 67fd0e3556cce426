"""The `Events` port over SQL: what happened stands in the database that the operation writes to, so
that none is lost by a crash and none is told of what was rolled back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, false, insert, literal, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import (
    companies,
    memberships,
    webhook_endpoints,
    webhook_events,
)
from clara.application.ports import Clock, Ids
from clara.application.webhooks.ports import Events
from clara.domain.companies.company import Role
from clara.domain.instant import microseconds
from clara.domain.webhooks.event import Event, Happened

_COLUMNS = ("company_id", "id", "type", "body", "at", "is_sorted")


def _row() -> Select[Any]:
    said = (named("id"), named("type"), named("body"), named("at"))
    return select(companies.c.id, *said, false())


_listens = exists().where(
    webhook_endpoints.c.company_id == companies.c.id, webhook_endpoints.c.is_enabled
)
_ADD = Statement(
    insert(webhook_events).from_select(
        _COLUMNS,
        _row().where(companies.c.id == named("company_id"), _listens),
    )
)
_ADD_FOR_USER = Statement(
    insert(webhook_events).from_select(
        _COLUMNS,
        _row()
        .join(memberships, memberships.c.company_number == companies.c.number)
        .where(
            memberships.c.user_id == named("user_id"),
            memberships.c.role == literal(Role.ADMINISTRATOR.value),
            _listens,
        ),
    )
)


@dataclass(frozen=True, slots=True)
class SqlEvents(Events):
    session: Session
    clock: Clock
    ids: Ids

    async def add(self, company_id: str, *happened: Happened) -> None:
        await self._add(_ADD, happened, company_id=company_id)

    async def add_for_user(self, user_id: str, *happened: Happened) -> None:
        await self._add(_ADD_FOR_USER, happened, user_id=user_id)

    async def _add(self, statement: Statement, happened: tuple[Happened, ...], **whom: str) -> None:
        now = self.clock.now()
        for one in happened:
            event = Event(id=self.ids.new("event"), company_id="", at=now, happened=one)
            connection = await self.session.connection()
            await connection.change(
                statement,
                id=event.id,
                type=one.type.value,
                body=event.body,
                at=microseconds(now),
                **whom,
            )
