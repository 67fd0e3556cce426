"""Periods of whole days in a company's zone: the rules people and programs name them by.

Days are local, instants are UTC; `clara.domain.local_days` says where a day begins.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from clara.domain.errors import Invalid
from clara.domain.local_days import day_start, local_day

__all__ = ["Period", "between", "day_bounds", "local_day", "resolve"]

FIRST_YEAR = 1970
LAST_YEAR = 2100
MAX_RECENT_DAYS = 731
"""Longest `last_<n>_days`, and the length of a range whose first day is not given."""
MAX_DAYS = 3_660
"""Longest range, about ten years."""

VALID_RULES = (
    "today",
    "yesterday",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_<n>_days",
    "current_billing_period",
    "last_billing_period",
    "YYYY",
    "YYYY-MM",
    "YYYY-Qn",
    "YYYY-MM-DD/YYYY-MM-DD",
    "YYYY-MM-DD/..",
)

_Days = tuple[date, date]
_ONE_DAY = timedelta(days=1)


class Period(Struct, frozen=True, kw_only=True, array_like=True):
    """Days `first` to `last`, both included, of `time_zone`; `start` (included) and `end`
    (excluded) are the same range as instants in UTC. `label` is the rule it came from."""

    first: date
    last: date
    start: datetime
    end: datetime
    time_zone: str
    label: str


def resolve(rule: str, today: date, time_zone: str, billing_day: int) -> Period:
    """The period `rule` names, seen from `today`, which is the company's local day.

    Weeks begin on Monday (ISO 8601). `last_<n>_days` includes today; a range includes both days
    and may end in `..` (today). A billing period begins on `billing_day`, 1 to 28.
    Raises `invalid_period` and `invalid_time_zone`.
    """
    text = rule.strip()
    named = _NAMED.get(text)
    if named is not None:
        days: _Days | None = named(today)
    elif text in ("current_billing_period", "last_billing_period"):
        days = _billing_period(today, billing_day, previous=text.startswith("last"))
    else:
        days = _written(text, today)
    if days is None:
        raise _invalid(
            f"'{text[:40]}' is not a period; write one like this_month, last_30_days,"
            " current_billing_period, 2026-10, 2026-Q3, 2026 or 2026-01-01/2026-01-31."
        )
    return _period(*days, time_zone, text)


def between(first: date | None, last: date | None, today: date, time_zone: str) -> Period:
    """Days `first` to `last`, both included; without `last`, up to today; without `first`, the
    731 days that end on `last`. At most 3,660 days, years 1970 to 2100.

    Raises `invalid_period` and `invalid_time_zone`.
    """
    last = last or today
    if first is None:
        recent = last - timedelta(days=MAX_RECENT_DAYS - 1)
        first = min(last, max(recent, date(FIRST_YEAR, 1, 1)))
    _check_range(first, last)
    return _period(first, last, time_zone, f"{first}/{last}")


def day_bounds(
    period: Period, step: Literal["day", "week", "month"]
) -> list[tuple[str, datetime, datetime]]:
    """The days, weeks (ISO 8601) or months of `period` in order, clipped to it: label (`2026-10-05`,
    `2026-W41`, `2026-10`), start (included) and end (excluded) in UTC. Together they are the period,
    without a gap."""
    bounds = []
    first = period.first
    while first <= period.last:
        following = _FOLLOWING[step](first)
        end = min(following, period.last + _ONE_DAY)
        bounds.append(
            (
                format(first, _BUCKET_LABELS[step]),
                day_start(first, period.time_zone),
                day_start(end, period.time_zone),
            )
        )
        first = end
    return bounds


def _period(first: date, last: date, time_zone: str, label: str) -> Period:
    return Period(
        first=first,
        last=last,
        start=day_start(first, time_zone),
        end=day_start(last + _ONE_DAY, time_zone),
        time_zone=time_zone,
        label=label,
    )


def _invalid(sentence: str) -> Invalid:
    return Invalid("invalid_period", sentence, details={"valid": list(VALID_RULES)})


def _check_range(first: date, last: date) -> None:
    if not (FIRST_YEAR <= first.year <= LAST_YEAR and FIRST_YEAR <= last.year <= LAST_YEAR):
        raise _invalid(f"Years {FIRST_YEAR} to {LAST_YEAR} are covered: {first} to {last} is not.")
    if first > last:
        raise _invalid(f"The period begins on {first}, after its end on {last}; swap the two days.")
    if (last - first).days >= MAX_DAYS:
        raise _invalid(
            f"{first} to {last} is longer than {MAX_DAYS:,} days; ask for a shorter period."
        )


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _week(day: date) -> _Days:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date) -> _Days:
    return day.replace(day=1), _month_after(day) - _ONE_DAY


_FOLLOWING: dict[str, Callable[[date], date]] = {
    "day": lambda day: day + _ONE_DAY,
    "week": lambda day: _week(day)[1] + _ONE_DAY,
    "month": _month_after,
}
_BUCKET_LABELS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}


def _quarter(day: date) -> _Days:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, _month(date(day.year, first.month + 2, 1))[1]


def _year(day: date) -> _Days:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _before(span: Callable[[date], _Days]) -> Callable[[date], _Days]:
    return lambda today: span(span(today)[0] - _ONE_DAY)


_NAMED: dict[str, Callable[[date], _Days]] = {
    "today": lambda today: (today, today),
    "yesterday": lambda today: (today - _ONE_DAY, today - _ONE_DAY),
    "this_week": _week,
    "last_week": _before(_week),
    "this_month": _month,
    "last_month": _before(_month),
    "this_quarter": _quarter,
    "last_quarter": _before(_quarter),
    "this_year": _year,
    "last_year": _before(_year),
}


def _billing_period(today: date, billing_day: int, *, previous: bool) -> _Days:
    if not 1 <= billing_day <= 28:
        raise Invalid("invalid_billing_day", "The billing day is a day of the month, 1 to 28.")
    month = today if today.day >= billing_day else today.replace(day=1) - _ONE_DAY
    if previous:
        month = month.replace(day=1) - _ONE_DAY
    return month.replace(day=billing_day), _month_after(month).replace(day=billing_day) - _ONE_DAY


_RECENT = re.compile(r"last_([1-9][0-9]{0,2})_days")
_CALENDAR = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")
_RANGE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9]{2}-[0-9]{2}|\.\.)")


def _written(text: str, today: date) -> _Days | None:
    """Rules that carry numbers; None when `text` is none of them."""
    if recent := _RECENT.fullmatch(text):
        days = int(recent[1])
        return (today - timedelta(days=days - 1), today) if days <= MAX_RECENT_DAYS else None
    if calendar := _CALENDAR.fullmatch(text):
        year, month, quarter = calendar.groups()
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            return None
        if quarter:
            return _quarter(date(int(year), int(quarter) * 3, 1))
        return _month(date(int(year), int(month), 1)) if month else _year(date(int(year), 1, 1))
    if written := _RANGE.fullmatch(text):
        try:
            first = date.fromisoformat(written[1])
            last = today if written[2] == ".." else date.fromisoformat(written[2])
        except ValueError:  # a day that no calendar has, such as 2026-02-30
            return None
        _check_range(first, last)
        return first, last
    return None
