"""The `IssuedCards` port over SQL."""

from dataclasses import dataclass

from sqlalchemy import literal, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.numbers import take_numbers
from clara.adapters.persistence.people_and_merchants import ADD_CARD, ADD_HOLDER
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import cardholders, cards
from clara.application.issuing.ports import IssuedCards
from clara.domain.cards.card import Card
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict, NotFound
from clara.domain.ids import CardholderId
from clara.domain.instant import microseconds
from clara.domain.text import fold

_FIND = Statement(
    select(cardholders.c.number, cardholders.c.name, cardholders.c.user_id).where(
        cardholders.c.company_number == named("company"), cardholders.c.id == named("id")
    )
)
_CHANGE = Statement(
    update(cards)
    .where(
        cards.c.company_number == named("company"),
        cards.c.number == named("number"),
        cards.c.version == named("was_version"),
    )
    .values(
        cardholder_number=named("cardholder_number"),
        alias=named("alias"),
        search_alias=named("search_alias"),
        version=cards.c.version + literal(1, literal_execute=True),
    )
)


@dataclass(frozen=True, slots=True)
class SqlIssuedCards(IssuedCards):
    session: Session

    async def cardholder(self, actor: Actor, cardholder_id: CardholderId) -> Cardholder | None:
        # Before the transaction: an issuer elsewhere may be asked in between.
        async with self.session.looking() as connection:
            row = await connection.first(
                _FIND, company=actor.company.company_number, id=cardholder_id
            )
        return Cardholder(id=cardholder_id, name=row[1], user_id=row[2]) if row else None

    async def add_cardholder(self, actor: Actor, holder: Cardholder) -> None:
        connection = await self.session.connection()
        company = actor.company.company_number
        [number] = await take_numbers(connection, company, "cardholder", 1)
        await connection.change(
            ADD_HOLDER,
            company_number=company,
            number=number,
            id=holder.id,
            name=holder.name,
            search_name=fold(holder.name),
            user_id=holder.user_id,
        )

    async def add(self, actor: Actor, card: Card) -> None:
        connection = await self.session.connection()
        company = actor.company.company_number
        holder = None
        if card.cardholder is not None:
            row = await connection.first(_FIND, company=company, id=card.cardholder.id)
            if row is None:
                raise NotFound.of("cardholder")
            holder = row[0]
        [number] = await take_numbers(connection, company, "card", 1)
        await connection.change(
            ADD_CARD,
            company_number=company,
            number=number,
            id=card.id,
            cardholder_number=holder,
            alias=card.alias,
            search_alias=fold(card.alias) if card.alias else None,
            last_four=card.last_four,
            external_key=None,
            type=card.type.value,
            status=card.status.value,
            unlocked_status=card.unlocked_status.value,
            currency=card.currency,
            limit_minor=card.limit_minor,
            periodicity=card.periodicity.value if card.periodicity else None,
            issuer=card.issuer.value,
            created_at=microseconds(card.created_at),
            version=card.version,
        )

    async def change(self, actor: Actor, card: Card, was: Card) -> None:
        connection = await self.session.connection()
        company = actor.company.company_number
        holder = None
        if card.cardholder is not None:
            row = await connection.first(_FIND, company=company, id=card.cardholder.id)
            if row is None:
                raise NotFound.of("cardholder")
            holder = row[0]
        changed = await connection.change(
            _CHANGE,
            company=company,
            number=card.number,
            was_version=was.version,
            cardholder_number=holder,
            alias=card.alias,
            search_alias=fold(card.alias) if card.alias else None,
        )
        if changed != 1:
            raise Conflict("conflict", "This card changed at the same moment; try again.")
