"""The `Founding` port over SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import structs
from sqlalchemy import select, update

from clara.adapters.persistence.bulk import insert_card_transactions
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.imports import transaction_values
from clara.adapters.persistence.numbers import take_numbers
from clara.adapters.persistence.people_and_merchants import ADD_CARD, ADD_HOLDER, Directory
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import (
    card_locks,
    cardholders,
    companies,
    company_currencies,
    credentials,
    memberships,
    users,
)
from clara.adapters.persistence.upsert import insert_named, insert_or_ignore
from clara.application.founding.ports import FoundCompany, Founding, NewCredential
from clara.application.ports import Clock, Ids
from clara.domain.accounts.user import User
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card
from clara.domain.companies.company import Cardholder, Company, Membership, Role
from clara.domain.credentials.token import digest
from clara.domain.errors import NotFound
from clara.domain.instant import instant, microseconds
from clara.domain.money import currency_number
from clara.domain.text import fold

_COMPANY = (
    *("id", "name", "country", "tax_id", "currency", "time_zone", "billing_day"),
    *("bookkeepers_can_lock", "is_sandbox", "data_as_of", "created_at"),
)
_USER = (
    *("id", "email", "first_name", "last_name", "password_hash", "is_active"),
    *("is_2fa_enabled", "is_dark_mode", "created_at", "updated_at"),
)
_CREDENTIAL = (
    *("id", "kind", "digest", "user_id", "company_number", "name", "scopes", "last_four"),
    *("created_at", "expires_at"),
)
_LOCK = (
    *("company_number", "card_number", "version", "level", "by_user_id", "by_name"),
    *("by_role", "at", "reason", "door"),
)
_ADD_COMPANY = Statement(insert_named(companies, _COMPANY))
_ADD_USER = Statement(insert_named(users, _USER))
_ADD_MEMBERSHIP = Statement(
    insert_named(
        memberships, ("company_number", "user_id", "role", "manager_user_id", "created_at")
    )
)
_ADD_CREDENTIAL = Statement(insert_named(credentials, _CREDENTIAL))
_ADD_LOCK = Statement(insert_named(card_locks, _LOCK))
_ADD_CURRENCY = Statement(
    insert_or_ignore(
        company_currencies,
        ("company_number", "currency"),
        index=("company_number", "currency"),
    )
)
_NUMBER = Statement(select(companies.c.number).where(companies.c.id == named("id")))
_BY_TAX_ID = Statement(select(companies.c.id).where(companies.c.tax_id == named("tax_id")))
_COMPANIES = Statement(
    select(companies.c.id, companies.c.name, companies.c.tax_id).order_by(companies.c.number)
)
_REPLACE_PASSWORD = Statement(
    update(users)
    .where(users.c.id == named("user_id"))
    .values(password_hash=named("password_hash"), updated_at=named("now"))
)
_REVOKE = Statement(
    update(credentials)
    .where(credentials.c.user_id == named("user_id"), credentials.c.revoked_at.is_(None))
    .values(revoked_at=named("now"))
)
_FRESHEN = Statement(
    update(companies).where(companies.c.number == named("company")).values(data_as_of=named("now"))
)
_HOLDERS = Statement(
    select(cardholders.c.id, cardholders.c.number).where(
        cardholders.c.company_number == named("company")
    )
)
_MEMBER = Statement(
    select(*users.c, memberships.c.role)
    .join_from(users, memberships, memberships.c.user_id == users.c.id)
    .join(companies, companies.c.number == memberships.c.company_number)
    .where(users.c.email == named("email"), companies.c.id == named("company_id"))
)


@dataclass(frozen=True, slots=True)
class SqlFounding(Founding):
    session: Session
    clock: Clock
    ids: Ids

    async def add_company(self, company: Company) -> None:
        values = {name: getattr(company, name) for name in _COMPANY}
        values["created_at"] = microseconds(company.created_at)
        values["data_as_of"] = microseconds(company.data_as_of) if company.data_as_of else None
        await self._change(_ADD_COMPANY, values)
        await self._add_currencies(company.id, {company.currency})

    async def add_user(self, user: User, password_hash: str) -> None:
        values = structs.asdict(user) | {"password_hash": password_hash}
        values["email"] = user.email.casefold()
        values["created_at"] = microseconds(user.created_at)
        values["updated_at"] = microseconds(user.updated_at)
        await self._change(_ADD_USER, values)

    async def add_membership(self, membership: Membership) -> None:
        await self._change(
            _ADD_MEMBERSHIP,
            {
                "company_number": await self._number(membership.company_id),
                "user_id": membership.user_id,
                "role": membership.role.value,
                "manager_user_id": membership.manager_user_id,
                "created_at": microseconds(membership.created_at),
            },
        )

    async def add_cardholders(self, company_id: str, people: Sequence[Cardholder]) -> None:
        company = await self._number(company_id)
        connection = await self.session.connection()
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
        company = await self._number(cards[0].company_id)
        connection = await self.session.connection()
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
        company = await self._number(company_id)
        connection = await self.session.connection()
        now = microseconds(self.clock.now())
        directory = Directory(company, "XXX", self.ids, now)
        await directory.learn(connection, rows)
        values = [transaction_values(company, 0, row, directory) for row in rows]
        added = await insert_card_transactions(connection, values)
        await directory.write_people(connection)
        await self._add_currencies(company_id, {row.currency for row in rows})
        await connection.change(_FRESHEN, company=company, now=now)
        return added

    async def add_credential(self, credential: NewCredential, token: str) -> None:
        company = None
        if credential.company_id is not None:
            company = await self._number(credential.company_id)
        await self._change(
            _ADD_CREDENTIAL,
            {
                "id": credential.id,
                "kind": credential.kind.value,
                "digest": digest(token),
                "user_id": credential.user_id,
                "company_number": company,
                "name": credential.name,
                "scopes": " ".join(sorted(credential.scopes)),
                "last_four": token[-4:],
                "created_at": microseconds(credential.created_at),
                "expires_at": (
                    microseconds(credential.expires_at) if credential.expires_at else None
                ),
            },
        )

    async def membership(self, user_email: str, company_id: str) -> tuple[User, Role] | None:
        connection = await self.session.connection()
        row = await connection.first(_MEMBER, email=user_email.casefold(), company_id=company_id)
        if row is None:
            return None
        values = dict(zip((column.name for column in users.c), row, strict=False))
        del values["password_hash"]
        values["created_at"] = instant(values["created_at"])
        values["updated_at"] = instant(values["updated_at"])
        flags = ("is_active", "is_2fa_enabled", "is_dark_mode")
        values.update((name, bool(values[name])) for name in flags)
        return User(**values), Role(row[-1])

    async def company_id(self, tax_id: str) -> str | None:
        connection = await self.session.connection()
        row = await connection.first(_BY_TAX_ID, tax_id=tax_id)
        return row[0] if row else None

    async def companies(self) -> tuple[FoundCompany, ...]:
        connection = await self.session.connection()
        rows = await connection.rows(_COMPANIES)
        return tuple(FoundCompany(id=id, name=name, tax_id=tax_id) for id, name, tax_id in rows)

    async def replace_password(self, user_id: str, password_hash: str, now: datetime) -> None:
        values = {"user_id": user_id, "password_hash": password_hash, "now": microseconds(now)}
        await self._change(_REPLACE_PASSWORD, values)

    async def revoke_credentials(self, user_id: str, now: datetime) -> None:
        await self._change(_REVOKE, {"user_id": user_id, "now": microseconds(now)})

    async def _add_currencies(self, company_id: str, codes: set[str]) -> None:
        company = await self._number(company_id)
        for code in sorted(codes):
            await self._change(
                _ADD_CURRENCY, {"company_number": company, "currency": currency_number(code)}
            )

    async def _number(self, company_id: str) -> int:
        connection = await self.session.connection()
        row = await connection.first(_NUMBER, id=company_id)
        if row is None:
            raise NotFound.of("company")
        return int(row[0])

    async def _change(self, statement: Statement, values: dict[str, Any]) -> None:
        connection = await self.session.connection()
        await connection.change(statement, **values)


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
