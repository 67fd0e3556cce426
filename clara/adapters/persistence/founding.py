"""The `Founding` port over SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs
from sqlalchemy import select, update

from clara.adapters.persistence.bulk import insert_card_transactions
from clara.adapters.persistence.card_spending import forget_spending
from clara.adapters.persistence.companies import ADD_CURRENCY, company_number
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.imports import transaction_values
from clara.adapters.persistence.numbers import take_numbers
from clara.adapters.persistence.people_and_merchants import ADD_CARD, ADD_HOLDER, Directory
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import (
    card_locks,
    cardholders,
    companies,
)
from clara.adapters.persistence.upsert import insert_named
from clara.application.founding.ports import FoundCompany, Founding
from clara.application.ports import Clock, Ids
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card
from clara.domain.companies.company import Cardholder
from clara.domain.instant import microseconds
from clara.domain.money import currency_number
from clara.domain.text import fold

_LOCK = (
    *("company_number", "card_number", "version", "level", "by_user_id", "by_name"),
    *("by_role", "at", "reason", "door"),
)
_ADD_LOCK = Statement(insert_named(card_locks, _LOCK))
_BY_TAX_ID = Statement(select(companies.c.id).where(companies.c.tax_id == named("tax_id")))
_COMPANIES = Statement(
    select(companies.c.id, companies.c.name, companies.c.tax_id).order_by(companies.c.number)
)
_FRESHEN = Statement(
    update(companies).where(companies.c.number == named("company")).values(data_as_of=named("now"))
)
_HOLDERS = Statement(
    select(cardholders.c.id, cardholders.c.number).where(
        cardholders.c.company_number == named("company")
    )
)


@dataclass(frozen=True, slots=True)
class SqlFounding(Founding):
    session: Session
    clock: Clock
    ids: Ids

    async def add_cardholders(self, company_id: str, people: Sequence[Cardholder]) -> None:
        connection = await self.session.connection()
        company = await company_number(connection, company_id)
        numbers = await take_numbers(connection, company, "cardholder", len(people))
        await connection.change_many(
            ADD_HOLDER,
            [
                {
                    "company_number": company,
                    "number": number,
                    "id": person.id,
                    "name": person.name,
                    "search_name": fold(person.name),
                    "user_id": person.user_id,
                }
                for number, person in zip(numbers, people, strict=True)
            ],
        )

    async def add_cards(self, cards: Sequence[Card]) -> None:
        connection = await self.session.connection()
        company = await company_number(connection, cards[0].company_id)
        holders: dict[str, int] = dict(await connection.rows(_HOLDERS, company=company))  # type: ignore[arg-type]
        numbers = await take_numbers(connection, company, "card", len(cards))
        numbered = list(zip(numbers, cards, strict=True))
        await connection.change_many(
            ADD_CARD, [_card(company, number, card, holders) for number, card in numbered]
        )
        locks = [
            structs.asdict(lock)
            | {
                "company_number": company,
                "card_number": number,
                "version": place,
                "level": int(lock.level),
                "by_role": lock.by_role.value if lock.by_role else None,
                "at": microseconds(lock.at),
                "door": lock.door.value,
            }
            for number, card in numbered
            # Set before the card's present version, in order: 0, -1, …
            for place, lock in zip(range(0, -len(card.locks), -1), card.locks, strict=True)
        ]
        if locks:
            await connection.change_many(_ADD_LOCK, locks)

    async def add_card_transactions(self, company_id: str, rows: Sequence[NewRow]) -> int:
        connection = await self.session.connection()
        company = await company_number(connection, company_id)
        now = microseconds(self.clock.now())
        directory = Directory(company, "XXX", self.ids, now)
        await directory.learn(connection, rows)
        values = [transaction_values(company, 0, row, directory) for row in rows]
        added = await insert_card_transactions(connection, values)
        await directory.write_people(connection)
        for code in sorted({row.currency for row in rows}):
            await connection.change(
                ADD_CURRENCY, company_number=company, currency=currency_number(code)
            )
        await connection.change(_FRESHEN, company=company, now=now)
        await forget_spending(connection, company)
        return added

    async def company_id(self, tax_id: str) -> str | None:
        connection = await self.session.connection()
        row = await connection.first(_BY_TAX_ID, tax_id=tax_id)
        return row[0] if row else None

    async def companies(self) -> tuple[FoundCompany, ...]:
        connection = await self.session.connection()
        rows = await connection.rows(_COMPANIES)
        return tuple(FoundCompany(id=id, name=name, tax_id=tax_id) for id, name, tax_id in rows)


def _card(company: int, number: int, card: Card, holders: dict[str, int]) -> dict[str, Any]:
    return {
        "company_number": company,
        "number": number,
        "id": card.id,
        "cardholder_number": holders[card.cardholder.id] if card.cardholder else None,
        "alias": card.alias,
        "search_alias": fold(card.alias) if card.alias else None,
        "last_four": card.last_four,
        "external_key": None,
        "type": card.type.value,
        "status": card.status.value,
        "unlocked_status": card.unlocked_status.value,
        "currency": card.currency,
        "limit_minor": card.limit_minor,
        "periodicity": card.periodicity.value if card.periodicity else None,
        "issuer": card.issuer.value,
        "created_at": microseconds(card.created_at),
        "version": card.version,
    }
