"""Dates as statements write them: ISO, day or month first, month names in three languages."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from clara.domain.imports.cell import Cell

FIRST_YEAR = 1970
LAST_YEAR = 2100
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_FIRST, _EXCEL_LAST = 25_569, 73_415  # 1970-01-01 and 2100-12-31 as day numbers of a sheet


class DateOrder(StrEnum):
    """Which of two leading numbers is the day. A year written first is always year, month, day."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


_MONTHS = {
    name: number
    for number, names in enumerate(
        """jan ene|feb fev|mar|apr abr|may mai|jun|jul|aug ago|sep set|oct out|nov|dec dic dez
        """.strip().split("|"),
        start=1,
    )
    for name in names.split()
}
_TIME = re.compile(
    r"[\sT,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp])?\.?\s?(?:[Mm]\.?)?"
    r"\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d{2})(?!\d)", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)", re.ASCII)
_DAY_NAME = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]*(?:de )?([A-Za-zç]{3,10})[-/., ]*(?:de(?:l)? )?"
    r"(\d{4}|\d{2})(?!\d)"
)
_NAME_DAY = re.compile(
    r"([A-Za-zç]{3,10})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(?:de )?(\d{4}|\d{2})(?!\d)"
)


def _year(text: str) -> int:
    """Two digits mean 1970 to 2069."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_YEAR <= year <= LAST_YEAR else None


def _leading_date(text: str, order: DateOrder) -> tuple[date | None, int]:
    """The date `text` starts with and where it ends; (None, 0) where there is none."""
    if match := _YEAR_FIRST.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3])), match.end()
    if match := _NUMERIC.match(text):
        first, second, year = int(match[1]), int(match[2]), _year(match[3])
        if order is DateOrder.DAY_FIRST:
            first, second = second, first
        return _day(year, first, second), match.end()
    if match := _COMPACT.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3])), match.end()
    if match := _DAY_NAME.match(text):
        day, name, year_text = match.groups()
    elif match := _NAME_DAY.match(text):
        name, day, year_text = match.groups()
    else:
        return None, 0
    return _day(_year(year_text), _MONTHS.get(name[:3].casefold(), 0), int(day)), match.end()


def read_time(text: str) -> time | None:
    """A time of day ("14:05", "2:05:09 p. m."), with its offset where one is written."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, half = int(match[1]), (match[4] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0), tzinfo=_offset(match[5]))
    except ValueError:
        return None


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def read_date(cell: Cell, order: DateOrder) -> date | datetime | None:
    """A date, or a datetime where the cell has a time of day; None where it is neither.

    Midnight counts as no time: that is how exports write a date. Numbers are taken for a sheet's
    day numbers. Years outside 1970 to 2100 are refused.
    """
    if isinstance(cell, datetime):
        return _sheet_datetime(cell)
    if isinstance(cell, date):
        return cell if FIRST_YEAR <= cell.year <= LAST_YEAR else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not _EXCEL_FIRST <= cell < _EXCEL_LAST + 1:
            return None
        return _sheet_datetime(
            datetime.combine(_EXCEL_EPOCH, time()) + timedelta(seconds=round(cell * 86_400))
        )
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    day, end = _leading_date(text, order)
    if day is None or end == len(text):
        return day
    clock = read_time(text[end:])
    if clock is None:
        return None
    return day if clock == time() else datetime.combine(day, clock)


def _sheet_datetime(moment: datetime) -> date | datetime | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.date() if moment.time() == time() else moment


def has_two_readings(cell: Cell) -> bool:
    """Whether `cell` is two small numbers and a year, so that the order of day and month counts."""
    return isinstance(cell, str) and _NUMERIC.match(cell.strip()) is not None


def order_shown(cells: Iterable[Cell]) -> DateOrder | None:
    """The order that most telling dates have ("25/03" or "03/25"), or None if none tells.

    Reads on only until five more tell one order than the other.
    """
    balance = 0
    for cell in cells:
        match = _NUMERIC.match(cell.strip()) if isinstance(cell, str) else None
        if match is None:
            continue
        first, second = int(match[1]), int(match[2])
        balance += (first > 12 >= second) - (second > 12 >= first)
        if abs(balance) >= 5:
            break
    if balance == 0:
        return None
    return DateOrder.DAY_FIRST if balance > 0 else DateOrder.MONTH_FIRST


def likely_order(cells: Iterable[Cell]) -> DateOrder:
    """A guess where no date tells: a statement covers few days, so the order with the shorter span.

    Day first where they tie: that is how Latin America writes.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    spans = {order: _span(texts, order) for order in DateOrder}
    shorter = spans[DateOrder.MONTH_FIRST] < spans[DateOrder.DAY_FIRST]
    return DateOrder.MONTH_FIRST if shorter else DateOrder.DAY_FIRST


def _span(texts: list[str], order: DateOrder) -> int:
    days = [day.toordinal() for text in texts if (day := _leading_date(text.strip(), order)[0])]
    return max(days) - min(days) if days else 0
