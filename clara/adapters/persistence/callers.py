"""The `Callers` port over SQL: one statement per request, nothing cached, so that a revocation or
a change of role acts on the very next request."""

from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import companies, credentials, memberships, users
from clara.application.ports import Callers, Clock
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor, Door, Seat
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.instant import microseconds

_SEAT = (
    companies.c.id,
    companies.c.number,
    companies.c.name,
    companies.c.currency,
    companies.c.time_zone,
    companies.c.billing_day,
    companies.c.bookkeepers_can_lock,
)
_FIND = Statement(
    select(
        credentials.c.id,
        credentials.c.kind,
        credentials.c.user_id,
        credentials.c.scopes,
        users.c.first_name,
        users.c.last_name,
        users.c.is_active,
        memberships.c.role,
        *_SEAT,
    )
    .select_from(credentials)
    .join(users, users.c.id == credentials.c.user_id)
    .outerjoin(
        memberships,
        and_(
            memberships.c.user_id == credentials.c.user_id,
            or_(
                credentials.c.company_number.is_(None),
                memberships.c.company_number == credentials.c.company_number,
            ),
        ),
    )
    .outerjoin(companies, companies.c.number == memberships.c.company_number)
    .where(
        credentials.c.digest == named("digest"),
        credentials.c.revoked_at.is_(None),
        or_(credentials.c.expires_at.is_(None), credentials.c.expires_at > named("now")),
    )
    .order_by(companies.c.number)
)
_COMPANY = Statement(select(*_SEAT).where(companies.c.id == named("id")))


@dataclass(frozen=True, slots=True)
class SqlCallers(Callers):
    session: Session
    clock: Clock

    async def find(self, digest: bytes, door: Door) -> Actor | None:
        connection = await self.session.connection()
        now = microseconds(self.clock.now())
        rows = await connection.rows(_FIND, digest=digest, now=now)
        if not rows:
            return None
        credential_id, kind, user_id, scopes, first_name, last_name, is_active, *_ = rows[0]
        seats = tuple(_seat(row[8:], Role(row[7])) for row in rows if row[7] is not None)
        if kind == CredentialKind.MCP_TOKEN:
            # Only staff may hold one; a change of role takes it away at once.
            seats = tuple(seat for seat in seats if seat.role in STAFF)
            if not seats:
                return None
        return Actor(
            kind=CredentialKind(kind),
            credential_id=credential_id,
            user_id=user_id,
            name=f"{first_name} {last_name}",
            door=door,
            scopes=frozenset(Scope(scope) for scope in scopes.split()),
            is_active=bool(is_active),
            seats=seats,
        )

    async def seat(self, company_id: str) -> Seat | None:
        connection = await self.session.connection()
        row = await connection.first(_COMPANY, id=company_id)
        return _seat(row, Role.ADMINISTRATOR) if row else None


def _seat(row: Row, role: Role) -> Seat:
    company_id, number, name, currency, time_zone, billing_day, bookkeepers_can_lock = row
    return Seat(
        company_id=company_id,
        company_number=number,
        role=role,
        company_name=name,
        currency=currency,
        time_zone=time_zone,
        billing_day=billing_day,
        bookkeepers_can_lock=bool(bookkeepers_can_lock),
    )
