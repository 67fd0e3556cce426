"""Amounts, numbers and days as each language writes them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clara.application.analysis.ports import Formats
from clara.domain.accounts.language import Language
from clara.domain.money import exponent, to_decimal
from clara.domain.period import Period

_LOCALES = {Language.EN: "en_US", Language.ES: "es_MX", Language.PT: "pt_BR"}
"""Of each language, how it is written where most of its readers are."""


@dataclass(frozen=True, slots=True)
class BabelFormats(Formats):
    """Babel is imported with the first answer: it costs a start more than all answers of a day."""

    def money(self, minor: int, currency: str, language: Language) -> str:
        # Codes, since a sign stands for many currencies; digits are those of ISO 4217, not CLDR's.
        digits = exponent(currency)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return f"{currency} {_decimal(to_decimal(minor, currency), pattern, language)}"

    def count(self, number: int, language: Language) -> str:
        return _decimal(Decimal(number), "#,##0", language)

    def share(self, per_mille: int, language: Language) -> str:
        return _decimal(Decimal(per_mille).scaleb(-1), "#,##0.0", language) + " %"

    def day(self, day: date, language: Language) -> str:
        from babel.dates import format_date  # noqa: PLC0415 - see above

        return format_date(day, "medium", locale=_LOCALES[language])

    def period(self, period: Period, language: Language) -> str:
        first = self.day(period.first, language)
        if period.first == period.last:
            return first
        return f"{first} – {self.day(period.last, language)}"


def _decimal(number: Decimal, pattern: str, language: Language) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415 - see above

    return format_decimal(number, pattern, locale=_LOCALES[language], decimal_quantization=False)
