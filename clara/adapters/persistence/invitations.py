"""The `Invitations` port over SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update

from clara.adapters.persistence.companies import company_number
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import companies, invitations
from clara.adapters.persistence.upsert import insert_named
from clara.application.companies.ports import Invitations
from clara.domain.companies.company import Role
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.token import digest
from clara.domain.instant import instant, microseconds

_OWN = (
    *("id", "email", "role", "manager_user_id", "cardholder_id", "invited_by"),
    *("created_at", "expires_at", "accepted_at", "withdrawn_at"),
)
_TIMES = ("created_at", "expires_at", "accepted_at", "withdrawn_at")
_ADD = Statement(insert_named(invitations, ("company_number", "digest", *_OWN)))
_unanswered = and_(invitations.c.accepted_at.is_(None), invitations.c.withdrawn_at.is_(None))
_open = and_(_unanswered, invitations.c.expires_at > named("now"))
_found = select(
    companies.c.id, companies.c.name, *(invitations.c[name] for name in _OWN)
).join_from(invitations, companies, companies.c.number == invitations.c.company_number)
_OF_TOKEN = Statement(_found.where(invitations.c.digest == named("digest")))
_OPEN = Statement(
    _found.where(companies.c.id == named("company_id"), _open).order_by(
        invitations.c.created_at.desc(), invitations.c.id
    )
)
_SENT_TO = Statement(
    select(invitations.c.created_at).where(
        invitations.c.email == named("email"), invitations.c.created_at > named("since")
    )
)
_withdrawn = update(invitations).values(withdrawn_at=named("now"))
# One that has expired still stands where the next is to be the only one.
_REPLACE = Statement(
    _withdrawn.where(
        invitations.c.company_number == named("company_number"),
        invitations.c.email == named("email"),
        _unanswered,
    )
)
_company = select(companies.c.number).where(companies.c.id == named("company_id"))
_WITHDRAW = Statement(
    _withdrawn.where(
        invitations.c.id == named("id"),
        invitations.c.company_number == _company.scalar_subquery(),
        _open,
    )
)
_ACCEPT = Statement(
    update(invitations).where(invitations.c.id == named("id")).values(accepted_at=named("now"))
)


@dataclass(frozen=True, slots=True)
class SqlInvitations(Invitations):
    session: Session

    async def add(self, invitation: Invitation, token: str) -> None:
        connection = await self.session.connection()
        number = await company_number(connection, invitation.company_id)
        now = microseconds(invitation.created_at)
        await connection.change(_REPLACE, company_number=number, email=invitation.email, now=now)
        values: dict[str, Any] = {name: getattr(invitation, name) for name in _OWN}
        for name in _TIMES:
            values[name] = microseconds(values[name]) if values[name] else None
        values["role"] = invitation.role.value
        await connection.change(_ADD, company_number=number, digest=digest(token), **values)

    async def of_token(self, token: str) -> Invitation | None:
        async with self.session.looking() as connection:
            row = await connection.first(_OF_TOKEN, digest=digest(token))
        return _invitation(row) if row else None

    async def open(self, company_id: str, now: datetime) -> tuple[Invitation, ...]:
        async with self.session.looking() as connection:
            rows = await connection.rows(_OPEN, company_id=company_id, now=microseconds(now))
        return tuple(map(_invitation, rows))

    async def sent_to(self, email: str, since: datetime) -> tuple[datetime, ...]:
        async with self.session.looking() as connection:
            rows = await connection.rows(_SENT_TO, email=email, since=microseconds(since))
        return tuple(instant(row[0]) for row in rows)

    async def accept(self, invitation_id: str, now: datetime) -> None:
        connection = await self.session.connection()
        await connection.change(_ACCEPT, id=invitation_id, now=microseconds(now))

    async def withdraw(self, company_id: str, invitation_id: str, now: datetime) -> bool:
        if "\0" in invitation_id:  # which PostgreSQL's text can't hold
            return False
        connection = await self.session.connection()
        changed = await connection.change(
            _WITHDRAW, company_id=company_id, id=invitation_id, now=microseconds(now)
        )
        return changed == 1


def _invitation(row: Row) -> Invitation:
    values: dict[str, Any] = dict(zip(("company_id", "company_name", *_OWN), row, strict=True))
    for name in _TIMES:
        values[name] = instant(values[name]) if values[name] is not None else None
    values["role"] = Role(values["role"])
    return Invitation(**values)
