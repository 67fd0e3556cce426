"""Amounts, numbers, days and moments as each language writes them."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from clara.domain.accounts.language import Language
from clara.domain.money import exponent, to_decimal

if TYPE_CHECKING:
    from babel.core import Locale

_LOCALES = {Language.EN: "en_US", Language.ES: "es_MX", Language.PT: "pt_BR"}
_NO_BREAK = "\u00a0"


# Loaded with the first page: servers that show none do without it.


@cache
def _dates() -> Any:
    from babel import dates  # noqa: PLC0415 - see above

    return dates


@cache
def _numbers() -> Any:
    from babel import numbers  # noqa: PLC0415 - see above

    return numbers


@cache
def _locale(language: Language) -> "Locale":
    from babel.core import Locale  # noqa: PLC0415 - see above

    return Locale.parse(_LOCALES[language])


def money(minor: int, currency: str, language: Language) -> str:
    """With the code of the currency: a sign stands for many currencies."""
    digits = exponent(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    said = _numbers().format_decimal(
        to_decimal(minor, currency), pattern, locale=_locale(language), decimal_quantization=False
    )
    return f"{currency}{_NO_BREAK}{said}"


def number(value: int, language: Language) -> str:
    return str(_numbers().format_decimal(value, "#,##0", locale=_locale(language)))


def percent(per_mille: int, language: Language) -> str:
    """Tenths of a percent as a percentage."""
    value = Decimal(per_mille).scaleb(-1)
    said = _numbers().format_decimal(value, "#,##0.0", locale=_locale(language))
    return f"{said}{_NO_BREAK}%"


def day(value: date, language: Language) -> str:
    return str(_dates().format_date(value, "medium", locale=_locale(language)))


def day_month(value: date, language: Language) -> str:
    """Without its year, where that is known."""
    return str(_dates().format_skeleton("MMMd", value, locale=_locale(language)))


def month(value: date, language: Language) -> str:
    """With its year."""
    return str(_dates().format_skeleton("yMMMM", value, locale=_locale(language)))


def short_month(value: date, language: Language) -> str:
    """As on the axis of a chart."""
    return str(_dates().format_date(value, "LLL", locale=_locale(language)).rstrip("."))


def moment(value: datetime, language: Language, time_zone: str) -> str:
    """Day and time of day, as clocks show it in `time_zone`."""
    local = value.astimezone(ZoneInfo(time_zone))
    return (
        f"{day(local, language)}, {_dates().format_time(local, 'short', locale=_locale(language))}"
    )
