"""Dates of statements: how they are written, which order they are in, what is refused."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.imports.dates import (
    DateOrder,
    likely_order,
    order_shown,
    read_date,
    read_time,
)

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2024-03-05", DAY, date(2024, 3, 5)),
        ("2024/3/5", MONTH, date(2024, 3, 5)),
        ("20240305", DAY, date(2024, 3, 5)),
        ("05/03/2024", DAY, date(2024, 3, 5)),
        ("05/03/2024", MONTH, date(2024, 5, 3)),
        ("5.3.24", DAY, date(2024, 3, 5)),
        ("05-03-99", DAY, date(1999, 3, 5)),
        ("05-Mar-2024", MONTH, date(2024, 3, 5)),
        ("05-ENE-24", DAY, date(2024, 1, 5)),
        ("5 de enero de 2024", DAY, date(2024, 1, 5)),
        ("05/FEV/2024", DAY, date(2024, 2, 5)),
        ("1 de março de 2024", DAY, date(2024, 3, 1)),
        ("12 dez 2024", DAY, date(2024, 12, 12)),
        ("Jan 5, 2024", DAY, date(2024, 1, 5)),
        ("15AGO2024", DAY, date(2024, 8, 15)),
        ("2024-03-05 00:00:00", DAY, date(2024, 3, 5)),
        ("2024-03-05 14:07", DAY, datetime(2024, 3, 5, 14, 7)),
        ("05/03/2024 2:07:09 p. m.", DAY, datetime(2024, 3, 5, 14, 7, 9)),
        ("2024-03-05T14:07:00Z", DAY, datetime(2024, 3, 5, 14, 7, tzinfo=UTC)),
        (
            "2024-03-05T14:07:00.123-06:00",
            DAY,
            datetime(2024, 3, 5, 14, 7, tzinfo=timezone(timedelta(hours=-6))),
        ),
        (date(2024, 3, 5), DAY, date(2024, 3, 5)),
        (datetime(2024, 3, 5), DAY, date(2024, 3, 5)),
        (datetime(2024, 3, 5, 9), DAY, datetime(2024, 3, 5, 9)),
        (45356, DAY, date(2024, 3, 5)),
        (45356.5, DAY, datetime(2024, 3, 5, 12)),
    ],
)
def test_a_date_is_read_as_it_is_written(
    text: str | date | float, order: DateOrder, expected: date
) -> None:
    assert read_date(text, order) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "", "soon", "31/02/2024", "32/01/2024", "2024-13-01", "01/01/1969", "01/01/2101",
        "05/03/2024 25:00", "05/03/2024 lunch", "12", "12.50", "5 brumaire 2024", 12.5, True, None,
        date(1950, 1, 1), "05/03/20245", "05/13/2024",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(cell: str | float | None) -> None:
    assert read_date(cell, DAY) is None


def test_one_day_past_twelve_tells_the_order() -> None:
    assert order_shown(["01/02/2024", "13/02/2024"]) is DAY
    assert order_shown(["01/02/2024", "02/13/2024"]) is MONTH
    assert order_shown(["01/02/2024", "2024-02-13", None]) is None


def test_the_order_that_more_dates_tell_wins_over_a_slip() -> None:
    assert order_shown(["13/02/2024", "02/14/2024", "15/02/2024"]) is DAY


def test_where_no_date_tells_the_shorter_span_is_the_likely_order() -> None:
    assert likely_order(["03/01/2024", "03/05/2024", "03/11/2024"]) is MONTH
    assert likely_order(["01/03/2024", "05/03/2024", "11/03/2024"]) is DAY


def test_day_first_is_the_guess_where_nothing_tells() -> None:
    assert likely_order(["05/05/2024"]) is DAY
    assert likely_order([]) is DAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [("14:05", time(14, 5)), ("12:05 am", time(0, 5)), ("12:05:09 PM", time(12, 5, 9))],
)
def test_a_time_is_read(text: str, expected: time) -> None:
    assert read_time(text) == expected


@pytest.mark.parametrize("text", ["", "13:00 pm", "24:00", "noon", "1405"])
def test_what_is_no_time_is_refused(text: str) -> None:
    assert read_time(text) is None


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_day_is_read_back_in_every_style(day: date) -> None:
    for style in ("%d/%m/%Y", "%d-%m-%y", "%Y-%m-%d", "%d %b %Y", "%Y%m%d", "%d.%m.%Y"):
        assert read_date(day.strftime(style), DAY) == day
    assert read_date(day.strftime("%m/%d/%Y"), MONTH) == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_date(text, DAY)
    assert order_shown([text]) in (None, DAY, MONTH)
