"""Finding which column is what: by what its header says, then by what its cells look like."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Given
from itertools import islice

from clara.domain.errors import Invalid
from clara.domain.imports.cell import Cell
from clara.domain.imports.contents import Contents, by_content, contents_of
from clara.domain.imports.field import AMOUNT_FIELDS, Field
from clara.domain.imports.formats import with_formats
from clara.domain.imports.header_currency import header_currency
from clara.domain.imports.lexicon import fields_of, header_words, is_about_other
from clara.domain.imports.mapping import GivenMapping, Mapping, checked_mapping, header_signature
from clara.domain.text import clean

__all__ = ["SAMPLE_ROWS", "Field", "Mapping", "detect", "header_signature"]

SAMPLE_ROWS = 200
"""Rows that columns are recognised by. Date order and decimal mark may take more."""
_STANDS_IN = (
    (Field.DATE, Field.POSTED_DATE),
    (Field.AMOUNT, Field.ORIGINAL_AMOUNT),
    (Field.MERCHANT, Field.DESCRIPTION),
)
_BY_CONTENT = (Field.DATE, Field.CARD, Field.MCC, Field.AMOUNT, Field.MERCHANT)
_NAME_HEADERS = frozenset({"name", "nome", "nombre"})


def detect(
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    currency: str,
    *,
    given: Given[str, str | int] | None = None,
    saved: Mapping | None = None,
) -> Mapping:
    """How to read a file with these `headers`. `currency` is the company's.

    `rows` are those below the header, as many as there are: 200 are read, and more only while no
    date has told day first from month first. `given` is a person's own mapping (see
    `checked_mapping`) and wins over everything; the rest is detected. `saved` is an earlier mapping
    of a file with the same `header_signature`: its columns are kept, and its formats where this
    file does not show its own.

    Raises `invalid_mapping`, or `import_columns_missing` where date, amount or merchant is nowhere.
    """
    fixed = checked_mapping(given or {}, headers)
    stream = iter(rows)
    sample = list(islice(stream, SAMPLE_ROWS))
    if saved is not None and max(saved.columns.values(), default=0) < len(headers):
        fixed = _merged(fixed, saved)
        columns = fixed.columns
    else:
        columns = _Search(headers, sample, currency, fixed).columns()
    _require(columns, headers)
    return with_formats(columns, headers, sample, stream, currency, fixed, saved)


def _merged(given: GivenMapping, saved: Mapping) -> GivenMapping:
    taken = set(given.columns.values())
    kept = {f: place for f, place in saved.columns.items() if place not in taken}
    return GivenMapping(
        columns=kept | given.columns,
        date_order=given.date_order,
        decimal_mark=given.decimal_mark,
        currency=given.currency or saved.currency,
        original_currency=given.original_currency or saved.original_currency,
        spend_negative=saved.spend_negative
        if given.spend_negative is None
        else given.spend_negative,
    )


class _Search:
    """One search for columns; each step fills what the steps before left open."""

    def __init__(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        currency: str,
        fixed: GivenMapping,
    ) -> None:
        self._headers = headers
        self._contents = {place: contents_of(rows, place) for place in range(len(headers))}
        self._currency = currency
        self._found = dict(fixed.columns)

    def columns(self) -> dict[Field, int]:
        self._by_words(fitting=True)
        self._stand_in()
        self._by_contents()
        self._by_name()
        self._by_words(fitting=False)
        return self._found

    def _by_words(self, *, fitting: bool) -> None:
        """The best pair of field and column first, and so on down."""
        choices = [
            (self._score(field, place, score), -place, field)
            for place, header in enumerate(self._headers)
            for field, score in fields_of(header).items()
            if fitting == self._contents[place].allow(field)
        ]
        for _, negated, field in sorted(choices, reverse=True):
            if self._is_open(field, -negated):
                self._found[field] = -negated

    def _score(self, field: Field, place: int, score: float) -> float:
        named = header_currency(self._headers[place]) if field in AMOUNT_FIELDS else None
        # Of "Valor (em US$)" and "Valor (em R$)", the company's own is the one billed.
        score += {None: 0, self._currency: 30}.get(named, -5)
        return score - (60 if self._contents[place].filled == 0 else 0)

    def _is_open(self, field: Field, place: int) -> bool:
        if field in self._found or place in self._found.values():
            return False
        if field is Field.AMOUNT:
            return not (Field.DEBIT in self._found and Field.CREDIT in self._found)
        return True

    def _stand_in(self) -> None:
        """A posted date is better than none, and so on: "ORIGINAL GROSS AMT" may stand alone."""
        for field, other in _STANDS_IN:
            if other in self._found and not self._has(field):
                self._found[field] = self._found.pop(other)

    def _by_contents(self) -> None:
        for field in _BY_CONTENT:
            if not self._has(field):
                taken = set(self._found.values())
                open_columns = {p: c for p, c in self._contents.items() if p not in taken}
                place = by_content(field, self._without_known(open_columns))
                if place is not None:
                    self._found[field] = place

    def _without_known(self, columns: dict[int, Contents]) -> dict[int, Contents]:
        """A column whose header says what it is (a balance, a city) is not taken for another."""
        return {
            place: contents
            for place, contents in columns.items()
            if not is_about_other(self._headers[place])
        }

    def _by_name(self) -> None:
        holder = self._found.get(Field.CARDHOLDER)
        if Field.MERCHANT in self._found or holder is None:
            return
        if header_words(self._headers[holder]) in _NAME_HEADERS:
            self._found[Field.MERCHANT] = self._found.pop(Field.CARDHOLDER)

    def _has(self, field: Field) -> bool:
        if field is Field.AMOUNT:
            return has_amount(self._found)
        return field in self._found


def has_amount(columns: dict[Field, int]) -> bool:
    return any(field in columns for field in AMOUNT_FIELDS)


def _require(columns: dict[Field, int], headers: Sequence[str]) -> None:
    found = {*columns, Field.AMOUNT} if has_amount(columns) else {*columns}
    missing = [f.value for f in (Field.DATE, Field.AMOUNT, Field.MERCHANT) if f not in found]
    if missing:
        seen = [clean(header, 60) for header in headers]
        raise Invalid(
            "import_columns_missing",
            f"No column was recognised as the {' or the '.join(missing)}."
            f" The file's columns are: {', '.join(filter(None, seen))[:500]}.",
            details={"missing": missing, "headers": seen},
            remedy="Give a mapping from field to header or column number, like"
            ' {"date": "Fecha", "amount": "Importe", "merchant": "Comercio"}.',
        )
