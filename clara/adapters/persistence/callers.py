"""The `Callers` port over SQL: one statement per request, nothing cached, so that a revocation or
a change of role acts on the very next request."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from clara.adapters.persistence.company_clocks import clock_of
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.guards import guard_of
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import (
    companies,
    credentials,
    memberships,
    oauth_tokens,
    users,
)
from clara.application.ports import Callers, Clock
from clara.domain.accounts.language import Language
from clara.domain.accounts.session import IDLE
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor, Door, Seat
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.credentials.token import ACCESS_PREFIX, CredentialKind, digest
from clara.domain.instant import instant, microseconds
from clara.domain.oauth.tokens import OAuthToken

_APPLICATION = "An application"

_SEAT = (
    companies.c.id,
    companies.c.number,
    companies.c.name,
    companies.c.currency,
    companies.c.time_zone,
    companies.c.billing_day,
    companies.c.bookkeepers_can_lock,
    companies.c.confirms_unlocks,
    companies.c.is_sandbox,
    companies.c.clock_frozen_at,
    companies.c.clock_offset,
)
_found = (
    select(
        credentials.c.id,
        credentials.c.kind,
        credentials.c.user_id,
        credentials.c.scopes,
        credentials.c.guard,
        users.c.first_name,
        users.c.last_name,
        users.c.is_active,
        users.c.language,
        credentials.c.last_used_at,
        credentials.c.last_client,
        memberships.c.role,
        *_SEAT,
    )
    .select_from(credentials)
    .outerjoin(users, users.c.id == credentials.c.user_id)
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
        credentials.c.revoked_at.is_(None),
        or_(credentials.c.expires_at.is_(None), credentials.c.expires_at > named("now")),
        # A user token that nobody has used for a while is over before it expires.
        or_(
            credentials.c.kind != CredentialKind.USER_TOKEN.value,
            func.coalesce(credentials.c.last_used_at, credentials.c.created_at)
            > named("idle_since"),
        ),
    )
    .order_by(companies.c.number)
)
_FIND = Statement(_found.where(credentials.c.digest == named("digest")))
_live_access = (
    select(oauth_tokens.c.grant_id)
    .where(
        oauth_tokens.c.digest == named("digest"),
        oauth_tokens.c.kind == OAuthToken.ACCESS.value,
        oauth_tokens.c.expires_at > named("now"),
    )
    .scalar_subquery()
)
_FIND_BY_ACCESS = Statement(_found.where(credentials.c.id == _live_access))
_COMPANY = Statement(select(*_SEAT).where(companies.c.id == named("id")))


@dataclass(frozen=True, slots=True)
class SqlCallers(Callers):
    session: Session
    clock: Clock

    async def find(self, token: str, door: Door) -> Actor | None:
        connection = await self.session.connection()
        now = self.clock.now()
        rows = await connection.rows(
            _FIND_BY_ACCESS if token.startswith(ACCESS_PREFIX) else _FIND,
            digest=digest(token),
            now=microseconds(now),
            idle_since=microseconds(now - IDLE),
        )
        if not rows:
            return None
        credential_id, kind, user_id, scopes, guard, *more = rows[0]
        first_name, last_name, is_active, language, last_used_at, last_client = more[:6]
        seats = tuple(_seat(row[12:], Role(row[11])) for row in rows if row[11] is not None)
        if kind == CredentialKind.MCP_TOKEN:
            # Only staff may hold one; a change of role takes it away at once.
            seats = tuple(seat for seat in seats if seat.role in STAFF)
            if not seats:
                return None
        return Actor(
            kind=CredentialKind(kind),
            credential_id=credential_id,
            user_id=user_id,
            name=f"{first_name} {last_name}" if user_id else _APPLICATION,
            door=door,
            scopes=frozenset(Scope(scope) for scope in scopes.split()),
            guard=guard_of(guard),
            is_active=user_id is None or bool(is_active),
            seats=seats,
            language=Language(language) if language else Language.EN,
            last_used_at=instant(last_used_at) if last_used_at else None,
            last_client=last_client,
        )

    async def seat(self, company_id: str) -> Seat | None:
        connection = await self.session.connection()
        row = await connection.first(_COMPANY, id=company_id)
        return _seat(row, Role.ADMINISTRATOR) if row else None


def _seat(row: Row, role: Role) -> Seat:
    company_id, number, name, currency, time_zone, billing_day, *policy = row
    return Seat(
        company_id=company_id,
        company_number=number,
        role=role,
        company_name=name,
        currency=currency,
        time_zone=time_zone,
        billing_day=billing_day,
        bookkeepers_can_lock=bool(policy[0]),
        confirms_unlocks=bool(policy[1]),
        is_sandbox=bool(policy[2]),
        clock=clock_of(policy[3], policy[4]),
    )
