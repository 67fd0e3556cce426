"""Amounts of statements: signs, marks and currencies, exact to the minor unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.errors import Invalid
from clara.domain.imports.amounts import Amount, DecimalMark, currency_of, mark_shown, read_amount

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("30.00", POINT, 3000),
        ("-19.49", POINT, -1949),
        ("13.5", POINT, 1350),
        ("12", POINT, 1200),
        (".5", POINT, 50),
        ("$.50", POINT, 50),
        ("1,234.56", POINT, 123456),
        ("1,00,000.00", POINT, 10_000_000),
        ("1'234.56", POINT, 123456),
        ("1.234,56", COMMA, 123456),
        ("1 234,56", COMMA, 123456),
        ("1\u202f234,56", COMMA, 123456),
        ("$ 1.234.567", COMMA, 123456700),
        ("(12.50)", POINT, -1250),
        ("($12.50)", POINT, -1250),
        ("12.50-", POINT, -1250),
        ("\u221212.50", POINT, -1250),
        ("-$1,200.00", POINT, -120000),
        ("$-1,200.00", POINT, -120000),
        ("30.00 CR", POINT, -3000),
        ("30.00cr", POINT, -3000),
        ("30,00 D", COMMA, 3000),
        ("30,00 C", COMMA, -3000),
        ("+7.00", POINT, 700),
        ("12.500", POINT, 1250),
        ("0.00", POINT, 0),
    ],
)
def test_an_amount_is_read_to_the_cent(text: str, mark: DecimalMark, minor: int) -> None:
    assert read_amount(text, mark, "MXN") == Amount(minor, "MXN")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R$ 8,90", Amount(890, "BRL")),
        ("US$ 5", Amount(500, "USD")),
        ("5,00 EUR", Amount(500, "EUR")),
        ("COP 1.234", Amount(123400, "COP")),
        ("S/. 10,00", Amount(1000, "PEN")),
        ("JPY 1.500", Amount(1500, "JPY")),
        ("Bs. 10,00", Amount(1000, "MXN")),
    ],
)
def test_a_cell_that_names_its_currency_is_in_that_currency(text: str, expected: Amount) -> None:
    assert read_amount(text, COMMA, "MXN") == expected


@pytest.mark.parametrize(
    ("cell", "currency", "minor"),
    [
        (27.73, "GBP", 2773),
        (69.4, "GBP", 6940),
        (0.1 + 0.2, "GBP", 30),
        (-5, "GBP", -500),
        (Decimal("12.50"), "GBP", 1250),
        (1500.0, "CLP", 1500),
        (1.234, "KWD", 1234),
    ],
)
def test_a_workbooks_number_is_read_without_binary_noise(
    cell: float | Decimal, currency: str, minor: int
) -> None:
    assert read_amount(cell, POINT, currency).minor == minor


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("lunch", "not a number"),
        ("1.2.3", "not a number"),
        ("12.345", "more decimals"),
        ("12,34", "groups of three"),
        ("1234,567", "groups of three"),
        ("9999999999999999", "too large"),
        ("--5", "not a number"),
        (12.345, "decimals"),
        (float("inf"), "not a number"),
        (float("nan"), "not a number"),
        (True, "not a number"),
        (1e30, "16 digits"),
    ],
)
def test_what_is_no_exact_amount_is_refused_with_a_reason(cell: str | float, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        read_amount(cell, POINT, "MXN")
    assert refused.value.code == "invalid_amount"


def test_an_unknown_currency_sign_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read_amount("Zlotys 5.00", POINT, "MXN")
    assert refused.value.code in {"invalid_currency", "invalid_amount"}
    with pytest.raises(Invalid, match="not a currency"):
        currency_of("doubloon")


@pytest.mark.parametrize(
    ("texts", "digits", "mark"),
    [
        (["30.00"], 2, POINT),
        (["30,00"], 2, COMMA),
        (["1.234,5"], 2, COMMA),
        (["1,234.5"], 2, POINT),
        (["1.234.567"], 2, COMMA),
        (["1.234"], 2, COMMA),
        (["12.990"], 0, COMMA),
        (["1.234"], 3, None),
        (["12.500", "3.25"], 2, POINT),
        (["0.125"], 2, POINT),
        (["12", "", None, 3.5], 2, None),
    ],
)
def test_the_decimal_mark_is_the_one_the_amounts_show(
    texts: list[str | float | None], digits: int, mark: DecimalMark | None
) -> None:
    assert mark_shown(texts, digits) is mark


@given(st.integers(-(10**12), 10**12))
def test_every_amount_is_read_back_in_every_style(minor: int) -> None:
    english = f"{Decimal(minor).scaleb(-2):,.2f}"
    brazilian = english.translate(str.maketrans(",.", ".,"))
    assert read_amount(english, POINT, "BRL").minor == minor
    assert read_amount(f"R$ {brazilian}", COMMA, "BRL").minor == minor
    assert read_amount(Decimal(minor).scaleb(-2), COMMA, "BRL").minor == minor


@given(st.text(max_size=30), st.sampled_from(DecimalMark))
def test_any_other_text_is_refused_and_never_breaks(text: str, mark: DecimalMark) -> None:
    try:
        assert isinstance(read_amount(text, mark, "MXN").minor, int)
    except Invalid as refused:
        assert refused.code in {"invalid_amount", "invalid_currency"}
