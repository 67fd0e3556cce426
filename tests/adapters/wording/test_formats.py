"""Amounts and days as each language writes them."""

from datetime import date

import pytest

from clara.adapters.wording.formats import BabelFormats
from clara.domain.accounts.language import Language
from clara.domain.period import between

EN, ES, PT = Language.EN, Language.ES, Language.PT
FORMATS = BabelFormats()


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (1_234_567_89, "MXN", EN, "MXN 1,234,567.89"),
        (1_234_567_89, "MXN", ES, "MXN 1,234,567.89"),
        (1_234_567_89, "BRL", PT, "BRL 1.234.567,89"),
        (-50, "USD", EN, "USD -0.50"),
        (1500, "CLP", ES, "CLP 1,500"),
        (1, "KWD", EN, "KWD 0.001"),
        (10**15 + 1, "MXN", EN, "MXN 10,000,000,000,000.01"),
        (0, "JPY", PT, "JPY 0"),
    ],
)
def test_amounts_have_the_digits_of_their_currency(
    minor: int, currency: str, language: Language, shown: str
) -> None:
    assert FORMATS.money(minor, currency, language) == shown


@pytest.mark.parametrize(
    ("per_mille", "language", "shown"),
    [(123, EN, "12.3 %"), (123, PT, "12,3 %"), (-1000, ES, "-100.0 %"), (86_878, EN, "8,687.8 %")],
)
def test_shares_are_shown_to_a_tenth_of_a_per_cent(
    per_mille: int, language: Language, shown: str
) -> None:
    assert FORMATS.share(per_mille, language) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (EN, "Oct 1, 2026 – Oct 31, 2026"),
        (ES, "1 oct 2026 – 31 oct 2026"),
        (PT, "1 de out. de 2026 – 31 de out. de 2026"),
    ],
)
def test_periods_are_shown_by_their_days(language: Language, shown: str) -> None:
    period = between(date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1), "America/Bogota")
    assert FORMATS.period(period, language) == shown


def test_a_period_of_a_day_is_that_day() -> None:
    day = date(2026, 10, 1)
    assert FORMATS.period(between(day, day, day, "UTC"), EN) == "Oct 1, 2026"


def test_numbers_are_grouped() -> None:
    assert FORMATS.count(1_234_567, PT) == "1.234.567"
