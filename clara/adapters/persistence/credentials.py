"""The `Credentials` port over SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.guards import guard_of, guard_text
from clara.adapters.persistence.statement import Row, Statement, any_of, named
from clara.adapters.persistence.tables import companies, credentials, users
from clara.adapters.persistence.upsert import insert_named
from clara.application.credentials.ports import Credentials
from clara.domain.credentials.credential import Credential, NewCredential
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind, digest
from clara.domain.errors import NotFound
from clara.domain.instant import instant, microseconds

_COLUMNS = (
    *("id", "kind", "digest", "user_id", "company_number", "name", "scopes", "guard"),
    *("last_four", "created_at", "expires_at"),
)
_ADD = Statement(insert_named(credentials, _COLUMNS))
_NUMBER = Statement(select(companies.c.number).where(companies.c.id == named("id")))
_live = and_(
    credentials.c.revoked_at.is_(None),
    or_(credentials.c.expires_at.is_(None), credentials.c.expires_at > named("now")),
)
_found = (
    select(
        credentials.c.id,
        credentials.c.kind,
        credentials.c.user_id,
        users.c.first_name,
        users.c.last_name,
        companies.c.id,
        credentials.c.name,
        credentials.c.scopes,
        credentials.c.guard,
        credentials.c.last_four,
        credentials.c.created_at,
        credentials.c.expires_at,
        credentials.c.last_used_at,
        credentials.c.last_client,
    )
    .select_from(credentials)
    .outerjoin(users, users.c.id == credentials.c.user_id)
    .outerjoin(companies, companies.c.number == credentials.c.company_number)
    .where(_live)
    .order_by(credentials.c.created_at.desc(), credentials.c.id)
)
_FIND = Statement(_found.where(credentials.c.id == named("id")))
_of_kinds = _found.where(any_of(credentials.c.kind, "kinds"))
_OF_USER = Statement(_of_kinds.where(credentials.c.user_id == named("user_id")))
_OF_COMPANY = Statement(_of_kinds.where(companies.c.id == named("company_id")))
_HOLD = Statement(select(users.c.id).where(users.c.id == named("id")).with_for_update())
_ended = update(credentials).where(_live).values(revoked_at=named("now"))
_REVOKE = Statement(_ended.where(credentials.c.id == named("id")))
_of_user = _ended.where(
    credentials.c.user_id == named("user_id"),
    any_of(credentials.c.kind, "kinds"),
    credentials.c.id != named("but"),
)
_REVOKE_OF_USER = Statement(_of_user)
_company = select(companies.c.number).where(companies.c.id == named("company_id"))
_REVOKE_IN_COMPANY = Statement(
    _of_user.where(credentials.c.company_number == _company.scalar_subquery())
)


@dataclass(frozen=True, slots=True)
class SqlCredentials(Credentials):
    session: Session

    async def add(self, credential: NewCredential, token: str) -> None:
        connection = await self.session.connection()
        company = None
        if credential.company_id is not None:
            row = await connection.first(_NUMBER, id=credential.company_id)
            if row is None:
                raise NotFound.of("company")
            company = row[0]
        await connection.change(
            _ADD,
            id=credential.id,
            kind=credential.kind.value,
            digest=digest(token),
            user_id=credential.user_id,
            company_number=company,
            name=credential.name,
            scopes=" ".join(sorted(credential.scopes)),
            guard=guard_text(credential.guard),
            last_four=token[-4:],
            created_at=microseconds(credential.created_at),
            expires_at=microseconds(credential.expires_at) if credential.expires_at else None,
        )

    async def hold(self, user_id: str) -> None:
        connection = await self.session.connection()
        await connection.rows(_HOLD, id=user_id)

    async def find(self, credential_id: str, now: datetime) -> Credential | None:
        if "\0" in credential_id:  # which PostgreSQL's text can't hold
            return None
        async with self.session.looking() as connection:
            row = await connection.first(_FIND, id=credential_id, now=microseconds(now))
        return _credential(row) if row else None

    async def of_user(
        self, user_id: str, kinds: frozenset[CredentialKind], now: datetime
    ) -> tuple[Credential, ...]:
        return await self._find(_OF_USER, kinds, now, user_id=user_id)

    async def of_company(
        self, company_id: str, kinds: frozenset[CredentialKind], now: datetime
    ) -> tuple[Credential, ...]:
        return await self._find(_OF_COMPANY, kinds, now, company_id=company_id)

    async def revoke(self, credential_id: str, now: datetime) -> bool:
        connection = await self.session.connection()
        return await connection.change(_REVOKE, id=credential_id, now=microseconds(now)) == 1

    async def revoke_of_user(
        self,
        user_id: str,
        kinds: frozenset[CredentialKind],
        now: datetime,
        *,
        but: str | None = None,
        company_id: str | None = None,
    ) -> int:
        connection = await self.session.connection()
        values: dict[str, Any] = {
            "user_id": user_id,
            "kinds": _names(kinds),
            "now": microseconds(now),
            "but": but or "",
        }
        if company_id is None:
            return await connection.change(_REVOKE_OF_USER, **values)
        return await connection.change(_REVOKE_IN_COMPANY, **values, company_id=company_id)

    async def _find(
        self, statement: Statement, kinds: frozenset[CredentialKind], now: datetime, **of: str
    ) -> tuple[Credential, ...]:
        async with self.session.looking() as connection:
            rows = await connection.rows(
                statement, kinds=_names(kinds), now=microseconds(now), **of
            )
        return tuple(map(_credential, rows))


def _names(kinds: frozenset[CredentialKind]) -> list[str]:
    return [kind.value for kind in kinds]


def _credential(row: Row) -> Credential:
    id, kind, user_id, first, last, company_id, name, scopes, *more = row
    guard, last_four, *times, client = more
    created_at, expires_at, last_used_at = _instants(times)
    assert created_at is not None
    return Credential(
        id=id,
        kind=CredentialKind(kind),
        user_id=user_id,
        user_name=f"{first} {last}" if user_id else None,
        company_id=company_id,
        name=name,
        scopes=tuple(Scope(scope) for scope in scopes.split()),
        guard=guard_of(guard),
        last_four=last_four,
        created_at=created_at,
        expires_at=expires_at,
        last_used_at=last_used_at,
        last_client=client,
    )


def _instants(times: Sequence[int | None]) -> list[datetime | None]:
    return [instant(time) if time is not None else None for time in times]
