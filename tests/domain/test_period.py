"""The period grammar, and days as instants across daylight saving."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.errors import Invalid
from clara.domain.period import Period, between, day_bounds, local_day, resolve

MEXICO = "America/Mexico_City"
SAO_PAULO = "America/Sao_Paulo"
TODAY = date(2026, 10, 14)  # a Wednesday
ZONES = [
    MEXICO,
    SAO_PAULO,
    "America/Havana",
    "America/Bogota",
    "America/St_Johns",
    "America/Santiago",
    "Africa/Monrovia",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
]


def days(rule: str, today: date = TODAY, billing_day: int = 5) -> str:
    period = resolve(rule, today, MEXICO, billing_day)
    return f"{period.first}/{period.last}"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("today", "2026-10-14/2026-10-14"),
        ("yesterday", "2026-10-13/2026-10-13"),
        ("this_week", "2026-10-12/2026-10-18"),
        ("last_week", "2026-10-05/2026-10-11"),
        ("this_month", "2026-10-01/2026-10-31"),
        ("last_month", "2026-09-01/2026-09-30"),
        ("this_quarter", "2026-10-01/2026-12-31"),
        ("last_quarter", "2026-07-01/2026-09-30"),
        ("this_year", "2026-01-01/2026-12-31"),
        ("last_year", "2025-01-01/2025-12-31"),
        ("last_1_days", "2026-10-14/2026-10-14"),
        ("last_30_days", "2026-09-15/2026-10-14"),
        ("last_731_days", "2024-10-14/2026-10-14"),
        ("current_billing_period", "2026-10-05/2026-11-04"),
        ("last_billing_period", "2026-09-05/2026-10-04"),
        ("2026-02", "2026-02-01/2026-02-28"),
        ("2024-02", "2024-02-01/2024-02-29"),
        ("2026-12", "2026-12-01/2026-12-31"),
        ("2026", "2026-01-01/2026-12-31"),
        ("2026-Q1", "2026-01-01/2026-03-31"),
        ("2026-Q3", "2026-07-01/2026-09-30"),
        ("2026-Q4", "2026-10-01/2026-12-31"),
        ("2026-01-01/2026-01-31", "2026-01-01/2026-01-31"),
        ("2026-10-14/2026-10-14", "2026-10-14/2026-10-14"),
        ("2026-01-01/..", "2026-01-01/2026-10-14"),
        (" today ", "2026-10-14/2026-10-14"),
    ],
)
def test_each_rule_names_its_days(rule: str, expected: str) -> None:
    assert days(rule) == expected


@pytest.mark.parametrize(
    ("today", "rule", "expected"),
    [
        (date(2026, 1, 1), "yesterday", "2025-12-31/2025-12-31"),
        (date(2026, 1, 31), "last_month", "2025-12-01/2025-12-31"),
        (date(2026, 3, 31), "last_month", "2026-02-01/2026-02-28"),
        (date(2026, 2, 1), "last_quarter", "2025-10-01/2025-12-31"),
        (date(2026, 1, 1), "this_week", "2025-12-29/2026-01-04"),
        (date(2026, 1, 4), "this_week", "2025-12-29/2026-01-04"),
        (date(2026, 1, 5), "this_week", "2026-01-05/2026-01-11"),
        (date(2024, 2, 29), "last_year", "2023-01-01/2023-12-31"),
    ],
)
def test_rules_cross_the_ends_of_months_and_years(today: date, rule: str, expected: str) -> None:
    assert days(rule, today) == expected


@pytest.mark.parametrize(
    ("today", "billing_day", "current", "last"),
    [
        (date(2026, 1, 4), 5, "2025-12-05/2026-01-04", "2025-11-05/2025-12-04"),
        (date(2026, 1, 5), 5, "2026-01-05/2026-02-04", "2025-12-05/2026-01-04"),
        (date(2026, 3, 1), 28, "2026-02-28/2026-03-27", "2026-01-28/2026-02-27"),
        (date(2026, 3, 31), 1, "2026-03-01/2026-03-31", "2026-02-01/2026-02-28"),
        (date(2024, 2, 29), 28, "2024-02-28/2024-03-27", "2024-01-28/2024-02-27"),
    ],
)
def test_a_billing_period_begins_on_the_latest_billing_day(
    today: date, billing_day: int, current: str, last: str
) -> None:
    assert days("current_billing_period", today, billing_day) == current
    assert days("last_billing_period", today, billing_day) == last


@given(st.dates(date(1971, 1, 1), date(2099, 1, 1)), st.integers(1, 28))
def test_billing_periods_adjoin_and_contain_today(today: date, billing_day: int) -> None:
    current = resolve("current_billing_period", today, "UTC", billing_day)
    previous = resolve("last_billing_period", today, "UTC", billing_day)
    assert current.first <= today <= current.last
    assert current.first.day == previous.first.day == billing_day
    assert previous.end == current.start


@pytest.mark.parametrize("billing_day", [0, 29, -1])
def test_a_billing_day_that_some_month_lacks_is_refused(billing_day: int) -> None:
    with pytest.raises(Invalid) as caught:
        days("current_billing_period", billing_day=billing_day)
    assert caught.value.code == "invalid_billing_day"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "recently",
        "This_Month",
        "last_0_days",
        "last_732_days",
        "last_030_days",
        "last_-1_days",
        "last_٣_days",
        "last_30_days\n; drop",
        "2026-13",
        "2026-00",
        "2026-1",
        "2026-Q0",
        "2026-Q5",
        "2026-q3",
        "1969",
        "2101",
        "26",
        "2026-02-30/2026-03-01",
        "2026-01-01",
        "../2026-01-31",
        "2026-01-31/2026-01-01",
        "2026-10-15/..",
        "1960-01-01/1971-01-01",
        "2000-01-01/2026-01-01",
        "2026-01-01/2026-01-31/2026-02-01",
    ],
)
def test_everything_else_is_refused_and_the_valid_forms_are_named(rule: str) -> None:
    with pytest.raises(Invalid) as caught:
        days(rule)
    assert caught.value.code == "invalid_period"
    assert caught.value.message.endswith(".")
    assert "last_<n>_days" in caught.value.details["valid"]


@given(st.text(max_size=40))
def test_no_text_makes_the_grammar_fail_otherwise(rule: str) -> None:
    try:
        period = resolve(rule, TODAY, MEXICO, 5)
    except Invalid as error:
        assert error.code == "invalid_period"
    else:
        assert period.start < period.end


def test_the_label_keeps_the_rule() -> None:
    assert resolve("last_30_days", TODAY, MEXICO, 5).label == "last_30_days"
    assert between(date(2026, 1, 1), None, TODAY, MEXICO).label == "2026-01-01/2026-10-14"


def test_the_last_day_may_be_missing() -> None:
    period = between(date(2026, 10, 1), None, TODAY, MEXICO)
    assert (period.first, period.last) == (date(2026, 10, 1), TODAY)


def test_a_missing_first_day_means_the_731_days_that_end_on_the_last() -> None:
    period = between(None, date(2026, 6, 30), TODAY, MEXICO)
    assert (period.last - period.first).days + 1 == 731
    assert (
        between(None, None, TODAY, MEXICO).start == resolve("last_731_days", TODAY, MEXICO, 5).start
    )


def test_a_missing_first_day_never_precedes_the_first_year() -> None:
    assert between(None, date(1970, 3, 1), TODAY, "UTC").first == date(1970, 1, 1)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 10, 2), date(2026, 10, 1)),
        (date(2026, 10, 15), None),
        (date(2016, 1, 1), date(2016, 1, 1) + timedelta(days=3_660)),
        (date(1969, 12, 31), date(1970, 1, 1)),
        (date(2100, 1, 1), date(2101, 1, 1)),
        (None, date(1969, 12, 31)),
    ],
)
def test_ranges_that_are_reversed_too_long_or_outside_the_years_are_refused(
    first: date | None, last: date | None
) -> None:
    with pytest.raises(Invalid) as caught:
        between(first, last, TODAY, MEXICO)
    assert caught.value.code == "invalid_period"


def test_the_longest_range_is_accepted() -> None:
    first = date(2016, 1, 1)
    assert between(first, first + timedelta(days=3_659), TODAY, MEXICO).first == first


@pytest.mark.parametrize("time_zone", ["", "Mars/Olympus", "../etc/passwd", "America", "\0"])
def test_an_unknown_time_zone_is_refused(time_zone: str) -> None:
    with pytest.raises(Invalid) as caught:
        resolve("today", TODAY, time_zone, 5)
    assert caught.value.code == "invalid_time_zone"


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        (MEXICO, date(2026, 10, 14), datetime(2026, 10, 14, 6), 24),
        # The clock goes from 00:00 to 01:00: the day begins at 01:00 and has 23 hours.
        (SAO_PAULO, date(2018, 11, 4), datetime(2018, 11, 4, 3), 23),
        # The clock goes from 24:00 back to 23:00: the day before has 25 hours.
        (SAO_PAULO, date(2018, 2, 17), datetime(2018, 2, 17, 2), 25),
        (SAO_PAULO, date(2018, 2, 18), datetime(2018, 2, 18, 3), 24),
        ("America/Havana", date(2018, 3, 11), datetime(2018, 3, 11, 5), 23),
        # The hour from 00:00 to 01:00 comes twice: the day begins with the first.
        ("America/Havana", date(2018, 11, 4), datetime(2018, 11, 4, 4), 25),
        # Clocks went from 00:00 to 00:44:30.
        ("Africa/Monrovia", date(1972, 1, 7), datetime(1972, 1, 7, 0, 44, 30), 23.2583),
        # A gap that begins before midnight, at 23:30, and ends at 00:30.
        ("America/Toronto", date(1919, 3, 31), datetime(1919, 3, 31, 4, 30), 23.5),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10), 0),
    ],
)
def test_a_day_begins_at_its_first_existing_instant(
    zone: str, day: date, start: datetime, hours: float
) -> None:
    ((_, first, end),) = day_bounds(_day(day, zone), "day")
    assert first == start.replace(tzinfo=UTC)
    assert (end - first) / timedelta(hours=1) == pytest.approx(hours, abs=0.001)


def _day(day: date, zone: str) -> Period:
    """A period without the check of years, for time zones' oldest oddities."""
    nothing = datetime(1970, 1, 1, tzinfo=UTC)
    return Period(first=day, last=day, start=nothing, end=nothing, time_zone=zone, label="")


def test_months_are_clipped_to_the_period() -> None:
    period = between(date(2026, 1, 15), date(2026, 3, 2), TODAY, MEXICO)
    bounds = day_bounds(period, "month")
    assert [label for label, _, _ in bounds] == ["2026-01", "2026-02", "2026-03"]
    assert bounds[0][1] == datetime(2026, 1, 15, 6, tzinfo=UTC)
    assert bounds[-1][2] == datetime(2026, 3, 3, 6, tzinfo=UTC)


def test_weeks_begin_on_monday_and_are_clipped_to_the_period() -> None:
    period = between(date(2026, 12, 30), date(2027, 1, 5), TODAY, MEXICO)
    bounds = day_bounds(period, "week")
    assert [label for label, _, _ in bounds] == ["2026-W53", "2027-W01"]
    assert bounds[1][1] == datetime(2027, 1, 4, 6, tzinfo=UTC)


@given(
    st.dates(date(1971, 1, 1), date(2037, 1, 1)),
    st.integers(0, 100),
    st.sampled_from(ZONES),
    st.sampled_from(["day", "week", "month"]),
)
def test_steps_are_the_period_without_a_gap(
    first: date, length: int, zone: str, step: Literal["day", "week", "month"]
) -> None:
    period = between(first, first + timedelta(days=length), TODAY, zone)
    bounds = day_bounds(period, step)
    assert bounds[0][1] == period.start
    assert bounds[-1][2] == period.end
    assert all(end == start for (_, _, end), (_, start, _) in pairwise(bounds))
    assert len({label for label, _, _ in bounds}) == len(bounds)


@given(
    st.datetimes(datetime(1970, 1, 3), datetime(2037, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
    st.sampled_from(ZONES),
)
def test_an_instant_lies_within_the_bounds_of_its_local_day(at: datetime, zone: str) -> None:
    day = local_day(at, zone)
    period = between(day, day, TODAY, zone)
    assert period.start <= at < period.end


def test_the_hour_repeated_over_midnight_stays_with_the_day_that_had_begun() -> None:
    # St. John's went from 00:01 back to 23:01 on 2010-11-07.
    assert local_day(datetime(2010, 11, 7, 2, 45, tzinfo=UTC), "America/St_Johns") == date(
        2010, 11, 7
    )
    assert local_day(datetime(2010, 11, 7, 2, 29, tzinfo=UTC), "America/St_Johns") == date(
        2010, 11, 6
    )
