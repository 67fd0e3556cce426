"""Months as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.errors import Invalid
from clara.domain.month import first_day, last_month, months_before, run_up_to
from clara.domain.period import resolve

DAYS = st.dates(date(1972, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_last_month_is_the_period_of_that_name(day: date) -> None:
    period = resolve("last_month", day, "America/Mexico_City", 1)
    assert first_day(last_month(day)) == period.first


@given(DAYS, st.integers(0, 11))
def test_months_before_are_as_many_months_back(day: date, months: int) -> None:
    found = months_before(day, months)
    assert found.day == 1
    assert (day.year - found.year) * 12 + day.month - found.month == months


@given(DAYS)
def test_the_run_up_ends_on_the_day_before(day: date) -> None:
    first = day.replace(day=1)
    period = resolve(run_up_to(first, 6), day, "America/Mexico_City", 1)
    assert period.first == months_before(first, 6)
    assert (first - period.last).days == 1


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-1", "26-10", "2026-10-01", "1970-12", "2101-01", "２０２６-10"],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        first_day(text)
    assert refused.value.code == "invalid_month"
