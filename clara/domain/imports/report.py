"""What an import did, or would do."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.imports.rejected import Rejected

MAX_REPORTED = 1_000
"""Rejected rows listed in a report; all of them are counted."""


class ImportStatus(StrEnum):
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    DRY_RUN = "dry_run"


class StatementFile(Struct, frozen=True, kw_only=True):
    """A file on this server. `digest` is the SHA-256 of its content, in hexadecimal."""

    path: Annotated[str, Meta(max_length=4096)]
    name: Annotated[str, Meta(min_length=1, max_length=255)]
    size: Annotated[int, Meta(ge=0)]
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class ImportCounts(Struct, frozen=True, kw_only=True):
    """Rows of the file: `read` = `added` + `known` + `rejected`. `known` rows were here already."""

    read: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0
    cards_added: int = 0


class AddedSum(Struct, frozen=True, kw_only=True):
    """Net minor units of the rows read in one currency, known ones included."""

    currency: str
    count: int
    net_minor: int


class ImportReport(Struct, frozen=True, kw_only=True):
    """One import. `columns` says which header was read as which field."""

    id: str
    status: ImportStatus
    file_name: str
    created_at: datetime
    finished_at: datetime | None = None
    counts: ImportCounts = ImportCounts()
    sums: tuple[AddedSum, ...] = ()
    columns: dict[str, str] = {}
    first_day: date | None = None
    last_day: date | None = None
    rejected: tuple[Rejected, ...] = ()
    error: str | None = None
    task_id: str | None = None
