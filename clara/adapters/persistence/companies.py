"""The `Companies` and `Members` ports over SQL."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, null, select, update

from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import (
    cardholders,
    companies,
    company_currencies,
    memberships,
    users,
)
from clara.adapters.persistence.upsert import insert_named, insert_or_ignore
from clara.application.companies.ports import Companies, Member, Members
from clara.domain.companies.company import Company, Membership, Role
from clara.domain.errors import Conflict, NotFound
from clara.domain.instant import instant, microseconds
from clara.domain.money import currency_number

_COMPANY = (
    *("id", "name", "country", "tax_id", "currency", "time_zone", "billing_day"),
    *("bookkeepers_can_lock", "is_sandbox", "data_as_of", "created_at"),
)
_CHANGING = (
    *("name", "country", "tax_id", "currency", "time_zone", "billing_day"),
    "bookkeepers_can_lock",
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

_MEMBERSHIP = ("company_number", "user_id", "role", "manager_user_id", "created_at")
_ADD_MEMBER = Statement(
    insert_or_ignore(memberships, _MEMBERSHIP, index=("company_number", "user_id"))
)
_member = (
    select(
        users.c.id,
        users.c.email,
        users.c.first_name,
        users.c.last_name,
        memberships.c.role,
        memberships.c.manager_user_id,
        func.min(cardholders.c.id),
        users.c.is_active,
        memberships.c.created_at,
    )
    .select_from(memberships)
    .join(companies, companies.c.number == memberships.c.company_number)
    .join(users, users.c.id == memberships.c.user_id)
    .outerjoin(
        cardholders,
        and_(
            cardholders.c.company_number == memberships.c.company_number,
            cardholders.c.user_id == memberships.c.user_id,
        ),
    )
    .where(_this)
    .group_by(*users.c[("id", "email", "first_name", "last_name", "is_active")])
    .group_by(*memberships.c[("role", "manager_user_id", "created_at")])
    .order_by(users.c.first_name, users.c.last_name, users.c.id)
)
_MOST = 10_000
_ALL = Statement(_member.limit(_MOST))
_ONE = Statement(_member.where(users.c.id == named("user_id")))
_company = select(companies.c.number).where(_this).scalar_subquery()
_membership = (memberships.c.company_number == _company, memberships.c.user_id == named("user_id"))
_CHANGE = Statement(
    update(memberships)
    .where(*_membership)
    .values(role=named("role"), manager_user_id=named("manager_user_id"))
)
_REMOVE = Statement(delete(memberships).where(*_membership))
_LEAVE_TEAM = Statement(
    update(memberships)
    .where(
        memberships.c.company_number == _company, memberships.c.manager_user_id == named("user_id")
    )
    .values(manager_user_id=null())
)
_UNLINK = Statement(
    update(cardholders)
    .where(cardholders.c.company_number == _company, cardholders.c.user_id == named("user_id"))
    .values(user_id=null())
)
_holder = (cardholders.c.company_number == _company, cardholders.c.id == named("cardholder_id"))
_HOLDER = Statement(select(cardholders.c.user_id).where(*_holder))
_LINK = Statement(update(cardholders).where(*_holder).values(user_id=named("user_id")))
_ADMINISTRATORS = Statement(
    select(func.count()).where(
        memberships.c.company_number == _company,
        memberships.c.role == Role.ADMINISTRATOR.value,
    )
)


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
    for name in ("bookkeepers_can_lock", "is_sandbox"):
        values[name] = bool(values[name])
    values["created_at"] = instant(values["created_at"])
    if values["data_as_of"] is not None:
        values["data_as_of"] = instant(values["data_as_of"])
    return Company(**values)


@dataclass(frozen=True, slots=True)
class SqlMembers(Members):
    session: Session

    async def add(self, membership: Membership, cardholder_id: str | None = None) -> None:
        connection = await self.session.connection()
        added = await connection.change(
            _ADD_MEMBER,
            company_number=await company_number(connection, membership.company_id),
            user_id=membership.user_id,
            role=membership.role.value,
            manager_user_id=membership.manager_user_id,
            created_at=microseconds(membership.created_at),
        )
        if added != 1:
            raise Conflict("already_member", "This user belongs to the company already.")
        if cardholder_id is not None:
            await self._link(connection, membership.company_id, membership.user_id, cardholder_id)

    async def all(self, company_id: str) -> tuple[Member, ...]:
        async with self.session.looking() as connection:
            rows = await connection.rows(_ALL, company_id=company_id)
        return tuple(map(_as_member, rows))

    async def find(self, company_id: str, user_id: str) -> Member | None:
        async with self.session.looking() as connection:
            row = await connection.first(_ONE, company_id=company_id, user_id=user_id)
        return _as_member(row) if row else None

    async def save(self, company_id: str, member: Member) -> None:
        connection = await self.session.connection()
        values = {"company_id": company_id, "user_id": member.user_id}
        changed = await connection.change(
            _CHANGE, **values, role=member.role.value, manager_user_id=member.manager_user_id
        )
        if changed != 1:
            raise NotFound.of("member")
        before = await connection.first(_ONE, **values)
        if before is not None and before[6] != member.cardholder_id:
            await connection.change(_UNLINK, **values)
            if member.cardholder_id is not None:
                await self._link(connection, company_id, member.user_id, member.cardholder_id)

    async def remove(self, company_id: str, user_id: str) -> None:
        connection = await self.session.connection()
        for statement in (_LEAVE_TEAM, _UNLINK, _REMOVE):
            await connection.change(statement, company_id=company_id, user_id=user_id)

    async def administrators(self, company_id: str) -> int:
        async with self.session.looking() as connection:
            row = await connection.first(_ADMINISTRATORS, company_id=company_id)
        return int(row[0]) if row else 0

    async def _link(
        self, connection: Connection, company_id: str, user_id: str, cardholder_id: str
    ) -> None:
        holder = await connection.first(_HOLDER, company_id=company_id, cardholder_id=cardholder_id)
        if holder is None:
            raise NotFound.of("cardholder")
        if holder[0] not in (None, user_id):
            raise Conflict("cardholder_taken", "This cardholder is another member already.")
        await connection.change(
            _LINK, company_id=company_id, cardholder_id=cardholder_id, user_id=user_id
        )


def _as_member(row: Row) -> Member:
    user_id, email, first, last, role, manager, cardholder_id, is_active, joined_at = row
    return Member(
        user_id=user_id,
        email=email,
        first_name=first,
        last_name=last,
        role=Role(role),
        manager_user_id=manager,
        cardholder_id=cardholder_id,
        is_active=bool(is_active),
        joined_at=instant(joined_at),
    )
