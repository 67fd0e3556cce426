"""The `OAuthClients` port over SQL."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import (
    companies,
    credentials,
    oauth_clients,
    oauth_codes,
)
from clara.adapters.persistence.upsert import insert_named, insert_or_update
from clara.application.oauth.ports import ListedClient, OAuthClients
from clara.domain.credentials.token import digest
from clara.domain.ids import CompanyId
from clara.domain.instant import instant, microseconds
from clara.domain.oauth.client import ClientAuth, OAuthClient

_COLUMNS = ("id", "name", "redirect_uris", "auth", "is_ours", "created_at")
_client = select(*(oauth_clients.c[name] for name in _COLUMNS))
_this_client = oauth_clients.c.id == named("id")
_FIND = Statement(_client.where(_this_client))
_ADD = Statement(insert_named(oauth_clients, (*_COLUMNS, "secret_digest")))
_KEEP = Statement(
    insert_or_update(
        oauth_clients,
        _COLUMNS,
        index=("id",),
        changes={name: named(name) for name in ("name", "redirect_uris", "created_at")},
    )
)
_HAS_SECRET = Statement(
    select(oauth_clients.c.id).where(
        _this_client, oauth_clients.c.secret_digest == named("secret_digest")
    )
)

_live = and_(
    credentials.c.revoked_at.is_(None),
    or_(credentials.c.expires_at.is_(None), credentials.c.expires_at > named("now")),
)
_grants = (
    select(func.count())
    .select_from(oauth_codes)
    .join(credentials, credentials.c.id == oauth_codes.c.grant_id)
    .where(oauth_codes.c.client_id == oauth_clients.c.id, _live)
    .scalar_subquery()
)
_everybody = (
    _client.add_columns(_grants)
    .order_by(oauth_clients.c.created_at.desc(), oauth_clients.c.id)
    .limit(named("limit"))
)
_EVERYBODY = Statement(_everybody)
_OURS = Statement(_everybody.where(oauth_clients.c.is_ours.is_(True)))

_its_code = oauth_codes.c.client_id == named("id")
# Who is being let in just now has to wait, and then finds no client (PostgreSQL; SQLite has one
# writer).
_HOLD = Statement(select(oauth_clients.c.id).where(_this_client).with_for_update())
_HOLD_CODES = Statement(select(oauth_codes.c.digest).where(_its_code).with_for_update())
_its_grants = select(oauth_codes.c.grant_id).where(_its_code, oauth_codes.c.grant_id.is_not(None))
_is_its = and_(credentials.c.id.in_(_its_grants), _live)
_COMPANIES = Statement(
    select(companies.c.id)
    .join(credentials, credentials.c.company_number == companies.c.number)
    .where(_is_its)
    .distinct()
)
_REVOKE = Statement(update(credentials).where(_is_its).values(revoked_at=named("now")))
_DELETE_CODES = Statement(delete(oauth_codes).where(_its_code))
_DELETE = Statement(delete(oauth_clients).where(_this_client))


@dataclass(frozen=True, slots=True)
class SqlOAuthClients(OAuthClients):
    session: Session

    async def find(self, client_id: str) -> OAuthClient | None:
        if "\0" in client_id:  # which PostgreSQL's text can't hold
            return None
        async with self.session.looking() as connection:
            row = await connection.first(_FIND, id=client_id)
        return _as_client(row) if row else None

    async def listed(
        self, now: datetime, limit: int, *, everybody: bool
    ) -> tuple[ListedClient, ...]:
        statement = _EVERYBODY if everybody else _OURS
        async with self.session.looking() as connection:
            rows = await connection.rows(statement, now=microseconds(now), limit=limit)
        return tuple(ListedClient(client=_as_client(row[:-1]), grants=row[-1]) for row in rows)

    async def add(self, client: OAuthClient, secret: str | None) -> None:
        connection = await self.session.connection()
        kept = digest(secret) if secret else None
        await connection.change(_ADD, **_values(client), secret_digest=kept)

    async def keep(self, client: OAuthClient) -> None:
        connection = await self.session.connection()
        await connection.change(_KEEP, **_values(client))

    async def end(self, client_id: str, now: datetime) -> frozenset[CompanyId] | None:
        if "\0" in client_id:
            return None
        connection = await self.session.connection()
        for hold in (_HOLD, _HOLD_CODES):
            await connection.rows(hold, id=client_id)
        at = {"id": client_id, "now": microseconds(now)}
        ended = await connection.rows(_COMPANIES, **at)
        await connection.change(_REVOKE, **at)
        await connection.change(_DELETE_CODES, id=client_id)
        is_gone = await connection.change(_DELETE, id=client_id)
        return frozenset(row[0] for row in ended) if is_gone else None

    async def has_secret(self, client_id: str, secret: str) -> bool:
        async with self.session.looking() as connection:
            row = await connection.first(_HAS_SECRET, id=client_id, secret_digest=digest(secret))
        return row is not None


def _values(client: OAuthClient) -> dict[str, Any]:
    return {
        "id": client.id,
        "name": client.name,
        "redirect_uris": json.dumps(client.redirect_uris),
        "auth": client.auth.value,
        "is_ours": client.is_ours,
        "created_at": microseconds(client.created_at),
    }


def _as_client(row: Row) -> OAuthClient:
    id, name, redirect_uris, auth, is_ours, created_at = row
    return OAuthClient(
        id=id,
        name=name,
        redirect_uris=tuple(json.loads(redirect_uris)),
        auth=ClientAuth(auth),
        is_ours=bool(is_ours),
        created_at=instant(created_at),
    )
