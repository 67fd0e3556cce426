"""The `Suspensions` port over SQL."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import companies
from clara.application.companies.ports import Suspensions
from clara.domain.credentials.actor import Actor
from clara.domain.errors import NotFound
from clara.domain.instant import instant, microseconds

_here = companies.c.number == named("company")
_HOLD = Statement(select(companies.c.suspended_at).where(_here).with_for_update())
_SAVE = Statement(update(companies).where(_here).values(suspended_at=named("since")))


@dataclass(frozen=True, slots=True)
class SqlSuspensions(Suspensions):
    session: Session

    async def hold(self, actor: Actor) -> datetime | None:
        connection = await self.session.connection()
        row = await connection.first(_HOLD, company=actor.company.company_number)
        if row is None:
            raise NotFound.of("company")
        return instant(row[0]) if row[0] is not None else None

    async def save(self, actor: Actor, since: datetime | None) -> None:
        connection = await self.session.connection()
        at = None if since is None else microseconds(since)
        await connection.change(_SAVE, company=actor.company.company_number, since=at)
