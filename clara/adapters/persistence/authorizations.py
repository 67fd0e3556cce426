"""The `Authorizations` port over SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from clara.adapters.persistence.authorization_rows import (
    authorization_of,
    changing_values,
    fact_of,
    fact_values,
    row_id,
)
from clara.adapters.persistence.authorization_statements import (
    ADD,
    ADD_FACT,
    FACTS,
    SAVE,
    TERMS,
    one_of,
    page_of,
    run_out_of,
)
from clara.adapters.persistence.authorized_rows import (
    add_charge_row,
    add_later_row,
    change_charge_row,
    holder_number,
    learn_merchant,
)
from clara.adapters.persistence.card_spending import count, spent_minor
from clara.adapters.persistence.company_clocks import clock_of
from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.visibility import Reach, visibility_values
from clara.application.authorizations.ports import (
    Authorizations,
    CompanyTerms,
    FoundAuthorizations,
)
from clara.domain.authorizations.authorization import Authorization, AuthorizationFact
from clara.domain.authorizations.listing import AuthorizationWalk
from clara.domain.authorizations.step import Step
from clara.domain.cards.card import Card
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict, NotFound
from clara.domain.instant import microseconds
from clara.domain.period import Period


@dataclass(frozen=True, slots=True)
class SqlAuthorizations(Authorizations):
    session: Session

    async def terms(self, actor: Actor, merchant: str | None = None) -> CompanyTerms:
        connection = await self.session.connection()
        company = actor.company.company_number
        if merchant is not None:
            await learn_merchant(connection, company, merchant)
        row = await connection.first(TERMS, company=company)
        if row is None:
            raise NotFound.of("company")
        suspended_at, time_zone, frozen_at, offset = row
        return CompanyTerms(suspended_at is not None, time_zone, clock_of(frozen_at, offset))

    async def spent_minor(self, actor: Actor, card: Card, period: Period) -> int:
        connection = await self.session.connection()
        return await spent_minor(connection, actor.company.company_number, card, period)

    async def begin(self, actor: Actor, card: Card, step: Step) -> None:
        connection = await self.session.connection()
        company, one = actor.company.company_number, step.authorization
        assert step.row is not None, "a charge makes a row"
        await connection.change(
            ADD,
            company_number=company,
            id=one.id,
            card_number=card.number,
            cardholder_number=await holder_number(connection, company, card.number),
            transaction_id=row_id(one.transaction_id),
            reason=one.reason.value if one.reason else None,
            at=microseconds(one.charge.at),
            expires_at=microseconds(one.expires_at) if one.expires_at else None,
            currency=one.currency,
            charge=msgspec.json.encode(one.charge),
            **changing_values(one),
        )
        await add_charge_row(connection, company, card.number, one, step.row)
        await self._append(connection, company, card, step)

    async def save(self, actor: Actor, card: Card, step: Step) -> None:
        connection = await self.session.connection()
        company, one = actor.company.company_number, step.authorization
        values = changing_values(one)
        changed = await connection.change(
            SAVE, company=company, of=one.id, was_version=one.version - 1, **values
        )
        if changed != 1:
            raise Conflict(
                "conflict", "Something else became of this authorization just now; try again."
            )
        if step.row is not None:
            await change_charge_row(connection, company, one, step.row)
        if step.added is not None:
            await add_later_row(connection, company, card.number, one, step.added)
        await self._append(connection, company, card, step)

    async def _append(self, connection: Connection, company: int, card: Card, step: Step) -> None:
        await connection.change(
            ADD_FACT,
            company_number=company,
            authorization_id=step.authorization.id,
            **fact_values(step.fact),
        )
        for at, by in step.spend:
            await count(connection, company, card, at, by)

    async def find(self, actor: Actor, authorization_id: str) -> Authorization | None:
        connection = await self.session.connection()
        row = await connection.first(
            one_of(Reach.of(actor)),
            company=actor.company.company_number,
            id=authorization_id.replace("\0", ""),
            **visibility_values(actor),
        )
        return authorization_of(row) if row else None

    async def facts(self, actor: Actor, authorization_id: str) -> Sequence[AuthorizationFact]:
        connection = await self.session.connection()
        company = actor.company.company_number
        rows = await connection.rows(FACTS, company=company, id=authorization_id)
        return tuple(map(fact_of, rows))

    async def run_out(
        self, actor: Actor, now: datetime, limit: int, card: Card | None = None
    ) -> tuple[Authorization, ...]:
        connection = await self.session.connection()
        rows = await connection.rows(
            run_out_of(is_one_card=card is not None),
            company=actor.company.company_number,
            now=microseconds(now),
            limit=limit,
            card=card.number if card else 0,
        )
        return tuple(map(authorization_of, rows))

    async def page(self, actor: Actor, walk: AuthorizationWalk, limit: int) -> FoundAuthorizations:
        connection = await self.session.connection()
        after, filter = walk.after, walk.filter
        statement = page_of(
            Reach.of(actor), filter.card_id is not None, bool(filter.statuses), after is not None
        )
        rows = await connection.rows(
            statement,
            company=actor.company.company_number,
            card_id=(filter.card_id or "").replace("\0", ""),
            statuses=[status.value for status in filter.statuses],
            after_value=after.value if after else 0,
            after_id=after.id if after else "",
            limit=limit + 1,
            **visibility_values(actor),
        )
        found = tuple(map(authorization_of, rows[:limit]))
        return FoundAuthorizations(found, len(rows) > limit)
