"""The `Companies` port over SQL."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import companies, company_currencies
from clara.adapters.persistence.upsert import insert_named, insert_or_ignore
from clara.application.companies.ports import Companies
from clara.domain.companies.company import Company
from clara.domain.errors import NotFound
from clara.domain.instant import instant, microseconds
from clara.domain.money import currency_number

_COMPANY = (
    *("id", "name", "country", "tax_id", "currency", "time_zone", "billing_day"),
    *("bookkeepers_can_lock", "confirms_unlocks", "is_sandbox", "data_as_of", "created_at"),
)
_CHANGING = (
    *("name", "country", "tax_id", "currency", "time_zone", "billing_day"),
    *("bookkeepers_can_lock", "confirms_unlocks"),
)
_ADD = Statement(insert_named(companies, _COMPANY))
_this = companies.c.id == named("company_id")
_FIND = Statement(select(*(companies.c[name] for name in _COMPANY)).where(_this))
_SAVE = Statement(update(companies).where(_this).values({name: named(name) for name in _CHANGING}))
_HOLD = Statement(select(companies.c.number).where(_this).with_for_update())
ADD_CURRENCY = Statement(
    insert_or_ignore(
        company_currencies, ("company_number", "currency"), index=("company_number", "currency")
    )
)
_NUMBER = Statement(select(companies.c.number).where(_this))


@dataclass(frozen=True, slots=True)
class SqlCompanies(Companies):
    session: Session

    async def add(self, company: Company) -> None:
        values = {name: getattr(company, name) for name in _COMPANY}
        values["created_at"] = microseconds(company.created_at)
        values["data_as_of"] = microseconds(company.data_as_of) if company.data_as_of else None
        connection = await self.session.connection()
        await connection.change(_ADD, **values)
        await _add_currency(connection, company)

    async def find(self, company_id: str) -> Company | None:
        async with self.session.looking() as connection:
            row = await connection.first(_FIND, company_id=company_id)
        return _as_company(row) if row else None

    async def save(self, company: Company) -> None:
        values = {name: getattr(company, name) for name in _CHANGING}
        connection = await self.session.connection()
        if await connection.change(_SAVE, company_id=company.id, **values) != 1:
            raise NotFound.of("company")
        await _add_currency(connection, company)

    async def hold(self, company_id: str) -> None:
        connection = await self.session.connection()
        await connection.rows(_HOLD, company_id=company_id)


async def company_number(connection: Connection, company_id: str) -> int:
    """The stores' short key of a company. Raises `company_not_found`."""
    row = await connection.first(_NUMBER, company_id=company_id)
    if row is None:
        raise NotFound.of("company")
    return int(row[0])


async def _add_currency(connection: Connection, company: Company) -> None:
    number = await company_number(connection, company.id)
    await connection.change(
        ADD_CURRENCY, company_number=number, currency=currency_number(company.currency)
    )


def _as_company(row: Row) -> Company:
    values: dict[str, Any] = dict(zip(_COMPANY, row, strict=True))
    for name in ("bookkeepers_can_lock", "confirms_unlocks", "is_sandbox"):
        values[name] = bool(values[name])
    values["created_at"] = instant(values["created_at"])
    if values["data_as_of"] is not None:
        values["data_as_of"] = instant(values["data_as_of"])
    return Company(**values)
