"""Amounts as statements write them: "1.234,56", "$ 1.234.567", "(12.50)", "R$ 8,90-", "30.00 CR".

Exact to the minor unit; nothing passes through binary arithmetic.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from clara.domain.errors import Invalid
from clara.domain.imports.cell import SIGNIFICANT_DIGITS, Cell
from clara.domain.money import CURRENCIES, MAX_MINOR, exponent, to_minor


class DecimalMark(StrEnum):
    POINT = "."
    COMMA = ","

    @property
    def thousands(self) -> str:
        return "," if self is DecimalMark.POINT else "."


_SHAPE = re.compile(
    r"(?P<sign>[-+])?\s*(?P<unit>S/\.|BS\.|[^\d\s+\-.,()]{1,5})?\s*(?P<inner>[-+])?\s*"
    r"(?P<number>\d[\d.,' ]*|[.,]\d+)\s*(?P<trailing>[-+])?\s*"
    r"(?P<tail>M\.N\.|[^\d\s+\-.,()]{1,5})?",
    re.ASCII | re.IGNORECASE,
)
_PLAIN = re.compile(r"-?\d{1,12}\.\d\d", re.ASCII)
_PLAIN_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2019": "'"})
_SYMBOLS: dict[str, str | None] = {
    # Signs that several currencies share say nothing.
    "$": None, "¥": None, "C$": None, "BS": None, "BS.": None,
    "R$": "BRL", "US$": "USD", "U$S": "USD", "U$": "USD", "USD$": "USD", "€": "EUR", "£": "GBP",
    "S/": "PEN", "S/.": "PEN", "MX$": "MXN", "M.N.": "MXN", "MN": "MXN", "COL$": "COP",
    "RD$": "DOP", "₡": "CRC", "₲": "PYG", "Q": "GTQ", "L": "HNL",
    "PESO": None, "PESOS": None, "REAL": "BRL", "REAIS": "BRL", "EURO": "EUR", "EUROS": "EUR",
}  # fmt: skip
_CREDIT_TAILS = frozenset({"CR", "C"})
_DEBIT_TAILS = frozenset({"DB", "DR", "D"})


class Amount(NamedTuple):
    """Minor units of `currency`, which the cell names itself if `named`."""

    minor: int
    currency: str


def currency_of(text: str) -> str | None:
    """The currency that a sign or code means; None for one that several share, such as "$".

    Raises `invalid_currency` for anything else.
    """
    unit = text.strip().upper()
    if unit in CURRENCIES:
        return unit
    if unit in _SYMBOLS:
        return _SYMBOLS[unit]
    if unit.endswith("$") and unit[:-1] in CURRENCIES:
        return unit[:-1]
    raise Invalid("invalid_currency", f"'{text.strip()[:12]}' is not a currency.")


def read_amount(cell: Cell, mark: DecimalMark, currency: str) -> Amount:
    """`cell` as signed minor units of the currency it names, else of `currency`.

    Raises `invalid_amount` for what is not a number, has more decimals than the currency or 16
    digits and more; `invalid_currency` for an unknown sign.
    """
    if isinstance(cell, str):
        return _read_text(cell, mark, currency)
    if isinstance(cell, float):
        cell = Decimal(f"{cell:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        raise Invalid("invalid_amount", "The amount is not a number.")
    number = Decimal(cell)
    if not number.is_finite():
        raise Invalid("invalid_amount", "The amount is not a number.")
    return Amount(to_minor(number, currency), currency)


def _read_text(text: str, mark: DecimalMark, currency: str) -> Amount:
    if mark is DecimalMark.POINT and _PLAIN.fullmatch(text) and exponent(currency) == 2:
        return Amount(int(text.replace(".", "")), currency)
    plain = text.translate(_PLAIN_SPACES).strip()
    bracketed = plain.startswith("(") and plain.endswith(")")
    match = _SHAPE.fullmatch(plain[1:-1].strip() if bracketed else plain)
    signs = [sign for sign in match.group("sign", "inner", "trailing") if sign] if match else []
    if match is None or len(signs) > 1:
        raise Invalid("invalid_amount", "The amount is not a number.")
    negative = bracketed or "-" in signs
    tail = (match["tail"] or "").upper()
    named = currency_of(match["unit"]) if match["unit"] else None
    if tail in _CREDIT_TAILS:
        negative = True
    elif tail and tail not in _DEBIT_TAILS:
        named = currency_of(tail) or named
    minor = _minor(match["number"], mark, named or currency)
    return Amount(-minor if negative else minor, named or currency)


def _minor(number: str, mark: DecimalMark, currency: str) -> int:
    marked = re.sub("[ ']", mark.thousands, number.strip())
    whole, _, fraction = marked.partition(mark)
    if fraction and not fraction.isdigit():
        raise Invalid("invalid_amount", "The amount is not a number.")
    digits = exponent(currency)
    if len(fraction) > digits:
        fraction = fraction.rstrip("0")
    if len(fraction) > digits:
        raise Invalid("invalid_amount", f"The amount has more decimals than {currency} has.")
    first, *groups = whole.split(mark.thousands)
    if groups and (not 1 <= len(first) <= 3 or not _grouped(groups)):
        raise Invalid("invalid_amount", "The amount's thousands are not in groups of three.")
    try:
        minor = int("".join((first, *groups, fraction.ljust(digits, "0"))) or "0")
    except ValueError:
        raise Invalid("invalid_amount", "The amount is not a number.") from None
    if minor > MAX_MINOR:
        raise Invalid("invalid_amount", "The amount is too large.")
    return minor


def _grouped(groups: list[str]) -> bool:
    """Threes, or twos before a last three, as in India."""
    return len(groups[-1]) == 3 and all(2 <= len(group) <= 3 for group in groups)


def mark_shown(cells: Iterable[Cell], digits: int) -> DecimalMark | None:
    """The decimal mark that most telling amounts have, or None if none tells.

    `digits` is the currency's exponent. "1.234" is taken for thousands only if nothing else tells,
    for it can also be an amount with three decimals.
    """
    balance = hints = 0
    for cell in cells:
        if not isinstance(cell, str):
            continue
        number = re.sub(r"[^\d.,]", "", cell).rstrip(".,")
        last = max(number.rfind("."), number.rfind(","))
        if last < 0:
            continue
        vote = 1 if number[last] == "." else -1
        both = "." in number and "," in number
        if not both and number.count(number[last]) > 1:
            balance -= vote
        elif both or len(number) - last - 1 != 3 or not 1 <= last <= 3 or number[0] == "0":
            balance += vote
        elif digits != 3:
            hints -= vote
        if abs(balance) >= 5:
            break
    decided = balance or hints
    if decided == 0:
        return None
    return DecimalMark.POINT if decided > 0 else DecimalMark.COMMA
