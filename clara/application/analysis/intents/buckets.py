"""Days, weeks and months of a period, each a period of its own."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import structs

from clara.domain.analysis.plan import Dimension
from clara.domain.local_days import day_start, local_day
from clara.domain.period import FIRST_YEAR, Period, day_bounds

_SATURDAY = 6
_ONE_MICROSECOND = timedelta(microseconds=1)


def buckets(period: Period, by: Dimension) -> Iterator[tuple[str, Period]]:
    """The name and the period of each, in order of time; together they are `period`."""
    for name, start, end in day_bounds(period, by.value):  # type: ignore[arg-type]  # a time
        yield (
            name,
            Period(
                first=local_day(start, period.time_zone),
                last=local_day(end - _ONE_MICROSECOND, period.time_zone),
                start=start,
                end=end,
                time_zone=period.time_zone,
                label=name,
            ),
        )


def reaching_back(period: Period, days: int) -> Period:
    """`period` and as many days before it, as far as there are years."""
    first = date(FIRST_YEAR, 1, 1)
    if (period.first - first).days > days:
        first = period.first - timedelta(days=days)
    return structs.replace(period, first=first, start=day_start(first, period.time_zone))


def before(period: Period) -> Period | None:
    """Everything there was before `period`, if there are such days."""
    reaching = reaching_back(period, sys.maxsize)
    if reaching.first == period.first:
        return None
    return structs.replace(reaching, last=period.first - timedelta(days=1), end=period.start)


def preceding(period: Period) -> Period:
    """As many days just before, or as many whole months; they need not be years that anybody may
    ask for."""
    last = period.first - timedelta(days=1)
    first = _months_before(period) or last - (period.last - period.first)
    start = day_start(first, period.time_zone)
    label = f"{first}/{last}"
    return structs.replace(
        period, first=first, last=last, start=start, end=period.start, label=label
    )


def _months_before(period: Period) -> date | None:
    """Where as many months before begin; None of what is no whole months."""
    first, end = period.first, period.last + timedelta(days=1)
    if first.day != 1 or end.day != 1:
        return None
    months = (end.year - first.year) * 12 + end.month - first.month
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1) if year >= 1 else None


def weekends(period: Period) -> Iterator[Period]:
    """The Saturdays and Sundays of `period`."""
    for _, day in buckets(period, Dimension.DAY):
        if day.first.isoweekday() >= _SATURDAY:
            yield day
