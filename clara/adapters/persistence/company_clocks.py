"""The `CompanyClocks` port over SQL."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import companies
from clara.application.simulator.ports import CompanyClocks
from clara.domain.companies.company_clock import EVERYBODYS_TIME, CompanyClock
from clara.domain.credentials.actor import Actor
from clara.domain.errors import NotFound
from clara.domain.instant import instant, microseconds

_MICROSECOND = timedelta(microseconds=1)
_here = companies.c.number == named("company")
_HOLD = Statement(
    select(companies.c.clock_frozen_at, companies.c.clock_offset).where(_here).with_for_update()
)
_SAVE = Statement(
    update(companies)
    .where(_here)
    .values(clock_frozen_at=named("frozen_at"), clock_offset=named("offset"))
)


@dataclass(frozen=True, slots=True)
class SqlCompanyClocks(CompanyClocks):
    session: Session

    async def hold(self, actor: Actor) -> CompanyClock:
        connection = await self.session.connection()
        row = await connection.first(_HOLD, company=actor.company.company_number)
        if row is None:
            raise NotFound.of("company")
        return clock_of(row[0], row[1])

    async def save(self, actor: Actor, clock: CompanyClock) -> None:
        connection = await self.session.connection()
        frozen_at = clock.frozen_at
        await connection.change(
            _SAVE,
            company=actor.company.company_number,
            frozen_at=None if frozen_at is None else microseconds(frozen_at),
            offset=clock.offset // _MICROSECOND,
        )


def clock_of(frozen_at: int | None, offset: int) -> CompanyClock:
    """From microseconds since 1970, and microseconds."""
    if frozen_at is None and not offset:
        return EVERYBODYS_TIME
    return CompanyClock(
        frozen_at=None if frozen_at is None else instant(frozen_at),
        offset=timedelta(microseconds=offset),
    )
