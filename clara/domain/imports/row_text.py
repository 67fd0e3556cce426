"""A row's texts: merchant, card, holder, category; cleaned, bounded and without card numbers."""

import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from clara.domain.card_numbers import last_four_of, mask_card_numbers
from clara.domain.card_transactions.category import Category, category_named, category_of
from clara.domain.card_transactions.merchant import normalise
from clara.domain.imports.cell import Cell, cell_text
from clara.domain.imports.field import Field
from clara.domain.imports.mapping import Mapping
from clara.domain.imports.row_amount import MAX_CACHED, AmountCells
from clara.domain.imports.row_type import is_payment_wording
from clara.domain.text import clean, fold

MAX_MERCHANT = 200
MAX_NAME = 200
MAX_DESCRIPTION = 500
MAX_REFERENCE = 120
MAX_CARD = 40

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_FULL_NUMBER_DIGITS = 13
_LONGEST = 2_000
_LAST_GROUP = re.compile(r"(?<!\d)(\d{4})\D*$", re.ASCII)
_MCC = re.compile(r"\D*(\d{4})(?!\d)", re.ASCII)
# The whole cell, for TOTAL is also the name of filling stations.
_TOTAL = re.compile(
    r"(?:sub ?|grand |gran )?totals?(?: (?:general|geral|amount|spend|gastos?|cargos?|compras"
    r"|(?:del|do) periodo|(?:de la|da) (?:factura|fatura)))?|sum|suma|soma"
)


class Merchant(NamedTuple):
    raw: str
    name: str
    is_payment: bool


class CardText(NamedTuple):
    text: str | None
    last_four: str | None


_NO_CARD = CardText(None, None)


def tidy(cell: Cell, limit: int) -> str:
    """`cell` as clean text of at most `limit` characters, full card numbers masked."""
    text = cell if isinstance(cell, str) else cell_text(cell)
    if not (text.isascii() and text.isprintable()) or "  " in text or len(text) > limit:
        text = clean(text, _LONGEST)
    else:
        text = text.strip()
    # Masked before it is cut, for half a number would no longer be known as one.
    if len(text) >= _FULL_NUMBER_DIGITS and sum(map(str.isdigit, text)) >= _FULL_NUMBER_DIGITS:
        text = mask_card_numbers(text)
    return text[:limit]


def quoted(cell: Cell) -> str:
    """`cell` as a rejection may show it."""
    return tidy(cell, 24)


class TextCells:
    """Reads the texts of one file's rows, remembering them, for they repeat."""

    def __init__(self, mapping: Mapping) -> None:
        columns = mapping.columns
        self._merchant = columns[Field.MERCHANT]
        self._card = columns.get(Field.CARD)
        self._cardholder = columns.get(Field.CARDHOLDER)
        self._description = columns.get(Field.DESCRIPTION)
        self._reference = columns.get(Field.REFERENCE)
        self._mcc = columns.get(Field.MCC)
        self._category = columns.get(Field.CATEGORY)
        self._merchants: dict[Cell, Merchant] = {}
        self._cards: dict[str, CardText] = {}
        self._categories: dict[tuple[str, str], tuple[int | None, Category, str | None]] = {}

    def merchant(self, cells: Sequence[Cell]) -> Merchant:
        """A row that names none is Unidentified: its money is kept all the same."""
        cell = cells[self._merchant] if self._merchant < len(cells) else None
        known = self._merchants.get(cell)
        if known is None:
            raw = tidy(cell, MAX_MERCHANT)
            known = Merchant(raw, normalise(raw), is_payment_wording(raw))
            _remember(self._merchants, cell, known)
        return known

    def card(self, cells: Sequence[Cell]) -> CardText:
        """The masked number as given and its last four digits. Raises `full_card_number`."""
        text = _text(cells, self._card)
        if not text:
            return _NO_CARD
        known = self._cards.get(text)
        if known is None:
            known = _card(text)
            _remember(self._cards, text, known)
        return known

    def category(self, cells: Sequence[Cell]) -> tuple[int | None, Category, str | None]:
        """MCC, category, and the category's own text where it names none of ours."""
        if self._mcc is None and self._category is None:
            return None, Category.OTHER, None
        key = (_text(cells, self._mcc), _text(cells, self._category))
        known = self._categories.get(key)
        if known is None:
            known = _category(*key)
            _remember(self._categories, key, known)
        return known

    def cardholder(self, cells: Sequence[Cell]) -> str | None:
        return self._tidied(cells, self._cardholder, MAX_NAME)

    def description(self, cells: Sequence[Cell]) -> str | None:
        return self._tidied(cells, self._description, MAX_DESCRIPTION)

    def reference(self, cells: Sequence[Cell]) -> str | None:
        return self._tidied(cells, self._reference, MAX_REFERENCE)

    def _tidied(self, cells: Sequence[Cell], place: int | None, limit: int) -> str | None:
        if place is None or place >= len(cells):
            return None
        return tidy(cells[place], limit) or None


def is_total(cells: Sequence[Cell], amounts: AmountCells) -> bool:
    """Whether a row without a date is a total: a cell says so, or it is amounts alone."""
    words = [text for text in map(cell_text, cells) if any(map(str.isalpha, text))]
    if not words:
        return amounts.has_any(cells)
    return any(_TOTAL.fullmatch(fold(word[:80])) for word in words)


def _text(cells: Sequence[Cell], place: int | None) -> str:
    return cell_text(cells[place]) if place is not None and place < len(cells) else ""


def _card(text: str) -> CardText:
    # A sheet drops the zeros that "0176" starts with.
    digits = text.zfill(4) if text.isascii() and text.isdigit() else text
    last_four = last_four_of(digits)
    if last_four is None and (group := _LAST_GROUP.search(digits)):
        last_four = group[1]
    return CardText(tidy(digits, MAX_CARD), last_four) if last_four else _NO_CARD


def _category(mcc_text: str, text: str) -> tuple[int | None, Category, str | None]:
    digits = mcc_text.zfill(4) if mcc_text.isascii() and mcc_text.isdigit() else mcc_text
    match = _MCC.match(digits)
    mcc = int(match[1]) if match else None
    category = category_of(mcc)
    named = category_named(text) if text else None
    if category is Category.OTHER and named is not None:
        category = named
    return mcc, category, None if named else tidy(text, MAX_DESCRIPTION) or None


def _remember(cache: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    if len(cache) >= MAX_CACHED:
        cache.clear()
    cache[key] = value
