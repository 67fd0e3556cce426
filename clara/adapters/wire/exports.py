"""Exports that were made as a task, on the wire."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.card_transactions import CoverageView, TotalsView
from clara.adapters.wire.described import Count, described
from clara.application.card_transactions.export_task import ExportedFile


class TaskFileView(Struct, frozen=True, kw_only=True):
    """A file to download, at the task's address followed by `/file`."""

    name: Annotated[str, described("What it is called.", "card-transactions.csv")]
    media_type: Annotated[str, described("What it is.", "text/csv")]
    size: Annotated[int, described("Its bytes.", 1024, ge=0)]
    sha256: Annotated[str, described("SHA-256 of its content, in hexadecimal.", "ab" * 32)]


class ExportView(Struct, frozen=True, kw_only=True):
    """A file, and the rows in it with what they add up to."""

    file: TaskFileView
    row_count: Count
    totals: TotalsView
    coverage: CoverageView

    @classmethod
    def of(cls, made: ExportedFile) -> "ExportView":
        file = made.file
        return cls(
            file=TaskFileView(
                name=file.name, media_type=file.media_type, size=file.size, sha256=file.digest
            ),
            row_count=made.totals.count,
            totals=TotalsView.of(made.totals),
            coverage=CoverageView.of(made.coverage),
        )
