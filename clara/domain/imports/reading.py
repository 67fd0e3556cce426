"""From a statement's cells to a card transaction, or to the reason why not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.errors import Invalid
from clara.domain.imports.amounts import Amount
from clara.domain.imports.cell import Cell, cell_text, is_empty
from clara.domain.imports.dates import read_date, read_time
from clara.domain.imports.field import Field
from clara.domain.imports.identity import RowIdentity, content_key
from clara.domain.imports.lexicon import header_words
from clara.domain.imports.mapping import Mapping
from clara.domain.imports.rejected import Rejected
from clara.domain.imports.row_amount import MAX_CACHED, AmountCells
from clara.domain.imports.row_text import TextCells, is_total, quoted
from clara.domain.imports.row_type import RowType, row_type_of, status_of

__all__ = ["Rejected", "RowReader"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NOON = time(12)
_TYPES = {
    RowType.PURCHASE: CardTransactionType.PURCHASE,
    RowType.REFUND: CardTransactionType.REFUND,
    RowType.FEE: CardTransactionType.FEE,
    RowType.PAYMENT: CardTransactionType.PAYMENT,
    RowType.CREDIT: CardTransactionType.CREDIT,
}
_MONEY_BACK = frozenset({RowType.REFUND, RowType.PAYMENT, RowType.CREDIT})
_IN_CONTENT = (Field.DATE, Field.AMOUNT, Field.MERCHANT)
_READ_AS_ONE = frozenset(
    {*_IN_CONTENT, Field.TIME, Field.DEBIT, Field.CREDIT, Field.CURRENCY, Field.POSTED_DATE}
)
"""Fields that go into a row's identity as what they mean, not as they are written."""


class RowReader:
    """Reads the rows of one file, in order. Not to be shared between files or threads.

    A date without a time is taken as noon in `zone`, so that a later change of a company's zone
    does not move the day; a time without an offset is local to `zone`. `currency` is the company's,
    used where neither row nor header names one.
    """

    def __init__(self, mapping: Mapping, *, company_id: str, currency: str, zone: tzinfo) -> None:
        columns = mapping.columns
        self._order = mapping.date_order
        self._zone = zone
        self._date = columns[Field.DATE]
        self._time = columns.get(Field.TIME)
        self._posted = columns.get(Field.POSTED_DATE)
        self._type = columns.get(Field.TYPE)
        self._status = columns.get(Field.STATUS)
        self._amounts = AmountCells(mapping, currency)
        self._texts = TextCells(mapping)
        self._identity = RowIdentity(company_id)
        self._moments: dict[tuple[Cell, Cell], tuple[int, str]] = {}
        self._others = _other_columns(mapping)
        self._width = len(mapping.headers)

    def read(self, line: int, cells: Sequence[Cell]) -> NewRow | Rejected | None:
        """One row; None for a blank one or a total without a date."""
        if self._date >= len(cells) or is_empty(cells[self._date]):
            if all(map(is_empty, cells)) or is_total(cells, self._amounts):
                return None
            return Rejected(line=line, code="missing_date", reason="The row has no date.")
        try:
            return self._row(cells)
        except Invalid as error:
            return Rejected(line=line, code=error.code, reason=error.message)

    def _row(self, cells: Sequence[Cell]) -> NewRow:
        occurred_at, when = self._moment(cells)
        amount = self._amounts.of(cells)
        texts = self._texts
        merchant = texts.merchant(cells)
        kind, minor = self._kind(cells, amount.minor, merchant.is_payment)
        mcc, category, category_text = texts.category(cells)
        card = texts.card(cells)
        original_minor, original_currency = self._amounts.original(cells, amount)
        status = CardTransactionStatus.POSTED
        if self._status is not None and self._status < len(cells):
            status = status_of(cell_text(cells[self._status]))
        return NewRow(
            self._identity.of(self._content(cells, when, amount, merchant.raw)),
            occurred_at,
            minor,
            amount.currency,
            kind,
            status,
            merchant.name,
            merchant.raw,
            category,
            mcc,
            card.text,
            card.last_four,
            texts.cardholder(cells),
            original_minor,
            original_currency,
            texts.description(cells) or category_text,
            texts.reference(cells),
        )

    def _moment(self, cells: Sequence[Cell]) -> tuple[int, str]:
        """Microseconds since 1970 in UTC, and the moment as the row's identity has it."""
        cell = cells[self._date]
        clock = cells[self._time] if self._time is not None and self._time < len(cells) else None
        known = self._moments.get((cell, clock))
        if known is not None:
            return known
        found = read_date(cell, self._order)
        if found is None:
            raise Invalid(
                "invalid_date", f"'{quoted(cell)}' is not a date between 1970 and 2100 as this file"
                " writes them."
            )  # fmt: skip
        if not isinstance(found, datetime) and not is_empty(clock):
            hour = read_time(cell_text(clock))
            found = datetime.combine(found, hour) if hour and hour != time() else found
        known = (_microseconds(found, self._zone), found.isoformat())
        if len(self._moments) >= MAX_CACHED:
            self._moments.clear()
        self._moments[cell, clock] = known
        return known

    def _kind(
        self, cells: Sequence[Cell], minor: int, is_payment: bool
    ) -> tuple[CardTransactionType, int]:
        """The row's type and its signed amount."""
        kind = None
        if self._type is not None and self._type < len(cells):
            kind = row_type_of(cell_text(cells[self._type]))
        if kind in _MONEY_BACK:
            return _TYPES[kind], -abs(minor)
        if minor < 0:
            paid = is_payment and kind is None
            return (CardTransactionType.PAYMENT if paid else CardTransactionType.REFUND), minor
        return _TYPES[kind or RowType.PURCHASE], minor

    def _content(
        self, cells: Sequence[Cell], when: str, amount: Amount, merchant: str
    ) -> list[str]:
        content = [
            _DATE_KEY + when,
            f"{_AMOUNT_KEY}{amount.minor} {amount.currency}",
            _MERCHANT_KEY + merchant,
        ]
        if self._posted is not None and self._posted < len(cells):
            posted = read_date(cells[self._posted], self._order)
            content.append(_POSTED_KEY + (posted.isoformat() if posted else ""))
        width = len(cells)
        for key, place in self._others:
            if place < width and (cell := cells[place]):
                text = cell.strip() if type(cell) is str else cell_text(cell)
                if text:
                    content.append(key + text)
        if width > self._width:
            content += [
                content_key("") + text for text in map(cell_text, cells[self._width :]) if text
            ]
        return content


_DATE_KEY, _AMOUNT_KEY, _MERCHANT_KEY = (content_key(field.value) for field in _IN_CONTENT)
_POSTED_KEY = content_key(Field.POSTED_DATE.value)


def _other_columns(mapping: Mapping) -> list[tuple[str, int]]:
    """Key and place of every column that goes into the identity as text, in order of keys.

    A field is keyed by its name and another column by its header, so that two layouts of one
    publisher agree; a header that comes again is numbered.
    """
    fields = {place: field for field, place in mapping.columns.items()}
    seen: dict[str, int] = {}
    others: list[tuple[str, int]] = []
    for place, header in enumerate(mapping.headers):
        field = fields.get(place)
        if field in _READ_AS_ONE:
            continue
        name = field.value if field else f"={header_words(header)}"
        seen[name] = seen.get(name, 0) + 1
        others.append((content_key(f"{name}#{seen[name]}"), place))
    return sorted(others)


def _microseconds(found: date | datetime, zone: tzinfo) -> int:
    moment = found if isinstance(found, datetime) else datetime.combine(found, _NOON)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return (moment - _EPOCH) // _MICROSECOND
