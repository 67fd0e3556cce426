"""The `IssuerBooks` port over SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.issuer_statements import (
    ANY_DUE,
    BOOK,
    BOOKED,
    COMPANY_OF_HOLDER,
    CONFIRM,
    DUE,
    FIND,
    HOLDER,
    INTENT,
    INTENTS,
    LINK,
    LINK_HOLDER,
    NOTE_HOLDER,
    PENDING,
    PLACE,
    POSTPONE,
    TAKE,
    WANT,
)
from clara.application.issuing.books import Booked, CardLink, IssuerBooks, Place
from clara.domain.cards.card import Card, Issuer
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict
from clara.domain.instant import microseconds


@dataclass(frozen=True, slots=True)
class SqlIssuerBooks(IssuerBooks):
    session: Session

    async def link_card(self, actor: Actor, card: Card, reference: str) -> None:
        connection = await self.session.connection()
        company = actor.company.company_number
        await connection.change(LINK, company=company, id=card.id, reference=reference)

    async def link_holder(
        self, actor: Actor, holder: Cardholder, issuer: Issuer, reference: str
    ) -> None:
        connection = await self.session.connection()
        await connection.change(
            LINK_HOLDER,
            company=actor.company.company_number,
            id=holder.id,
            issuer=issuer.value,
            reference=reference,
        )

    async def holder(self, actor: Actor, holder: Cardholder, issuer: Issuer) -> str | None:
        async with self.session.looking() as connection:
            row = await connection.first(
                HOLDER,
                company=actor.company.company_number,
                id=holder.id,
                issuer=issuer.value,
            )
        return row[0] if row else None

    async def card(self, actor: Actor, card: Card) -> CardLink | None:
        connection = await self.session.connection()
        row = await connection.first(FIND, **_place(actor, card))
        if row is None:
            return None
        reference, intent, confirmed, attempts, trouble = row
        return CardLink(
            reference=reference,
            intent=intent,
            confirmed=confirmed,
            attempts=attempts,
            trouble=trouble,
        )

    async def want(self, actor: Actor, card: Card, at: datetime) -> None:
        connection = await self.session.connection()
        await connection.change(WANT, **_place(actor, card), at=microseconds(at))

    async def has_due(self, now: datetime) -> bool:
        async with self.session.looking() as connection:
            return await connection.first(ANY_DUE, now=microseconds(now)) is not None

    async def take_due(self, now: datetime, until: datetime, limit: int) -> Sequence[Place]:
        connection = await self.session.connection()
        due = microseconds(now)
        taken = []
        for company_id, card_id, company, number in await connection.rows(
            DUE, now=due, limit=limit
        ):
            changed = await connection.change(
                TAKE, company=company, number=number, now=due, until=microseconds(until)
            )
            if changed:
                taken.append(Place(company_id, card_id))
        return taken

    async def confirm(self, actor: Actor, card: Card, intent: int) -> bool:
        connection = await self.session.connection()
        return await connection.change(CONFIRM, **_place(actor, card), intent=intent) == 1

    async def postpone(
        self, actor: Actor, card: Card, intent: int, due_at: datetime, trouble: str
    ) -> None:
        connection = await self.session.connection()
        place = _place(actor, card)
        at = microseconds(due_at)
        await connection.change(POSTPONE, **place, intent=intent, at=at, trouble=trouble)

    async def place(self, issuer: Issuer, reference: str) -> Place | None:
        async with self.session.looking() as connection:
            row = await connection.first(PLACE, issuer=issuer.value, reference=reference)
        return Place(row[0], row[1]) if row else None

    async def intent(self, issuer: Issuer, reference: str) -> int:
        async with self.session.looking() as connection:
            row = await connection.first(INTENT, issuer=issuer.value, reference=reference)
        return int(row[0]) if row else 0

    async def intents(self, issuer: Issuer) -> Mapping[str, int]:
        async with self.session.looking() as connection:
            rows = await connection.rows(INTENTS, issuer=issuer.value)
        return {str(row[0]): int(row[1]) for row in rows}

    async def pending(self, issuer: Issuer) -> int:
        async with self.session.looking() as connection:
            row = await connection.first(PENDING, issuer=issuer.value)
        return int(row[0]) if row else 0

    async def booked(self, actor: Actor, issuer: Issuer, reference: str) -> Booked | None:
        connection = await self.session.connection()
        row = await connection.first(BOOKED, **_record(actor, issuer, reference))
        return Booked(row[0], row[1]) if row else None

    async def book(self, actor: Actor, issuer: Issuer, reference: str, booked: Booked) -> None:
        connection = await self.session.connection()
        changed = await connection.change(
            BOOK,
            **_record(actor, issuer, reference),
            authorization_id=booked.authorization_id,
            fact=booked.fact,
        )
        if changed != 1:
            raise Conflict("conflict", "The issuer's thing was booked at the same moment.")

    async def note_holder(
        self, issuer: Issuer, reference: str, *, is_active: bool, because: str | None
    ) -> str | None:
        connection = await self.session.connection()
        where = {"issuer": issuer.value, "reference": reference}
        changed = await connection.change(
            NOTE_HOLDER, **where, is_active=is_active, because=because
        )
        row = await connection.first(COMPANY_OF_HOLDER, **where) if changed else None
        return row[0] if row else None


def _place(actor: Actor, card: Card) -> dict[str, int]:
    return {"company": actor.company.company_number, "number": card.number}


def _record(actor: Actor, issuer: Issuer, reference: str) -> dict[str, int | str]:
    company = actor.company.company_number
    return {"company": company, "issuer": issuer.value, "reference": reference}
