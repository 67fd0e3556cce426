"""Numbers as people write them: 5,000 · 5.000 · 1.234,56 · 1,234.56."""

import re
from decimal import Decimal

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def parse_number(text: str) -> Decimal | None:
    """`text` as a number, None when it is none.

    Of two kinds of marks the last divides the decimals. One mark alone divides thousands where
    three digits follow it, and decimals otherwise.
    """
    if not _NUMBER.fullmatch(text) or len(text) > 24:
        return None
    marks = [character for character in text if character in ".,"]
    if not marks:
        return Decimal(text)
    last = marks[-1]
    whole, _, rest = text.rpartition(last)
    if len(set(marks)) == 1 and (len(marks) > 1 or (len(rest) == 3 and whole.strip("0"))):
        return _grouped(text, last)
    head = _grouped(whole, "," if last == "." else ".")
    return None if head is None or last in whole else head + Decimal(f"0.{rest}")


def _grouped(text: str, mark: str) -> Decimal | None:
    """Thousands divided by `mark`, each group but the first of three digits."""
    first, *groups = text.split(mark)
    if not all(len(group) == 3 for group in groups) or (groups and not 1 <= len(first) <= 3):
        return None
    digits = "".join((first, *groups))
    return Decimal(digits) if digits.isdigit() else None
