"""The `Allowances` port over SQL, in the table that also counts guesses."""

from dataclasses import dataclass
from datetime import datetime

from clara.adapters.persistence.codes import BEGIN, SINCE, TAKE
from clara.adapters.persistence.database import Session
from clara.application.ports import Allowances
from clara.domain.accounts.one_time_code import A_DAY
from clara.domain.instant import instant, microseconds

_WRITES = "writes"


@dataclass(frozen=True, slots=True)
class SqlAllowances(Allowances):
    session: Session

    async def take(self, credential_id: str, most: int, now: datetime) -> datetime | None:
        place = {"user_id": credential_id, "name": _WRITES}
        times = {"now": microseconds(now), "day_ago": microseconds(now - A_DAY)}
        connection = await self.session.connection()
        await connection.change(BEGIN, **place, taken=0, since=microseconds(now))
        if await connection.change(TAKE, **place, most=most, **times) == 1:
            return None
        row = await connection.first(SINCE, **place)
        assert row is not None, "it was begun above"
        return instant(row[0]) + A_DAY
