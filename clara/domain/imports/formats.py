"""How a file writes its dates, amounts and signs, seen in its rows."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from clara.domain.errors import Invalid
from clara.domain.imports.amounts import DecimalMark, mark_shown, read_amount
from clara.domain.imports.cell import Cell, cell_text
from clara.domain.imports.dates import (
    DateOrder,
    has_two_readings,
    likely_order,
    order_shown,
)
from clara.domain.imports.field import AMOUNT_FIELDS, Field
from clara.domain.imports.header_currency import header_currency
from clara.domain.imports.mapping import GivenMapping, Mapping
from clara.domain.imports.row_type import RowType, row_type_of
from clara.domain.money import exponent

_Rows = Sequence[Sequence[Cell]]


def with_formats(
    columns: dict[Field, int],
    headers: Sequence[str],
    sample: _Rows,
    rest: Iterator[Sequence[Cell]],
    currency: str,
    fixed: GivenMapping,
    saved: Mapping | None,
) -> Mapping:
    """The whole mapping. What is `fixed` wins, then what the file shows, then what was `saved`."""
    columns = _without_card_kinds(columns, sample)
    amounts = [columns[field] for field in AMOUNT_FIELDS if field in columns]
    billed = fixed.currency or header_currency(headers[amounts[0]])
    mark = fixed.decimal_mark or mark_shown(_cells(sample, amounts), exponent(billed or currency))
    saved_mark = saved.decimal_mark if saved else DecimalMark.POINT
    order = fixed.date_order or _order(columns[Field.DATE], sample, rest)
    saved_order = saved.date_order if saved and saved.date_order_known else None
    guess = saved_order or likely_order(_cells(sample, [columns[Field.DATE]]))
    draft = Mapping(
        columns=columns,
        headers=tuple(headers),
        date_order=order or guess,
        date_order_known=order is not None or saved_order is not None,
        decimal_mark=mark or saved_mark,
        decimal_mark_known=mark is not None or bool(saved and saved.decimal_mark_known),
        currency=billed,
        original_currency=fixed.original_currency or _original_currency(columns, headers),
    )
    negative = fixed.spend_negative
    if negative is None:
        negative = _is_spend_negative(draft, sample)
    return structs.replace(draft, spend_negative=negative)


def _cells(rows: Iterable[Sequence[Cell]], places: Sequence[int]) -> Iterator[Cell]:
    for row in rows:
        for place in places:
            if place < len(row):
                yield row[place]


def _order(place: int, sample: _Rows, rest: Iterator[Sequence[Cell]]) -> DateOrder | None:
    """Reads on past the sample only for dates that have two readings and have not told."""
    shown = order_shown(_cells(sample, [place]))
    if shown is None and any(map(has_two_readings, _cells(sample, [place]))):
        return order_shown(_cells(rest, [place]))
    return shown


def _original_currency(columns: dict[Field, int], headers: Sequence[str]) -> str | None:
    place = columns.get(Field.ORIGINAL_AMOUNT)
    return None if place is None else header_currency(headers[place])


def _without_card_kinds(columns: dict[Field, int], sample: _Rows) -> dict[Field, int]:
    """A type column that mostly says "credit" tells the card's kind, not the row's direction."""
    place = columns.get(Field.TYPE)
    if place is None:
        return columns
    kinds = [row_type_of(cell_text(cell)) for cell in _cells(sample, [place])]
    if kinds.count(RowType.CREDIT) * 2 <= len(kinds):
        return columns
    return {field: other for field, other in columns.items() if field is not Field.TYPE}


def _is_spend_negative(mapping: Mapping, sample: _Rows) -> bool:
    """Whether rows that say they are purchases mostly have negative amounts."""
    kind, amount = mapping.columns.get(Field.TYPE), mapping.columns.get(Field.AMOUNT)
    if kind is None or amount is None:
        return False
    balance = 0
    for row in sample:
        if max(kind, amount) < len(row) and row_type_of(cell_text(row[kind])) is RowType.PURCHASE:
            try:
                minor = read_amount(
                    row[amount], mapping.decimal_mark, mapping.currency or "USD"
                ).minor
            except Invalid:
                continue
            balance += (minor > 0) - (minor < 0)
    return balance < 0
