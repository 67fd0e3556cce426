"""A statement beside what is held: nothing lost, nothing twice, differences named."""

import random
from datetime import timedelta

import pytest

from clara.domain.attachments import reconciliation
from clara.domain.attachments.reconciliation import DAYS_APART, Reconciliation, reconcile
from tests.domain.attachments.builders import DAY, line, transaction

ONE = timedelta(days=1)
SHOPS = ["OXXO CENTRO", "UBER TRIP", "PEMEX", "STARBUCKS", "LA PARROQUIA", "SAN PABLO", "ADOBE"]


def _sizes(found: Reconciliation) -> tuple[int, int, int, int]:
    return (
        len(found.agreeing),
        len(found.differing),
        len(found.only_in_statement),
        len(found.only_here),
    )


def test_a_line_and_its_transaction_agree() -> None:
    found = reconcile([line()], [transaction(day=DAY - ONE)])
    assert _sizes(found) == (1, 0, 0, 0)
    assert found.agreeing[0].by_name


def test_a_bank_that_writes_no_merchant_is_matched_by_amount_and_day() -> None:
    found = reconcile([line("COMPRA TARJETA 7714")], [transaction()])
    assert _sizes(found) == (1, 0, 0, 0)
    assert not found.agreeing[0].by_name


def test_names_choose_among_equal_amounts() -> None:
    lines = [line("UBER TRIP"), line("OXXO")]
    found = reconcile(lines, [transaction("OXXO CENTRO 1"), transaction("UBER *TRIP")])
    assert all(one.by_name for one in found.agreeing)
    assert _sizes(found) == (2, 0, 0, 0)


def test_what_is_on_one_side_only_is_named() -> None:
    lines = [line(day=DAY - 9 * ONE), line("UBER TRIP", 77_00), line(day=DAY + 9 * ONE)]
    held = [
        transaction(day=DAY - 9 * ONE),
        transaction("PEMEX 1", 500_00),
        transaction(day=DAY + 9 * ONE),
    ]
    found = reconcile(lines, held)
    assert found.only_in_statement == (lines[1],)
    assert found.only_here == (held[1],)


def test_one_seller_and_day_with_two_amounts_differ() -> None:
    found = reconcile([line(minor=100_00)], [transaction(minor=110_00)])
    assert _sizes(found) == (0, 1, 0, 0)


def test_currencies_are_never_compared() -> None:
    found = reconcile([line(currency="USD")], [transaction()])
    assert _sizes(found) == (0, 0, 1, 1)


def test_of_daily_purchases_the_missing_day_is_the_missing_one() -> None:
    lines = [line(day=DAY + n * ONE) for n in range(7)]
    held = [transaction(day=DAY + n * ONE) for n in range(7) if n != 3]
    found = reconcile(lines, held)
    assert found.only_in_statement == (lines[3],)


def test_transactions_outside_of_the_statements_days_are_not_missing() -> None:
    held = [transaction(), transaction("PEMEX 1", 5_00, DAY - ONE), transaction(day=DAY + ONE)]
    assert _sizes(reconcile([line()], held)) == (1, 0, 0, 0)


def test_a_line_just_too_far_away_is_missing_on_both_sides() -> None:
    lines = [line(), line("UBER TRIP", 1_00, DAY + 9 * ONE)]
    held = [transaction(day=DAY + (DAYS_APART + 1) * ONE), transaction("UBER", 1_00, DAY + 9 * ONE)]
    assert _sizes(reconcile(lines, held)) == (1, 0, 1, 1)


def test_a_statement_without_lines_says_nothing() -> None:
    found = reconcile([], [transaction()])
    assert _sizes(found) == (0, 0, 0, 0)
    assert found.first is None


@pytest.mark.parametrize("seed", range(20))
def test_generated_statements_show_exactly_what_was_changed(seed: int) -> None:
    """Every purchase has an amount of its own, so that the differences are known."""
    random_ = random.Random(seed)
    lines, held, missing_here, missing_there, changed = [], [], set(), set(), set()
    for number in range(300):
        shop, minor = random_.choice(SHOPS), 1_000_00 + number * 37
        day = DAY + number * timedelta(days=7)  # so far apart that no two can be confused
        fate = random_.random()
        bought = transaction(f"{shop} {number + 1000}", minor, day + ONE * random_.randrange(3))
        seen = line(shop, minor + (5_00 if fate > 0.95 else 0), day)
        if 0 < number < 299 and fate < 0.05:
            missing_here.add(seen.place)
            lines.append(seen)
        elif 0 < number < 299 and fate < 0.1:
            missing_there.add(bought.id)
            held.append(bought)
        else:
            lines.append(seen)
            held.append(bought)
            if fate > 0.95:
                changed.add(seen.place)
    random_.shuffle(held)
    found = reconcile(lines, held)
    assert {one.place for one in found.only_in_statement} == missing_here
    assert {one.id for one in found.only_here} == missing_there
    assert {one.line.place for one in found.differing} == changed
    assert len(found.agreeing) == len(lines) - len(missing_here) - len(changed)


def test_a_month_of_equal_amounts_is_reconciled_soon() -> None:
    """20,000 lines of one amount: no pair is looked at twice as often as it must be."""
    days = [DAY + timedelta(days=number % 365) for number in range(20_000)]
    found = reconcile(
        [line("PEAJE", 50_00, day) for day in days],
        [transaction("PEAJE", 50_00, day) for day in days],
    )
    assert _sizes(found) == (20_000, 0, 0, 0)


def test_names_are_compared_of_so_many_pairs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [transaction("HOTEL NORTE", number) for number in range(1, 5)]
    lines = [line("TAXI SUR", 1_000 + number) for number in range(3)]
    monkeypatch.setattr(reconciliation, "MOST_PAIRS", 12)
    assert len(reconcile(lines, held).only_in_statement) == 3
    monkeypatch.setattr(reconciliation, "MOST_PAIRS", 11)
    with pytest.raises(reconciliation.TooManyPairs):
        reconcile(lines, held)
