"""A long export as a task: it writes the file, and whoever asked fetches it."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from clara.application.attachments.ports import Blobs
from clara.application.card_transactions.export_ports import ExportFiles
from clara.application.card_transactions.ports import CardTransactions, Exported
from clara.application.tasks.kind import Report, TaskKind, TaskMovedOn, TaskStep, Work
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.export_format import ExportFormat
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.card_transactions.totals import Coverage, Totals
from clara.domain.tasks.file import TaskFile, task_blob


class AskedExport(Struct, frozen=True, kw_only=True):
    """What was relative has been resolved: it is the same whenever the task is done."""

    format: ExportFormat
    filter: CardTransactionFilter


class ExportedFile(Struct, frozen=True, kw_only=True):
    """The file, and what it holds, so that it can be checked that nothing is missing."""

    file: TaskFile
    totals: Totals
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class WriteExport(TaskStep):
    """What it puts among the blobs and then does not finish is removed with the next tidying."""

    name = "export"
    words = "Writing the file"

    transactions: CardTransactions
    files: ExportFiles
    blobs: Blobs

    async def __call__(self, work: Work, report: Report) -> ExportedFile:
        asked = msgspec.convert(work.asked, AskedExport)
        with tempfile.TemporaryDirectory(prefix="clara-export-") as folder:
            path = Path(folder) / "export"
            told = _Told(report)
            try:
                async with self.transactions.export(work.actor, asked.filter) as exported:
                    await self.files.write(told.follow(exported), asked.format, path)
            finally:
                await told.close()
            await report(99, "Keeping the file")
            file = await asyncio.to_thread(_described, path, asked)
            await self.blobs.put(task_blob(work.task_id, file.digest), path)
        return ExportedFile(file=file, totals=exported.totals, coverage=exported.coverage)


class _Told:
    """Reports beside the export, which holds a connection and must not wait for another."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._telling: asyncio.Task[None] | None = None
        self._percent = 0

    def follow(self, exported: Exported) -> Exported:
        return exported._replace(batches=self._followed(exported))

    async def _followed(self, exported: Exported) -> AsyncIterator[tuple[CardTransaction, ...]]:
        written, all_rows = 0, max(exported.totals.count, 1)
        async for batch in exported.batches:
            yield batch
            written += len(batch)
            self._tell(98 * written // all_rows, f"{written:,} of {all_rows:,} rows written")

    def _tell(self, percent: int, words: str) -> None:
        """Raises what the report before this one did."""
        if self._telling is not None:
            if not self._telling.done():
                return
            self._telling.result()
        if percent > self._percent or self._telling is None:
            self._percent = percent
            self._telling = asyncio.create_task(self._told(percent, words))

    async def _told(self, percent: int, words: str) -> None:
        await self._report(percent, words)

    async def close(self) -> None:
        if self._telling is not None:
            with suppress(TaskMovedOn):
                await self._telling


def _described(path: Path, asked: AskedExport) -> TaskFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return TaskFile(
        name=asked.format.file_name(asked.filter.period),
        media_type=asked.format.media_type,
        size=path.stat().st_size,
        digest=digest,
    )


def export_of(result: dict[str, Any]) -> ExportedFile:
    """What such a task has made."""
    return msgspec.convert(result, ExportedFile)


EXPORT = TaskKind("card_transactions.export", (WriteExport,))
