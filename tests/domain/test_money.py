"""Money: integers of minor units, exact both ways, in the currency's own number of digits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.errors import Invalid
from clara.domain.money import (
    CURRENCIES,
    MAX_MINOR,
    checked_currency,
    currency_code,
    currency_number,
    exponent,
    parse_amount,
    to_decimal,
    to_minor,
)

currencies = st.sampled_from(sorted(CURRENCIES))


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        ("MXN", 2),
        ("BRL", 2),
        ("COP", 2),
        ("USD", 2),
        ("CLP", 0),
        ("JPY", 0),
        ("KWD", 3),
        ("CLF", 4),
    ],
)
def test_a_currency_has_its_iso_4217_digits(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@given(currencies)
def test_a_currency_survives_its_stored_number(currency: str) -> None:
    assert currency_code(currency_number(currency)) == currency
    assert 0 <= currency_number(currency) < 26**3


def test_stored_numbers_of_currencies_are_distinct() -> None:
    assert len({currency_number(currency) for currency in CURRENCIES}) == len(CURRENCIES)


@pytest.mark.parametrize("text", ["mxn", " MXN ", "Mxn"])
def test_a_currency_is_read_without_regard_to_case_and_blanks(text: str) -> None:
    assert checked_currency(text) == "MXN"


@pytest.mark.parametrize("text", ["", "MX", "MXNN", "$", "XXX", "ＭＸＮ", "m" * 1_000])
def test_an_unknown_currency_is_refused_briefly(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        checked_currency(text)
    assert caught.value.code == "invalid_currency"
    assert len(caught.value.message) < 120


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("5000", "MXN", 500_000),
        ("12.50", "MXN", 1_250),
        ("12.5", "MXN", 1_250),
        ("-12.50", "MXN", -1_250),
        ("0", "MXN", 0),
        ("-0.00", "MXN", 0),
        (" 7 ", "MXN", 700),
        ("5000", "CLP", 5_000),
        ("5000.00", "CLP", 5_000),
        ("1.234", "KWD", 1_234),
        ("1.2345", "CLF", 12_345),
        ("0.1000", "MXN", 10),
        ("10000000000000", "MXN", MAX_MINOR),
        ("-10000000000000", "MXN", -MAX_MINOR),
    ],
)
def test_a_plain_decimal_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "MXN"),
        ("abc", "MXN"),
        ("1,000", "MXN"),
        ("1e3", "MXN"),
        ("NaN", "MXN"),
        ("Infinity", "MXN"),
        ("+5", "MXN"),
        ("$5", "MXN"),
        (".5", "MXN"),
        ("5.", "MXN"),
        ("5 000", "MXN"),
        ("٥", "MXN"),
        ("5_000", "MXN"),
        ("--5", "MXN"),
        ("1.005", "MXN"),
        ("0.5", "CLP"),
        ("10000000000000.01", "MXN"),
        ("9999999999999999", "MXN"),
        ("9" * 5_000, "MXN"),
    ],
)
def test_anything_else_is_refused_briefly(text: str, currency: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_amount(text, currency)
    assert caught.value.code == "invalid_amount"
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "1E+30", "1E-30"])
def test_a_decimal_that_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(Invalid) as caught:
        to_minor(Decimal(amount), "MXN")
    assert caught.value.code == "invalid_amount"


@given(st.integers(-MAX_MINOR, MAX_MINOR), currencies)
def test_minor_units_survive_the_way_through_decimals(minor: int, currency: str) -> None:
    assert to_minor(to_decimal(minor, currency), currency) == minor


@given(st.integers(-MAX_MINOR, MAX_MINOR), currencies)
def test_a_shown_amount_is_read_back(minor: int, currency: str) -> None:
    assert parse_amount(f"{to_decimal(minor, currency):f}", currency) == minor


@given(st.integers(MAX_MINOR + 1, MAX_MINOR * 100), st.sampled_from([1, -1]))
def test_an_amount_beyond_the_limit_is_refused(minor: int, sign: int) -> None:
    with pytest.raises(Invalid):
        to_minor(to_decimal(sign * minor, "MXN"), "MXN")


def test_every_amount_within_the_limit_is_exact_in_a_double() -> None:
    assert MAX_MINOR < 2**53
