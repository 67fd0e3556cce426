"""The `Members` port over SQL."""

from dataclasses import dataclass

from sqlalchemy import and_, delete, func, null, select, update

from clara.adapters.persistence.companies import company_number
from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import cardholders, companies, memberships, users
from clara.adapters.persistence.upsert import insert_or_ignore
from clara.application.companies.ports import Member, Members
from clara.domain.companies.company import Cardholder, Membership, Role
from clara.domain.companies.members import MAX_MEMBERS, require_free
from clara.domain.errors import Conflict, NotFound
from clara.domain.instant import instant, microseconds

_MEMBERSHIP = ("company_number", "user_id", "role", "manager_user_id", "created_at")
_ADD_MEMBER = Statement(
    insert_or_ignore(memberships, _MEMBERSHIP, index=("company_number", "user_id"))
)
_this = companies.c.id == named("company_id")
_company = select(companies.c.number).where(_this).scalar_subquery()
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
    .join(users, users.c.id == memberships.c.user_id)
    .outerjoin(
        cardholders,
        and_(
            cardholders.c.company_number == memberships.c.company_number,
            cardholders.c.user_id == memberships.c.user_id,
        ),
    )
    .where(memberships.c.company_number == _company)
    .group_by(*users.c[("id", "email", "first_name", "last_name", "is_active")])
    .group_by(*memberships.c[("role", "manager_user_id", "created_at")])
    .order_by(users.c.first_name, users.c.last_name, users.c.id)
)
_ALL = Statement(_member.limit(MAX_MEMBERS))
_ONE = Statement(_member.where(users.c.id == named("user_id")))
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
_HOLDER = Statement(
    select(cardholders.c.id, cardholders.c.name, cardholders.c.user_id).where(*_holder)
)
_LINK = Statement(update(cardholders).where(*_holder).values(user_id=named("user_id")))
_COUNT = Statement(select(func.count()).where(memberships.c.company_number == _company))
_ADMINISTRATORS_BESIDES = Statement(
    select(func.count())
    .select_from(memberships)
    .join(users, users.c.id == memberships.c.user_id)
    .where(
        memberships.c.company_number == _company,
        memberships.c.role == Role.ADMINISTRATOR.value,
        memberships.c.user_id != named("user_id"),
        users.c.is_active,
    )
)


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
        if "\0" in user_id:  # which PostgreSQL's text can't hold
            return None
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

    async def count(self, company_id: str) -> int:
        return await self._number(_COUNT, company_id=company_id)

    async def cardholder(self, company_id: str, cardholder_id: str) -> Cardholder | None:
        if "\0" in cardholder_id:  # as above
            return None
        async with self.session.looking() as connection:
            row = await connection.first(
                _HOLDER, company_id=company_id, cardholder_id=cardholder_id
            )
        return Cardholder(id=row[0], name=row[1], user_id=row[2]) if row else None

    async def disband_team(self, company_id: str, user_id: str) -> int:
        connection = await self.session.connection()
        return await connection.change(_LEAVE_TEAM, company_id=company_id, user_id=user_id)

    async def remove(self, company_id: str, user_id: str) -> None:
        connection = await self.session.connection()
        for statement in (_LEAVE_TEAM, _UNLINK, _REMOVE):
            await connection.change(statement, company_id=company_id, user_id=user_id)

    async def administrators_besides(self, company_id: str, user_id: str) -> int:
        return await self._number(_ADMINISTRATORS_BESIDES, company_id=company_id, user_id=user_id)

    async def _number(self, statement: Statement, **values: str) -> int:
        async with self.session.looking() as connection:
            row = await connection.first(statement, **values)
        assert row is not None
        return int(row[0])

    async def _link(
        self, connection: Connection, company_id: str, user_id: str, cardholder_id: str
    ) -> None:
        require_free(await self.cardholder(company_id, cardholder_id), user_id)
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
