"""What a column's cells look like, whatever its header says."""

import re
from collections.abc import Sequence

from msgspec import Struct

from clara.domain.card_transactions.category import Category, category_of
from clara.domain.imports.cell import Cell, cell_text, is_empty
from clara.domain.imports.field import AMOUNT_FIELDS, Field
from clara.domain.imports.header import is_amount, is_date

_MASKED = re.compile(r"(?:\d{0,6}[ -]?)?[*xX•#.…]{1,}[*xX•#.… -]*\d{4}")
_FRACTION = re.compile(r"[.,]\d{2}\D*$|^\D*[-(]|[$€£]")
_MOST = 0.5


class Contents(Struct, frozen=True, kw_only=True):
    """Shares (0 to 1) of a column's filled cells; `filled` is how many there were."""

    filled: int
    dates: float
    amounts: float
    fractions: float
    masked: float
    mccs: float
    words: float
    distinct: float

    def allow(self, field: Field) -> bool:
        """Whether cells like these can be `field`. A column without any can be anything."""
        if self.filled == 0:
            return True
        if field in (Field.DATE, Field.POSTED_DATE):
            return self.dates >= _MOST
        if field in AMOUNT_FIELDS or field is Field.ORIGINAL_AMOUNT:
            return self.amounts >= _MOST and self.dates < 1
        if field in (Field.MERCHANT, Field.CARDHOLDER):
            return self.words >= _MOST and self.dates < _MOST
        if field is Field.CATEGORY:
            return self.words >= _MOST
        return True


def contents_of(rows: Sequence[Sequence[Cell]], place: int) -> Contents:
    """Of the column at `place` (from 0) over sample rows."""
    cells = [row[place] for row in rows if place < len(row) and not is_empty(row[place])]
    texts = [cell_text(cell) for cell in cells]
    return Contents(
        filled=len(cells),
        dates=_share([is_date(c) and not isinstance(c, int | float) for c in cells]),
        amounts=_share([is_amount(cell) for cell in cells]),
        fractions=_share([bool(_FRACTION.search(text)) for text in texts]),
        masked=_share([bool(_MASKED.fullmatch(text)) for text in texts]),
        mccs=_share([_is_mcc(text) for text in texts]),
        words=_share([any(map(str.isalpha, text)) for text in texts]),
        distinct=len(set(texts)) / len(texts) if texts else 0.0,
    )


def _share(found: list[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _is_mcc(text: str) -> bool:
    digits = text.isascii() and text.isdigit() and len(text) == 4
    return digits and category_of(int(text)) is not Category.OTHER


def by_content(field: Field, columns: dict[int, Contents]) -> int | None:
    """The column among `columns` that most looks like `field`; None where none does.

    Only what content can tell is found so: dates, amounts, merchants, masked cards and MCCs.
    """
    scores = {place: _likeness(field, contents) for place, contents in columns.items()}
    likely = {place: score for place, score in scores.items() if score >= _MOST}
    return max(likely, key=likely.__getitem__) if likely else None


def _likeness(field: Field, contents: Contents) -> float:
    if field is Field.DATE:
        return contents.dates if contents.dates >= 0.8 else 0.0
    if field is Field.AMOUNT:
        usable = contents.amounts >= 0.8 and contents.dates < _MOST and contents.masked < _MOST
        return (contents.amounts + contents.fractions) / 2 if usable else 0.0
    if field is Field.MERCHANT:
        plain = contents.dates < 0.2 and contents.amounts < 0.2 and contents.masked < 0.2
        return contents.words * (0.5 + contents.distinct / 2) if plain else 0.0
    if field is Field.CARD:
        return contents.masked
    if field is Field.MCC:
        return contents.mccs if contents.mccs >= 0.9 and contents.distinct < 1 else 0.0
    return 0.0
