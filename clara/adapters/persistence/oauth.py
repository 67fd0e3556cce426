"""The `Grants` port over SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update

from clara.adapters.persistence.companies import company_number
from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.guards import guard_of, guard_text
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import companies, credentials, oauth_codes
from clara.adapters.persistence.tables import oauth_tokens as tokens
from clara.adapters.persistence.upsert import insert_named
from clara.application.oauth.ports import AuthorizationCode, Grant, Grants
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import digest
from clara.domain.instant import instant, microseconds
from clara.domain.oauth.errors import invalid_grant
from clara.domain.oauth.tokens import OAuthToken

_CODE = (
    *("digest", "client_id", "client_name", "redirect_uri", "challenge", "user_id"),
    *("company_number", "scopes", "guard", "expires_at"),
)
_ADD_CODE = Statement(insert_named(oauth_codes, _CODE))
_this_code = oauth_codes.c.digest == named("digest")
_USE_CODE = Statement(
    update(oauth_codes)
    .where(_this_code, oauth_codes.c.used_at.is_(None), oauth_codes.c.expires_at > named("now"))
    .values(used_at=named("now"))
)
_FIND_CODE = Statement(
    select(
        oauth_codes.c.client_id,
        oauth_codes.c.client_name,
        oauth_codes.c.redirect_uri,
        oauth_codes.c.challenge,
        oauth_codes.c.user_id,
        companies.c.id,
        oauth_codes.c.scopes,
        oauth_codes.c.guard,
        oauth_codes.c.expires_at,
    )
    .join_from(oauth_codes, companies, companies.c.number == oauth_codes.c.company_number)
    .where(_this_code)
)
_BIND = Statement(update(oauth_codes).where(_this_code).values(grant_id=named("grant_id")))
_grant_of_code = select(oauth_codes.c.grant_id).where(_this_code).scalar_subquery()
_live = credentials.c.revoked_at.is_(None)
_REVOKE_OF_CODE = Statement(
    update(credentials)
    .where(credentials.c.id == _grant_of_code, _live)
    .values(revoked_at=named("now"))
)

_ADD_TOKEN = Statement(insert_named(tokens, ("digest", "grant_id", "kind", "expires_at")))
_this_token = tokens.c.digest == named("digest")
_is_clients = tokens.c.grant_id.in_(
    select(oauth_codes.c.grant_id).where(
        oauth_codes.c.client_id == named("client_id"), oauth_codes.c.grant_id.is_not(None)
    )
)
_is_refresh = and_(_this_token, tokens.c.kind == OAuthToken.REFRESH.value, _is_clients)
_USE_REFRESH = Statement(
    update(tokens)
    .where(_is_refresh, tokens.c.used_at.is_(None), tokens.c.expires_at > named("now"))
    .values(used_at=named("now"))
)
_REVOKE_OF_REFRESH = Statement(
    update(credentials)
    .where(
        _live,
        credentials.c.id.in_(
            select(tokens.c.grant_id).where(_is_refresh, tokens.c.used_at.is_not(None))
        ),
    )
    .values(revoked_at=named("now"))
)
_grant = (
    select(
        credentials.c.id,
        oauth_codes.c.client_id,
        oauth_codes.c.redirect_uri,
        companies.c.id,
        credentials.c.scopes,
        credentials.c.guard,
    )
    .select_from(credentials)
    .join(oauth_codes, oauth_codes.c.grant_id == credentials.c.id)
    .join(companies, companies.c.number == credentials.c.company_number)
    .where(
        _live,
        or_(credentials.c.expires_at.is_(None), credentials.c.expires_at > named("now")),
    )
)
_OF_TOKEN = Statement(_grant.join(tokens, tokens.c.grant_id == credentials.c.id).where(_this_token))
_OF_USER = Statement(
    _grant.where(
        credentials.c.user_id == named("user_id"), oauth_codes.c.client_id == named("client_id")
    ).order_by(credentials.c.created_at.desc())
)
_GRANT_OF = Statement(select(tokens.c.grant_id).where(_this_token, _is_clients))


@dataclass(frozen=True, slots=True)
class SqlGrants(Grants):
    session: Session

    async def add_code(self, code: AuthorizationCode, token: str) -> None:
        connection = await self.session.connection()
        await connection.change(
            _ADD_CODE,
            digest=digest(token),
            client_id=code.client_id,
            client_name=code.client_name,
            redirect_uri=code.redirect_uri,
            challenge=code.challenge,
            user_id=code.user_id,
            company_number=await company_number(connection, code.company_id),
            scopes=" ".join(sorted(code.scopes)),
            guard=guard_text(code.guard),
            expires_at=microseconds(code.expires_at),
        )

    async def spend_code(self, token: str, now: datetime) -> AuthorizationCode | None:
        values: dict[str, Any] = {"digest": digest(token), "now": microseconds(now)}
        async with self.session.apart() as connection:
            if await connection.change(_USE_CODE, **values) != 1:
                await connection.change(_REVOKE_OF_CODE, **values)
                return None
            row = await connection.first(_FIND_CODE, digest=values["digest"])
        return _code(row) if row else None

    async def bind(self, grant_id: str, token: str) -> None:
        connection = await self.session.connection()
        if await connection.change(_BIND, digest=digest(token), grant_id=grant_id) != 1:
            raise invalid_grant("The client was revoked.")

    async def add_token(
        self, grant_id: str, kind: OAuthToken, token: str, expires_at: datetime
    ) -> None:
        connection = await self.session.connection()
        await connection.change(
            _ADD_TOKEN,
            digest=digest(token),
            grant_id=grant_id,
            kind=kind.value,
            expires_at=microseconds(expires_at),
        )

    async def spend_refresh_token(self, token: str, client_id: str, now: datetime) -> Grant | None:
        values: dict[str, Any] = {
            "digest": digest(token),
            "client_id": client_id,
            "now": microseconds(now),
        }
        async with self.session.apart() as connection:
            if await connection.change(_USE_REFRESH, **values) != 1:
                await connection.change(_REVOKE_OF_REFRESH, **values)
                return None
            return await _found(connection, values["digest"], values["now"])

    async def grant_of(self, token: str, client_id: str) -> str | None:
        async with self.session.looking() as connection:
            row = await connection.first(_GRANT_OF, digest=digest(token), client_id=client_id)
        return row[0] if row else None

    async def live_of(self, user_id: str, client_id: str, now: datetime) -> tuple[Grant, ...]:
        async with self.session.looking() as connection:
            rows = await connection.rows(
                _OF_USER, user_id=user_id, client_id=client_id, now=microseconds(now)
            )
        return tuple(map(_as_grant, rows))


async def _found(connection: Connection, token_digest: bytes, now: int) -> Grant | None:
    row = await connection.first(_OF_TOKEN, digest=token_digest, now=now)
    return _as_grant(row) if row else None


def _as_grant(row: Row) -> Grant:
    id, client_id, redirect_uri, company_id, scopes, guard = row
    return Grant(
        id=id,
        client_id=client_id,
        redirect_uri=redirect_uri,
        company_id=company_id,
        scopes=_scopes(scopes),
        guard=guard_of(guard),
    )


def _code(row: Row) -> AuthorizationCode:
    client_id, client_name, redirect_uri, challenge, user_id, company_id, *more = row
    scopes, guard, expires_at = more
    return AuthorizationCode(
        client_id=client_id,
        client_name=client_name,
        redirect_uri=redirect_uri,
        challenge=challenge,
        user_id=user_id,
        company_id=company_id,
        scopes=_scopes(scopes),
        guard=guard_of(guard),
        expires_at=instant(expires_at),
    )


def _scopes(text: str) -> tuple[Scope, ...]:
    return tuple(Scope(scope) for scope in text.split())
