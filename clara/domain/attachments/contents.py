"""What an attached file says, as typed rows."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from clara.domain.attachments.kinds import AttachmentKind

MAX_LINES = 50_000
"""Lines of one statement; a longer one is refused, not cut."""
MAX_DOCUMENTS = 500
"""Invoices in one file: some tax portals give a whole month in one."""
MAX_DESCRIPTION = 200
MAX_NAME = 200
MAX_NUMBER = 80


class StatementLine(Struct, frozen=True, kw_only=True, gc=False):
    """One movement of a bank or card statement. `place` is its line in the file, or row of the
    sheet, from 1. `amount_minor` is signed as card transactions are: spend positive, money back
    negative."""

    place: int
    day: date
    description: str
    amount_minor: int
    currency: str


class Document(Struct, frozen=True, kw_only=True):
    """An invoice or a receipt. None is what it does not say, or not readably. A credit note's
    total is negative. `tax_id` is the issuer's, capitals and digits only."""

    issuer: str | None = None
    tax_id: str | None = None
    number: str | None = None
    day: date | None = None
    total_minor: int | None = None
    currency: str | None = None


class RemarkCode(StrEnum):
    ROWS_SKIPPED = "rows_skipped"
    """Rows without a readable date or amount; `count` of them, the first at `place`."""
    READ_FROM_TEXT = "read_from_text"
    """Total, date and issuer were looked for in running text; compare them with the file."""
    NO_TEXT = "no_text"
    """Nothing readable: a scan without text, a blank page."""
    NO_TOTAL = "no_total"
    """`count` documents say no total, or one that is no amount."""
    PAGES_LEFT_OUT = "pages_left_out"
    """`count` pages after the first ones were not read."""
    MACROS_IGNORED = "macros_ignored"
    """The file holds programs. They were not run."""


class Remark(Struct, frozen=True, kw_only=True):
    """Something a person should know of how a file was read."""

    code: RemarkCode
    count: int = 1
    place: int | None = None


class Overview(Struct, frozen=True, kw_only=True):
    """What is in a file, without its rows."""

    kind: AttachmentKind
    lines: int = 0
    documents: int = 0
    remarks: tuple[Remark, ...] = ()


class Contents(Struct, frozen=True, kw_only=True):
    """A file's rows: lines of a statement, or documents."""

    kind: AttachmentKind
    lines: tuple[StatementLine, ...] = ()
    documents: tuple[Document, ...] = ()
    remarks: tuple[Remark, ...] = ()
