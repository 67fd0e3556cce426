"""What is over is removed in the background, a few rows at a time: codes, budgets of other days,
sign-ins that ended, and programs that nobody let in."""

from datetime import timedelta

from sqlalchemy import delete, exists, func, not_, or_, select

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import (
    budgets,
    credentials,
    oauth_clients,
    oauth_codes,
    oauth_tokens,
    one_time_codes,
)
from clara.domain.accounts.one_time_code import A_DAY
from clara.domain.accounts.session import IDLE
from clara.domain.credentials.token import CredentialKind
from clara.domain.instant import instant, microseconds
from clara.domain.oauth.client import UNUSED_FOR

_REMEMBERED = timedelta(days=30)
"""For so long an ended sign-in can still be looked up when somebody asks what happened."""
_AT_ONCE = 1_000

_CODES = Statement(delete(one_time_codes).where(one_time_codes.c.expires_at < named("now")))
_BUDGETS = Statement(delete(budgets).where(budgets.c.since < named("day_ago")))
_sessions = credentials.alias()
_ended = (
    select(_sessions.c.id)
    .where(
        _sessions.c.kind == CredentialKind.USER_TOKEN.value,
        or_(
            _sessions.c.revoked_at < named("before"),
            _sessions.c.expires_at < named("before"),
            func.coalesce(_sessions.c.last_used_at, _sessions.c.created_at) < named("idle_before"),
        ),
    )
    .limit(_AT_ONCE)
)
_SESSIONS = Statement(delete(credentials).where(credentials.c.id.in_(_ended)))
# A used refresh token is kept until it would have expired: who brings it then has a copy.
_TOKENS = Statement(delete(oauth_tokens).where(oauth_tokens.c.expires_at < named("day_ago")))
_UNUSED_CODES = Statement(
    delete(oauth_codes).where(
        oauth_codes.c.grant_id.is_(None), oauth_codes.c.expires_at < named("day_ago")
    )
)
_has_codes = exists().where(oauth_codes.c.client_id == oauth_clients.c.id)
_CLIENTS = Statement(
    delete(oauth_clients).where(
        oauth_clients.c.is_ours.is_(False),
        oauth_clients.c.created_at < named("unused_since"),
        not_(_has_codes),
    )
)


async def forget_what_is_over(database: Database, now: int) -> None:
    """`now` is in microseconds."""
    moment = instant(now)
    before = microseconds(moment - _REMEMBERED)
    async with database.writing() as connection:
        await connection.change(_CODES, now=now)
        day_ago = microseconds(moment - A_DAY)
        for statement in (_BUDGETS, _TOKENS, _UNUSED_CODES):
            await connection.change(statement, day_ago=day_ago)
        await connection.change(_CLIENTS, unused_since=microseconds(moment - UNUSED_FOR))
    while True:
        async with database.writing() as connection:
            gone = await connection.change(
                _SESSIONS, before=before, idle_before=microseconds(moment - _REMEMBERED - IDLE)
            )
        if gone < _AT_ONCE:
            return
