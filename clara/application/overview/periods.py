"""The months that an overview is about."""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from clara.domain.period import Period, between

MONTHS = 12
_ONE_DAY = timedelta(days=1)


class Months(NamedTuple):
    """`same_days` are the days of the last month that `period`, this month, has had so far; on its
    last day, all of them. `each` are the `MONTHS` of the `year` that ends with this one."""

    today: date
    period: Period
    same_days: Period
    last_month: Period
    year: Period
    each: tuple[Period, ...]

    @classmethod
    def until(cls, today: date, time_zone: str) -> "Months":
        def days(first: date, last: date) -> Period:
            return between(first, last, today, time_zone)

        firsts = [_first_of(today, back) for back in range(MONTHS - 1, -2, -1)]
        each = tuple(days(first, following - _ONE_DAY) for first, following in pairwise(firsts))
        last_month, period = each[-2:]
        same = last_month.first.replace(day=min(today.day, last_month.last.day))
        return cls(
            today=today,
            period=period,
            same_days=days(last_month.first, last_month.last if today == period.last else same),
            last_month=last_month,
            year=days(firsts[0], period.last),
            each=each,
        )


def _first_of(today: date, back: int) -> date:
    """The first day of the month so many before today's."""
    month = today.year * 12 + today.month - 1 - back
    return date(month // 12, month % 12 + 1, 1)
