"""What is over is removed in the background, a few rows at a time: codes, budgets of other days, and
sign-ins that ended."""

from datetime import timedelta

from sqlalchemy import delete, func, or_, select

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import budgets, credentials, one_time_codes
from clara.domain.accounts.one_time_code import A_DAY
from clara.domain.accounts.session import IDLE
from clara.domain.credentials.token import CredentialKind
from clara.domain.instant import instant, microseconds

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


async def forget_what_is_over(database: Database, now: int) -> None:
    """`now` is in microseconds."""
    moment = instant(now)
    before = microseconds(moment - _REMEMBERED)
    async with database.writing() as connection:
        await connection.change(_CODES, now=now)
        await connection.change(_BUDGETS, day_ago=microseconds(moment - A_DAY))
    while True:
        async with database.writing() as connection:
            gone = await connection.change(
                _SESSIONS, before=before, idle_before=microseconds(moment - _REMEMBERED - IDLE)
            )
        if gone < _AT_ONCE:
            return
