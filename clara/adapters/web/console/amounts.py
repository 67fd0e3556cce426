"""Amounts as people type them into forms, and as forms show them again."""

import re

from clara.domain.accounts.language import Language
from clara.domain.money import to_decimal

_GROUPED = {
    ",": re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?"),
    ".": re.compile(r"\d{1,3}(\.\d{3})+(,\d+)?"),
}
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_BLANKS = re.compile(r"\s+")


def typed_amount(text: str, language: Language) -> str:
    """`text` as a plain decimal: thousands may be grouped as the language does it, and a comma before
    one or two digits is a decimal one. Anything else stays as it is, for a use case to refuse."""
    text = _BLANKS.sub("", text)
    group, mark = (".", ",") if language is Language.PT else (",", ".")
    if _GROUPED[group].fullmatch(text):
        return text.replace(group, "").replace(mark, ".")
    return text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


def amount_shown(minor: int | None, currency: str, language: Language) -> str:
    """What `typed_amount` reads as the same amount; empty without one."""
    if minor is None:
        return ""
    text = f"{to_decimal(minor, currency):f}"
    whole, _, part = text.partition(".")
    if not part.strip("0"):
        return whole
    return f"{whole},{part}" if language is Language.PT and len(part) < 3 else text
