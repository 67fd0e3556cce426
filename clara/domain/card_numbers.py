"""Card numbers in text: full ones are masked, masked ones are read.

A primary account number is 13 to 19 digits, begins with a network's prefix and ends in a Luhn
check digit (ISO/IEC 7812-1). Clara never stores one (PCI DSS 3.4 allows the last four digits).
"""

import re
from itertools import accumulate

from clara.domain.errors import Invalid

_DIVIDER = "[ \u00a0\u202f\u2010\u2011-]"
# UUIDs (also a CFDI's fiscal folio) come first, so that their digits are never taken for a card's.
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    rf"|(?P<digits>[0-9]+(?:{_DIVIDER}[0-9]+)*)"
    r")(?![0-9A-Za-z])"
)
_NETWORK = {
    13: re.compile("4|50|5[6-8]|6304|67"),
    14: re.compile("30[0-5]|36|38|39"),
    15: re.compile("34|37"),
    16: re.compile("4|5|6|2[2-7]|2869|35|36"),
    17: re.compile("62"),
    18: re.compile("62"),
    19: re.compile("4|50|5[6-8]|6"),
}
"""Prefixes by length: Visa, Mastercard, American Express, Diners Club, JCB, UnionPay, Discover,
Maestro, Elo, Hipercard and Carnet. 18 digits are narrow: a Mexican CLABE has as many."""
_GROUPS = re.compile("(?:4 ){3}[1-4]|(?:4 ){4}[123]|4 6 [45]|4 3 3 3|4 4 5|6 13|8 8|1[3-9]")
_NFE_KEY_DIGITS = 44
_CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)

_MARKS = "*xX#•·●…_\u2217"
_MASKED = re.compile(rf"[0-9]{{0,8}}[{_MARKS}. -]*([0-9]{{4,5}})")
_ONLY_DIGITS_AND_MARKS = re.compile(rf"[0-9{_MARKS}.\s-]+")


def mask_card_numbers(text: str) -> str:
    """`text` with every full card number cut to its last four digits: `**** 1234`.

    A number may be written in one run or in the groups printed on cards, divided by single blanks
    or hyphens. UUIDs, our ids, tax ids, CLABEs and longer runs of digits are left alone.
    """
    return _CANDIDATE.sub(_masked, text)


def last_four_of(text: str) -> str | None:
    """The last four digits of a masked number (`************1069`, `5491********1234`, `…4471`)
    or of four plain digits; None when `text` is neither. Raises `full_card_number`."""
    stripped = text.strip()
    visible = sum("0" <= character <= "9" for character in stripped)
    if visible >= 13 and _ONLY_DIGITS_AND_MARKS.fullmatch(stripped):
        raise Invalid(
            "full_card_number",
            "That is a full card number; give only its last four digits, like **** 1234.",
            remedy="Remove the full number from wherever you copied it to.",
        )
    masked = _MASKED.fullmatch(stripped)
    if masked is None:
        return None
    has_marks = ".." in stripped or any(mark in stripped for mark in _MARKS)
    return masked[1][-4:] if has_marks or len(stripped) == 4 else None


def _masked(match: re.Match[str]) -> str:
    found = match["digits"]
    if found is None or len(found) < 13:
        return match[0]
    groups = re.split(_DIVIDER, found)
    if sum(map(len, groups)) == _NFE_KEY_DIGITS:
        return found
    starts = list(accumulate((len(group) + 1 for group in groups), initial=0))
    parts: list[str] = []
    done = first = 0
    while first < len(groups):
        count = _card_at(groups, first)
        if count:
            end = starts[first + count] - 1
            parts += [found[done : starts[first]], f"**** {found[:end][-4:]}"]
            done = end
        first += count or 1
    return "".join(parts) + found[done:]


def _card_at(groups: list[str], first: int) -> int:
    """How many groups from `first` on make up a card number; 0 when none do. Longest first."""
    for count in (5, 4, 3, 2, 1):
        window = groups[first : first + count]
        lengths = " ".join(str(len(group)) for group in window)
        if _GROUPS.fullmatch(lengths) and _is_card_number("".join(window)):
            return len(window)
    return 0


def _is_card_number(digits: str) -> bool:
    network = _NETWORK.get(len(digits))
    return bool(network and network.match(digits)) and _passes_luhn(digits) and not _is_cnpj(digits)


def _passes_luhn(digits: str) -> bool:
    total = sum(map(int, digits[-1::-2]))
    return (total + sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])) % 10 == 0


def _is_cnpj(digits: str) -> bool:
    """Whether 14 digits end in the two check digits of a Brazilian company's tax id."""
    if len(digits) != 14:
        return False
    for length in (12, 13):
        weights = _CNPJ_WEIGHTS[-length:]
        rest = sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11
        if int(digits[length]) != (0 if rest < 2 else 11 - rest):
            return False
    return True
