"""A row's signed amount, from one column or from a pair for debits and credits."""

from collections.abc import Sequence

from clara.domain.errors import Invalid
from clara.domain.imports.amounts import Amount, currency_of, read_amount
from clara.domain.imports.cell import Cell, cell_text
from clara.domain.imports.field import Field
from clara.domain.imports.mapping import Mapping

MAX_CACHED = 20_000
"""Texts remembered by each cache of a reader; it starts again when full, to bound memory."""
_NOTHING = frozenset({"", "-", "--", "—", "–", "n/a", "na", "null"})


class AmountCells:
    """Reads the amounts of one file's rows, remembering texts, for they repeat."""

    def __init__(self, mapping: Mapping, currency: str) -> None:
        columns = mapping.columns
        self._mark = mapping.decimal_mark
        self._flip = mapping.spend_negative
        self._amount = columns.get(Field.AMOUNT)
        self._debit = columns.get(Field.DEBIT)
        self._credit = columns.get(Field.CREDIT)
        self._currency_place = columns.get(Field.CURRENCY)
        self._default = mapping.currency or currency
        self._cache: dict[tuple[Cell, str], Amount] = {}
        self._original = columns.get(Field.ORIGINAL_AMOUNT)
        self._original_currency_place = columns.get(Field.ORIGINAL_CURRENCY)
        self._original_default = mapping.original_currency

    def has_any(self, cells: Sequence[Cell]) -> bool:
        return any(
            not is_nothing(_at(cells, place)) for place in (self._amount, self._debit, self._credit)
        )

    def of(self, cells: Sequence[Cell]) -> Amount:
        """Spend positive, money back negative. Raises `missing_amount`, `invalid_amount` and
        `invalid_currency`."""
        currency = self._default
        if self._currency_place is not None:
            named = cell_text(_at(cells, self._currency_place))
            if named:
                currency = currency_of(named) or currency
        cell = _at(cells, self._amount)
        amount = self._cache.get((cell, currency))
        if amount is None or isinstance(cell, bool):
            if is_nothing(cell):
                return self._of_pair(cells, currency)
            amount = self._read(cell, currency)
        return Amount(-amount.minor, amount.currency) if self._flip else amount

    def _of_pair(self, cells: Sequence[Cell], currency: str) -> Amount:
        debit_cell, credit_cell = _at(cells, self._debit), _at(cells, self._credit)
        debit = None if is_nothing(debit_cell) else self._read(debit_cell, currency)
        credit = None if is_nothing(credit_cell) else self._read(credit_cell, currency)
        if debit and credit and debit.minor and credit.minor:
            raise Invalid("invalid_amount", "The row has both a debit and a credit.")
        if credit and (credit.minor or not debit):
            return Amount(-abs(credit.minor), credit.currency)
        if debit is None:
            raise Invalid("missing_amount", "The row has no amount.")
        # Alone, a debit column's negative is money back; beside a credit column, only its style.
        return debit if self._credit is None else Amount(abs(debit.minor), debit.currency)

    def _read(self, cell: Cell, currency: str) -> Amount:
        known = self._cache.get((cell, currency))
        if known is not None and not isinstance(cell, bool):
            return known
        amount = read_amount(cell, self._mark, currency)
        if len(self._cache) >= MAX_CACHED:
            self._cache.clear()
        self._cache[cell, currency] = amount
        return amount

    def original(self, cells: Sequence[Cell], billed: Amount) -> tuple[int | None, str | None]:
        """What the merchant charged, where the row names another currency than it was billed in.

        What cannot be read is left out: it does not stop the row.
        """
        named = cell_text(_at(cells, self._original_currency_place))
        try:
            currency = (currency_of(named) if named else None) or self._original_default
            cell = _at(cells, self._original)
            if self._original is None or is_nothing(cell):
                minor = None
            else:
                minor, currency = self._read(cell, currency or billed.currency)
        except Invalid:
            return None, None
        if currency is None or currency == billed.currency or minor == 0:
            return None, None
        if minor is not None:
            minor = -abs(minor) if billed.minor < 0 else abs(minor)
        return minor, currency


def _at(cells: Sequence[Cell], place: int | None) -> Cell:
    return cells[place] if place is not None and place < len(cells) else None


def is_nothing(cell: Cell) -> bool:
    """Whether a cell of amounts is empty, by itself or by a dash."""
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _NOTHING)
