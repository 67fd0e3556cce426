"""The amount grammar, and numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.adapters.analyst.rules.numbers import parse_number
from clara.domain.accounts.language import Language
from clara.domain.analysis.refusal import RefusalReason
from tests.adapters.analyst.asking import EN, ES, PT, plan, refusal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", "5"),
        ("5,000", "5000"),
        ("5.000", "5000"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1,5", "1.5"),
        ("12.50", "12.50"),
        ("0.125", "0.125"),
        ("1.234.567", "1234567"),
        ("1,234,567.8", "1234567.8"),
    ],
)
def test_marks_divide_thousands_or_decimals(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "12a", "1.23.45", "1,2345.6", "1.234,5.6", "9" * 30])
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_both_ways_of_writing_an_amount_say_the_same(units: int, cents: int) -> None:
    english = f"{units:,}.{cents:02}"
    other = english.translate(str.maketrans(",.", ".,"))
    assert parse_number(english) == parse_number(other) == Decimal(f"{units}.{cents:02}")


@pytest.mark.parametrize(
    ("text", "language", "bounds"),
    [
        ("purchases over 5,000", EN, (500_000, None, None, None)),
        ("purchases under $20", EN, (None, 2_000, None, None)),
        ("purchases of at least 5k", EN, (None, None, 500_000, None)),
        ("purchases up to US$ 99.90", EN, (None, None, None, 9_990)),
        ("purchases between 100 and 250 last month", EN, (None, None, 10_000, 25_000)),
        ("purchases of $500 or more", EN, (None, None, 50_000, None)),
        ("purchases above USD 300 and below USD 900", EN, (30_000, 90_000, None, None)),
        ("a charge of $300", EN, (None, None, 30_000, 30_000)),
        ("compras de más de 5 mil", ES, (500_000, None, None, None)),
        ("compras de más de un millón y medio de pesos", ES, (150_000_000, None, None, None)),
        ("compras de menos de 1.234,56 pesos", ES, (None, 123_456, None, None)),
        ("compras entre 1,000 y 2,000 pesos", ES, (None, None, 100_000, 200_000)),
        ("compras acima de R$ 300", PT, (30_000, None, None, None)),
        ("compras acima de 1,5 mil", PT, (150_000, None, None, None)),
        ("compras de pelo menos dois milhões de reais", PT, (None, None, 200_000_000, None)),
        ("cobranças de 499 reais", PT, (None, None, 49_900, 49_900)),
    ],
)
def test_amounts_are_minor_units_and_over_is_strict(
    text: str, language: Language, bounds: tuple[int | None, ...]
) -> None:
    filters = plan(text, language).filters
    found = (filters.above_minor, filters.below_minor, filters.minimum_minor, filters.maximum_minor)
    assert found == bounds


@pytest.mark.parametrize(
    ("text", "language", "currency"),
    [
        ("purchases over $5", EN, "USD"),
        ("compras de más de $5", ES, "MXN"),
        ("compras de más de 5 pesos", ES, "MXN"),
        ("compras de más de 5 dólares", ES, "USD"),
        ("compras acima de R$ 5", PT, "BRL"),
        ("compras acima de € 5", PT, "EUR"),
        ("purchases over COP 500", EN, "COP"),
    ],
)
def test_an_amount_is_in_the_currency_it_names(
    text: str, language: Language, currency: str
) -> None:
    assert plan(text, language).filters.amount_currency == currency


def test_a_currency_without_an_amount_is_a_filter() -> None:
    assert plan("gasto en dólares del mes pasado", ES).filters.currency == "USD"


@pytest.mark.parametrize(
    "text",
    [
        "merchants with more than 10 transactions",
        "who spent more than 5,000 this month",
        "categories over $10,000 last month",
        "did we spend more than $5,000 on travel?",
        "purchases between 5 dollars and 10 euros",
        "purchases 10% above average",
        "purchases of about $300",
        "purchases over $1.2345",
    ],
)
def test_an_amount_that_no_row_has_is_never_read_as_one(text: str) -> None:
    assert refusal(text).reason is RefusalReason.UNKNOWN_WORDS
