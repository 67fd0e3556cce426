import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from clara.application.card_transactions.held_statements import HeldName, HeldStatements
from clara.application.card_transactions.import_ports import Imports, OpenStatement, Statements
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import ClaraError
from clara.domain.ids import InCompany
from clara.domain.imports.cell import Cell
from clara.domain.imports.columns import detect
from clara.domain.imports.mapping import Mapping, header_signature
from clara.domain.imports.preview import (
    PREVIEWED_ROWS,
    ImportPreview,
    PreviewedRow,
    first_cells,
    shown_row,
)
from clara.domain.imports.reading import RowReader
from clara.domain.imports.rejected import Rejected
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile
from clara.domain.imports.tally import Tally

_ABOUT_COLUMNS = frozenset({"invalid_mapping", "import_columns_missing"})
_SHOWN = 12


class PreviewImportCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    statement: HeldName
    mapping: Annotated[dict[str, str | int], Meta(max_length=40)] = {}  # noqa: RUF012 - a Struct copies it


@dataclass(frozen=True, slots=True)
class PreviewImport(UseCase[PreviewImportCommand, ImportPreview]):
    """Look at a statement that is kept for a while: its columns, how they are read, its first rows,
    and what importing the first 5,000 of them would do. Nothing is changed.

    Where the columns are not recognised, or a mapping cannot be used, the preview says so and shows
    the cells as they are.

    Errors, first that holds: statement_gone, blobs_unavailable, empty_file, unreadable_file,
    header_not_found, import_too_large.
    """

    name = "card.import_preview"
    tool = "preview_import"
    title = "Preview an import"
    action = "import.previewed"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    roles = STAFF
    command = PreviewImportCommand
    result = ImportPreview

    held: HeldStatements
    imports: Imports
    statements: Statements
    clock: Clock

    async def __call__(self, actor: Actor, command: PreviewImportCommand) -> ImportPreview:
        async with self.held.opened(self.held.named(actor, command.statement)) as file:
            statement = await asyncio.to_thread(self.statements.open, Path(file.path))
            cells = await asyncio.to_thread(first_cells, statement.cells(), _SHOWN)
            begun = ImportPreview(
                file_name=file.name,
                size=file.size,
                headers=tuple(statement.headers),
                cells=cells,
            )
            saved = await self.imports.saved_mapping(actor, header_signature(statement.headers))
            try:
                mapping = await asyncio.to_thread(
                    lambda: detect(
                        statement.headers,
                        statement.cells(),
                        actor.company.currency,
                        given=command.mapping,
                        saved=saved,
                    )
                )
            except ClaraError as error:
                if error.code not in _ABOUT_COLUMNS:
                    raise
                return begun.refused(error.code, error.message)
            return await self._read(actor, file, statement, mapping, begun)

    async def _read(
        self,
        actor: Actor,
        file: StatementFile,
        statement: OpenStatement,
        mapping: Mapping,
        begun: ImportPreview,
    ) -> ImportPreview:
        """What the first rows come to, and a few of them as they would be stored."""
        zone, tally = actor.company.time_zone, Tally()
        reader = RowReader(
            mapping,
            company_id=actor.company.company_id,
            currency=actor.company.currency,
            zone=ZoneInfo(zone),
        )
        rows = statement.rows()
        read = await asyncio.to_thread(_read_some, rows, reader, tally)
        good = [row for _, row in read if isinstance(row, NewRow)]
        if good:
            foreseen = await self.imports.foresee(actor, good)
            tally.added, tally.cards_added = foreseen.added, foreseen.cards_added
        is_whole = await asyncio.to_thread(next, rows, None) is None
        dry = ImportReport(
            id="",
            status=ImportStatus.DRY_RUN,
            file_name=file.name,
            created_at=self.clock.now(),
        )
        report = tally.report(dry, mapping.described(), zone, self.clock.now())
        return begun.read(mapping, report, _first(read, zone), is_whole=is_whole)


_Read = list[tuple[int, NewRow | Rejected]]


def _read_some(rows: Iterator[tuple[int, list[Cell]]], reader: RowReader, tally: Tally) -> _Read:
    """Up to `PREVIEWED_ROWS` lines of the file, those that say nothing left out."""
    found: _Read = []
    for line, cells in islice(rows, PREVIEWED_ROWS):
        row = reader.read(line, cells)
        if isinstance(row, NewRow):
            tally.accept(row)
        elif row is not None:
            tally.reject(row)
        else:
            continue
        found.append((line, row))
    return found


def _first(read: _Read, zone: str) -> tuple[PreviewedRow, ...]:
    return tuple(shown_row(line, row, zone) for line, row in read[:_SHOWN])
