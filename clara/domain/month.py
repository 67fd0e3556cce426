"""Calendar months as people write them, `2026-10`, and as their first days."""

import re
from datetime import date, timedelta

from clara.domain.errors import Invalid
from clara.domain.period import FIRST_YEAR, LAST_YEAR

_WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def first_day(text: str) -> date:
    """Of a month of the years 1971 to 2100, so that the months before it are covered by periods
    too. Raises `invalid_month`."""
    found = _WRITTEN.fullmatch(text)
    if found is None or not FIRST_YEAR < int(found[1]) <= LAST_YEAR:
        raise Invalid(
            "invalid_month", f"'{text[:40]}' is not a month; write it as YYYY-MM, like 2026-10."
        )
    return date(int(found[1]), int(found[2]), 1)


def last_month(day: date) -> str:
    """The month before that of `day`."""
    return f"{months_before(day, 1):%Y-%m}"


def months_before(day: date, months: int) -> date:
    """The first day of the month that many months before that of `day`."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def run_up_to(first: date, months: int) -> str:
    """The whole `months` before the month that begins on `first`, as a range of days."""
    return f"{months_before(first, months)}/{first - timedelta(days=1)}"
