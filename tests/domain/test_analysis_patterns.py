"""Patterns in charges, against definitions worked out the long way round."""

import random
from fractions import Fraction
from statistics import median

import pytest

from clara.domain.analysis.charge import Charge
from clara.domain.analysis.patterns.duplicates import TWO_DAYS, Duplicates
from clara.domain.analysis.patterns.recurring import RecurringCharges
from clara.domain.analysis.patterns.splits import Splits
from clara.domain.analysis.patterns.unusual import LEAST, Usual
from clara.domain.analysis.ratio import divided, per_mille

DAY = 86_400_000_000


def charge(number: int, day: float, minor: int, card: int = 1, merchant: int = 1) -> Charge:
    return Charge(f"ctx_{number:032x}", int(day * DAY), minor, 1, merchant, card, 0)


def random_charges(dice: random.Random, count: int) -> list[Charge]:
    charges = [
        charge(n, dice.random() * 20, dice.randrange(1, 5), dice.randrange(3), dice.randrange(3))
        for n in range(count)
    ]
    return sorted(charges, key=lambda one: one.at)


@pytest.mark.parametrize("seed", range(20))
def test_duplicates_are_pairs_no_further_apart_than_two_days(seed: int) -> None:
    charges = random_charges(random.Random(seed), 60)
    pattern = Duplicates()
    for start in range(0, 60, 7):
        pattern.take(charges[start : start + 7])
    found = {one.id for chain in pattern.found() for one in chain}
    expected = {
        one.id
        for one in charges
        for other in charges
        if one is not other
        and one.card
        and (one.card, one.merchant, one.minor) == (other.card, other.merchant, other.minor)
        and abs(one.at - other.at) <= TWO_DAYS
    }
    assert found == expected


@pytest.mark.parametrize("seed", range(20))
def test_unusual_is_what_the_modified_z_score_says(seed: int) -> None:
    dice = random.Random(seed)
    charges = [
        charge(n, n, int(dice.lognormvariate(5, 1)), merchant=dice.randrange(4)) for n in range(60)
    ]
    usual = Usual()
    usual.learn(charges)
    usual.settle()
    expected = []
    for one in charges:
        amounts = [other.minor for other in charges if other.merchant == one.merchant]
        middle = Fraction(median(map(Fraction, amounts)))
        deviation = Fraction(median(abs(amount - middle) for amount in amounts))
        deviation = max(deviation, middle / 10)
        score = Fraction(6745, 10_000) * (one.minor - middle) / deviation
        if len(amounts) >= LEAST and score > Fraction(35, 10):
            expected.append(one)
    assert usual.outliers(charges) == expected


def test_prices_that_never_change_have_no_outlier_a_little_above() -> None:
    charges = [charge(n, n, 10_000) for n in range(10)]
    usual = Usual()
    usual.learn(charges)
    usual.settle()
    assert usual.outliers([charge(99, 99, 10_400)]) == []
    assert len(usual.outliers([charge(99, 99, 20_000)])) == 1


@pytest.mark.parametrize(
    ("days", "recurs"),
    [
        ((0, 30, 61), True),
        ((0, 7, 14, 21), True),
        ((0, 31, 59, 90), True),
        ((0, 30), False),
        ((0, 30, 50), False),
        ((0, 30, 37), False),
        ((0, 1, 2, 3), False),
    ],
)
def test_what_comes_back_does_so_weekly_or_monthly(days: tuple[int, ...], recurs: bool) -> None:
    pattern = RecurringCharges()
    pattern.take(charge(n, day, 500) for n, day in enumerate(days))
    assert bool(pattern.found(0)) is recurs


def test_a_split_passes_the_limit_together_and_never_alone() -> None:
    def splits(*charges: Charge) -> int:
        pattern = Splits({1: (1, 1000)})
        pattern.take(charges)
        return len(pattern.found())

    assert splits(charge(1, 0, 600), charge(2, 1, 600)) == 1
    assert splits(charge(1, 0, 600), charge(2, 1, 400)) == 0
    assert splits(charge(1, 0, 600), charge(2, 3, 600)) == 0
    assert splits(charge(1, 0, 1600), charge(2, 1, 600)) == 0
    assert splits(charge(1, 0, 600), charge(2, 1, 600, merchant=2)) == 0
    assert splits(charge(1, 0, 600, card=2), charge(2, 1, 600, card=2)) == 0


@pytest.mark.parametrize(
    ("number", "by", "expected"),
    [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0), (10**18 + 1, 2, 5 * 10**17 + 1)],
)
def test_quotients_are_rounded_half_away_from_zero(number: int, by: int, expected: int) -> None:
    assert divided(number, by) == expected


def test_there_is_no_share_of_nothing() -> None:
    assert per_mille(1, 3) == 333
    assert per_mille(1, 0) is None
    assert per_mille(1, -1) is None
