"""The `OneTimeCodes` and `Budgets` ports over SQL. What counts guesses commits on its own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, delete, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import budgets
from clara.adapters.persistence.tables import one_time_codes as codes
from clara.adapters.persistence.upsert import insert_named, insert_or_update
from clara.application.accounts.ports import Budgets, OneTimeCodes
from clara.domain.accounts.one_time_code import (
    A_DAY,
    GUESSES_A_DAY,
    MAX_ATTEMPTS,
    Budget,
    CodePurpose,
    OneTimeCode,
)
from clara.domain.instant import instant, microseconds

_KEY = ("user_id", "purpose")
_VALUES = ("code_digest", "link_digest", "attempts", "created_at", "expires_at")
_here = [codes.c[name] == named(name) for name in _KEY]
_live = and_(*_here, codes.c.expires_at > named("now"))

_PUT = Statement(
    insert_or_update(
        codes, (*_KEY, *_VALUES), index=_KEY, changes={name: named(name) for name in _VALUES}
    )
)
_LIVE = Statement(
    select(*(codes.c[name] for name in (*_KEY, *_VALUES) if name != "attempts")).where(_live)
)
_ATTEMPT = Statement(
    update(codes)
    .where(_live, codes.c.attempts < MAX_ATTEMPTS)
    .values(attempts=codes.c.attempts + 1)
)
# Its own digest: a code that took this one's place meanwhile is another.
_SPEND = Statement(delete(codes).where(*_here, codes.c.code_digest == named("code_digest")))

_budget = (budgets.c.user_id == named("user_id"), budgets.c.name == named("name"))
_is_over = budgets.c.since <= named("day_ago")
TAKE = Statement(
    update(budgets)
    .where(*_budget, _is_over | (budgets.c.taken < named("most")))
    .values(
        taken=case((_is_over, 1), else_=budgets.c.taken + 1),
        since=case((_is_over, named("now")), else_=budgets.c.since),
    )
)
BEGIN = Statement(
    insert_named(budgets, ("user_id", "name", "taken", "since")).on_conflict_do_nothing(
        index_elements=["user_id", "name"]
    )
)
_TAKEN = Statement(select(budgets.c.taken).where(*_budget, budgets.c.since > named("day_ago")))
SINCE = Statement(select(budgets.c.since).where(*_budget))
_GIVE_BACK = Statement(
    update(budgets).where(*_budget, budgets.c.taken > 0).values(taken=budgets.c.taken - 1)
)


@dataclass(frozen=True, slots=True)
class SqlOneTimeCodes(OneTimeCodes):
    session: Session

    async def live(self, user_id: str, purpose: CodePurpose, now: datetime) -> OneTimeCode | None:
        async with self.session.looking() as connection:
            row = await connection.first(
                _LIVE, user_id=user_id, purpose=purpose.value, now=microseconds(now)
            )
        return _code(row) if row else None

    async def put(self, code: OneTimeCode) -> None:
        connection = await self.session.connection()
        await connection.change(
            _PUT,
            user_id=code.user_id,
            purpose=code.purpose.value,
            code_digest=code.code_digest,
            link_digest=code.link_digest,
            attempts=0,
            created_at=microseconds(code.created_at),
            expires_at=microseconds(code.expires_at),
        )

    async def attempt(
        self, user_id: str, purpose: CodePurpose, now: datetime
    ) -> OneTimeCode | None:
        values = {"user_id": user_id, "purpose": purpose.value, "now": microseconds(now)}
        async with self.session.apart() as connection:
            if await connection.change(_ATTEMPT, **values) != 1:
                return None
            row = await connection.first(_LIVE, **values)
        return _code(row) if row else None

    async def spend(self, code: OneTimeCode) -> bool:
        async with self.session.apart() as connection:
            spent = await connection.change(
                _SPEND,
                user_id=code.user_id,
                purpose=code.purpose.value,
                code_digest=code.code_digest,
            )
        return spent == 1


def _code(row: Row) -> OneTimeCode:
    user_id, purpose, code_digest, link_digest, created_at, expires_at = row
    return OneTimeCode(
        user_id=user_id,
        purpose=CodePurpose(purpose),
        code_digest=bytes(code_digest),
        link_digest=bytes(link_digest),
        created_at=instant(created_at),
        expires_at=instant(expires_at),
    )


@dataclass(frozen=True, slots=True)
class SqlBudgets(Budgets):
    session: Session

    async def take(self, budget: Budget, user_id: str, now: datetime) -> bool:
        place = {"user_id": user_id, "name": budget.value}
        async with self.session.apart() as connection:
            await connection.change(BEGIN, **place, taken=0, since=microseconds(now))
            taken = await connection.change(
                TAKE,
                **place,
                most=GUESSES_A_DAY[budget],
                now=microseconds(now),
                day_ago=microseconds(now - A_DAY),
            )
        return taken == 1

    async def is_spent(self, budget: Budget, user_id: str, now: datetime) -> bool:
        async with self.session.looking() as connection:
            row = await connection.first(
                _TAKEN, user_id=user_id, name=budget.value, day_ago=microseconds(now - A_DAY)
            )
        return row is not None and row[0] >= GUESSES_A_DAY[budget]

    async def give_back(self, budget: Budget, user_id: str) -> None:
        async with self.session.apart() as connection:
            await connection.change(_GIVE_BACK, user_id=user_id, name=budget.value)
