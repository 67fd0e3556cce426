"""Readers of periods that are written with dates, months, quarters and halves of a year."""

import re
from datetime import date

from clara.adapters.analyst.rules.calendar import month_end
from clara.adapters.analyst.rules.period_reading import Context, Found, days
from clara.domain.accounts.language import Language


def _guess(*, is_guessed: bool) -> str | None:
    return "year" if is_guessed else None


def _month(context: Context, group: str = "m", year_group: str = "y") -> tuple[int, int, bool]:
    """Year and month, and whether the year had to be guessed."""
    month, year = context.value(group, "month"), context.year(year_group)
    return year or context.calendar.latest_year(month), month, year is None


def written_range(context: Context) -> Found:
    first, last = (_written_day(context, group) for group in ("a", "z"))
    return Found(
        context.calendar.days(first[0], last[1], context.words),
        context.words,
        is_doubtful=first[2] or last[2],
    )


def written(context: Context) -> Found:
    first, last, doubtful = _written_day(context, "a")
    return Found(
        context.calendar.days(first, last, context.words), context.words, is_doubtful=doubtful
    )


def _written_day(context: Context, group: str) -> tuple[date, date, bool]:
    """First and last day of a written date or month, and whether day and month may be swapped:
    English is written in both orders."""
    unit = context.unit(group)
    assert unit is not None, "a pattern has the groups that its reader asks for"
    parts = [int(part) for part in re.split("[-/]", unit.key)]
    if len(parts) == 2:
        year, month = parts if parts[0] > 12 else parts[::-1]
        return date(year, month, 1), month_end(year, month), False
    if "-" in unit.key:
        exact = date(*parts)
        return exact, exact, False
    day, month, year = parts
    doubtful = context.language is Language.EN and day <= 12 and month <= 12 and day != month
    if month > 12:
        day, month = month, day
    written = date(year + 2000 if year < 100 else year, month, day)
    return written, written, doubtful


def days_of_month(context: Context) -> Found:
    year, month, guessed = _month(context)
    first, last = (date(year, month, context.day(group)) for group in ("d", "e"))
    return days(context, first, last, _guess(is_guessed=guessed))


def days_of_months(context: Context) -> Found | None:
    if context.match[0].startswith("B") and _is_compared(context):
        return None
    year, month, guessed = _month(context, "n", "z")
    last = date(year, month, context.day("e"))
    before = context.value("m", "month")
    first_year = context.year("y") or (year if before <= month else year - 1)
    return days(
        context, date(first_year, before, context.day("d")), last, _guess(is_guessed=guessed)
    )


def months(context: Context) -> Found:
    year, month, guessed = _month(context, "n", "z")
    before = context.value("m", "month")
    first_year = context.year("y") or (year if before <= month else year - 1)
    return days(
        context, date(first_year, before, 1), month_end(year, month), _guess(is_guessed=guessed)
    )


def months_unless_compared(context: Context) -> Found | None:
    """ "August to October" is a range, and "compare outubro a setembro" are two months; so are those
    of "how much did spend change from July to August"."""
    is_change = any(unit.has("change") for unit in context.units)
    is_of_two = is_change and any(unit.has("how_much") for unit in context.units)
    return None if is_of_two or _is_compared(context) else months(context)


def _is_compared(context: Context) -> bool:
    before = context.units[: context.match.start()]
    return any(unit.has("compare") for unit in before)


def years(context: Context) -> Found | None:
    """ "From 2024 to 2025"; of amounts no currency is written beside a year."""
    if _is_compared(context):
        return None
    first, last = sorted(int(context.units[context.match.start(group)].key) for group in "az")
    return days(context, date(first, 1, 1), date(last, 12, 31))


def quarters(context: Context) -> Found | None:
    """ "Q1 to Q3": from the first day of one to the last of the other."""
    if _is_compared(context):
        return None
    first, last = context.value("q", "quarter"), context.value("r", "quarter")
    written = context.year()
    year = written or context.calendar.latest_year(last * 3 - 2)
    first_year = year if first <= last else year - 1
    begins, ends = date(first_year, first * 3 - 2, 1), month_end(year, last * 3)
    return days(context, begins, ends, _guess(is_guessed=written is None))


def week_of_day(context: Context) -> Found:
    """ "The week of 5 October": from its Monday to its Sunday."""
    month, day, year = context.value("m", "month"), context.day("d"), context.year()
    found = date(year or context.calendar.latest_year(month, day), month, day)
    return days(context, *context.calendar.week_of(found), _guess(is_guessed=year is None))


def day_of_month(context: Context) -> Found | None:
    before = context.match.start() - 1
    if before >= 0 and context.units[before].has("top", "least"):
        return None  # the ten largest of October are not those of its tenth day
    month, day, year = context.value("m", "month"), context.day("d"), context.year()
    day_found = date(year or context.calendar.latest_year(month, day), month, day)
    return days(context, day_found, day_found, _guess(is_guessed=year is None))


def one_month(context: Context) -> Found:
    year, month, guessed = _month(context)
    return days(context, date(year, month, 1), month_end(year, month), _guess(is_guessed=guessed))


def fortnight_of_month(context: Context) -> Found | None:
    year, month, guessed = _month(context)
    half = context.value("o", "ordinal")
    if half > 2:
        return None
    first, last = (1, 15) if half == 1 else (16, month_end(year, month).day)
    return days(
        context, date(year, month, first), date(year, month, last), _guess(is_guessed=guessed)
    )


def _part(context: Context, number: int, months: int) -> Found | None:
    """The `number`-th quarter (3 months) or half (6) of a year."""
    if not 1 <= number <= 12 // months:
        return None
    month = (number - 1) * months + 1
    written = context.year()
    year = written or context.calendar.latest_year(month)
    first, last = date(year, month, 1), month_end(year, month + months - 1)
    return days(context, first, last, _guess(is_guessed=written is None))


def ordinal_part(context: Context) -> Found | None:
    return _part(context, context.value("o", "ordinal"), 3 if context.match["u"] == "k" else 6)


def two_parts(context: Context) -> list[Found] | None:
    months = 3 if context.match["u"] == "k" else 6
    found = [_part(context, context.value(group, "ordinal"), months) for group in ("o", "p")]
    return [one for one in found if one] if all(found) else None


def short_quarter(context: Context) -> Found | None:
    return _part(context, context.value("q", "quarter"), 3)


def short_half(context: Context) -> Found | None:
    return _part(context, context.value("q", "semester"), 6)
