"""Which column of a file is what, and how its dates and amounts are written."""

from collections.abc import Mapping as Given
from collections.abc import Sequence
from hashlib import blake2b

from msgspec import Struct

from clara.domain.errors import Invalid
from clara.domain.imports.amounts import DecimalMark
from clara.domain.imports.dates import DateOrder
from clara.domain.imports.field import Field
from clara.domain.imports.lexicon import header_words
from clara.domain.money import checked_currency
from clara.domain.text import clean

FORMATS = ("date_order", "decimal_mark", "currency", "original_currency", "spend")
"""Keys a given mapping may have beside fields."""
MAX_KEYS = 40
_FIELDS = {field.value: field for field in Field}


class Mapping(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """JSON-ready, so that it can be saved under its header signature and reused.

    `columns` are places from 0; `headers` what stood above them. `currency` is that of the header
    ("amount_gbp"), None for the company's. `spend_negative` marks a file that writes purchases as
    negatives. The `_known` marks tell what the file showed from what was guessed.
    """

    columns: dict[Field, int]
    headers: tuple[str, ...]
    date_order: DateOrder = DateOrder.DAY_FIRST
    date_order_known: bool = False
    decimal_mark: DecimalMark = DecimalMark.POINT
    decimal_mark_known: bool = False
    currency: str | None = None
    original_currency: str | None = None
    spend_negative: bool = False

    def described(self) -> dict[str, str]:
        """Field to header, for people."""
        return {field.value: self.headers[place] for field, place in self.columns.items()}


class GivenMapping(Struct, frozen=True, kw_only=True):
    """What a person fixed; None and absent fields are left to detection."""

    columns: dict[Field, int]
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    currency: str | None = None
    original_currency: str | None = None
    spend_negative: bool | None = None


def header_signature(headers: Sequence[str]) -> str:
    """32 hexadecimal digits, equal for files with the same headers in the same order."""
    words = "\x1f".join(header_words(header) for header in headers)
    return blake2b(words.encode(), digest_size=16).hexdigest()


def checked_mapping(given: Given[str, str | int], headers: Sequence[str]) -> GivenMapping:
    """A person's mapping: field to header text or column number from 1, and formats:
    `date_order` dmy or mdy, `decimal_mark` "." or ",", `currency` and `original_currency` ISO
    codes, `spend` positive or negative. Raises `invalid_mapping`.
    """
    if len(given) > MAX_KEYS:
        raise _invalid(f"The mapping has more than {MAX_KEYS} keys.", headers)
    columns: dict[Field, int] = {}
    formats: dict[str, str] = {}
    for key, value in given.items():
        if key in FORMATS:
            formats[key] = str(value).strip()
        elif key in _FIELDS:
            columns[_FIELDS[key]] = _place(key, value, headers)
        else:
            raise _invalid(f"'{clean(key, 40)}' is not a field.", headers)
    if len(set(columns.values())) < len(columns):
        raise _invalid("The mapping gives one column to two fields.", headers)
    return _with_formats(columns, formats, headers)


def _place(key: str, value: str | int, headers: Sequence[str]) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        if 1 <= value <= len(headers):
            return value - 1
        raise _invalid(f"'{key}' is column {value}, but the file has {len(headers)}.", headers)
    wanted = header_words(str(value))
    places = [place for place, header in enumerate(headers) if header_words(header) == wanted]
    if not wanted or not places:
        raise _invalid(
            f"'{key}' is '{clean(str(value), 40)}', but no column is so called.", headers
        )
    return places[0]


def _with_formats(
    columns: dict[Field, int], formats: dict[str, str], headers: Sequence[str]
) -> GivenMapping:
    try:
        order = formats.get("date_order")
        mark = formats.get("decimal_mark")
        currency = formats.get("currency")
        original = formats.get("original_currency")
        spend = formats.get("spend")
        if spend not in (None, "positive", "negative"):
            raise ValueError(f"'{clean(str(spend), 20)}' is not positive or negative")
        return GivenMapping(
            columns=columns,
            date_order=DateOrder(order.lower()) if order else None,
            decimal_mark=DecimalMark(mark) if mark else None,
            currency=checked_currency(currency) if currency else None,
            original_currency=checked_currency(original) if original else None,
            spend_negative=None if spend is None else spend == "negative",
        )
    except (ValueError, Invalid) as error:
        reason = error.message if isinstance(error, Invalid) else f"{error}."
        raise _invalid(f"The mapping cannot be used: {reason}", headers) from error


def _invalid(reason: str, headers: Sequence[str]) -> Invalid:
    return Invalid(
        "invalid_mapping",
        f"{reason} Fields are {', '.join(Field)}; formats are {', '.join(FORMATS)}.",
        details={"headers": list(headers), "fields": [field.value for field in Field]},
        remedy='Give each field a header or a column number from 1, like {"date": "Fecha"}.',
    )
