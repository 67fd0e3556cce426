"""The truth table of the decision: every reason, and every pair's precedence."""

from datetime import date
from itertools import combinations

import pytest

from clara.domain.authorizations.decision import decide
from clara.domain.authorizations.reason import DeclineReason as No
from clara.domain.card_transactions.category import Category
from clara.domain.cards.controls import NO_CONTROLS, CardControls, Weekday
from clara.domain.errors import Invalid
from tests.support.charges import HOLDS, NEVER_TOGETHER, approved, changed, later

PAIRS = [pair for pair in combinations(No, 2) if frozenset(pair) not in NEVER_TOGETHER]


def test_a_charge_that_nothing_speaks_against_is_approved() -> None:
    assert decide(approved()) is None


def test_every_reason_can_be_brought_about_and_has_a_sentence() -> None:
    assert set(HOLDS) == set(No)
    assert len({reason.sentence for reason in No}) == len(No)


@pytest.mark.parametrize("reason", No)
def test_each_reason_alone_is_the_one_told(reason: No) -> None:
    assert decide(HOLDS[reason](approved())) is reason


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_of_two_reasons_the_first_in_order_is_told(first: No, second: No) -> None:
    assert decide(HOLDS[first](HOLDS[second](approved()))) is first
    assert decide(HOLDS[second](HOLDS[first](approved()))) is first


def test_an_amount_up_to_the_limit_is_approved_and_a_cent_more_is_not() -> None:
    exact = changed(approved(), "card", limit_minor=100_00)
    assert decide(exact) is None
    below = changed(approved(), "card", limit_minor=99_99)
    assert decide(below) is No.PERIOD_LIMIT_EXCEEDED
    alike = changed(approved(), "controls", max_transaction_minor=100_00)
    assert decide(alike) is None


@pytest.mark.parametrize(
    ("hours", "local", "is_open"),
    [
        (("08:00", "20:00"), "08:00", True),
        (("08:00", "20:00"), "20:00", False),
        (("22:00", "06:00"), "23:30", True),
        (("22:00", "06:00"), "05:59", True),
        (("22:00", "06:00"), "06:00", False),
    ],
)
def test_hours_are_the_companys_and_may_go_over_midnight(
    hours: tuple[str, str], local: str, is_open: bool
) -> None:
    hour, minute = map(int, local.split(":"))
    at = later(hours=hour - 12, minutes=minute - 30)  # 12:30 there
    case = changed(approved(), "charge", at=at)
    case = changed(case, "controls", hours_from=hours[0], hours_until=hours[1])
    assert decide(case) is (None if is_open else No.HOUR_NOT_ALLOWED)


def test_days_are_the_companys() -> None:
    # 04:30 in UTC on Saturday is still Friday there.
    late = changed(approved(), "charge", at=later(hours=10))
    friday = changed(late, "controls", weekdays=(Weekday.FRI,), ends_on=date(2026, 11, 20))
    assert decide(friday) is None


@pytest.mark.parametrize("name", ["Uber", "UBER TRIP", "ubér", "uber trip help.uber.com"])
def test_a_merchant_is_known_however_it_is_written(name: str) -> None:
    case = changed(approved(), "controls", blocked_merchants=(name,))
    assert decide(case) is No.MERCHANT_BLOCKED


def test_an_unknown_country_is_none_of_those_allowed() -> None:
    case = changed(approved(), "charge", country=None)
    assert decide(changed(case, "controls", countries=("MX",))) is No.COUNTRY_NOT_ALLOWED


def test_a_code_for_withdrawals_is_cash_whatever_the_terminal_says() -> None:
    case = changed(approved(), "controls", allows_cash=False)
    assert decide(case) is None
    withdrawn = changed(approved(), "charge", category=Category.CASH, is_cash=True)
    assert decide(changed(withdrawn, "controls", allows_cash=False)) is No.CASH_NOT_ALLOWED


@pytest.mark.parametrize(
    "wrong",
    [
        CardControls(hours_from="08:00"),
        CardControls(hours_from="08:00", hours_until="08:00"),
        CardControls(starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 1)),
        CardControls(allowed_categories=(Category.FOOD,), blocked_categories=(Category.FOOD,)),
    ],
)
def test_controls_that_nothing_could_meet_are_refused(wrong: CardControls) -> None:
    assert NO_CONTROLS.checked() is NO_CONTROLS
    with pytest.raises(Invalid) as caught:
        wrong.checked()
    assert caught.value.code == "invalid_controls"
