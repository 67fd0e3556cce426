"""A row that could not be read, for the import's report."""

from msgspec import Struct


class Rejected(Struct, frozen=True, kw_only=True, gc=False):
    """`line` is the line of the file (or row of the sheet), from 1; `code` is stable:
    missing_date, invalid_date, missing_amount, invalid_amount, invalid_currency or
    full_card_number; `reason` is a sentence for people and holds no full card number.
    """

    line: int
    code: str
    reason: str
