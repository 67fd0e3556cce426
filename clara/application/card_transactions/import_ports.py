"""What importing a file needs."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from clara.domain.card_transactions.new_row import NewRow
from clara.domain.credentials.actor import Actor
from clara.domain.imports.cell import Cell
from clara.domain.imports.mapping import Mapping
from clara.domain.imports.report import ImportReport, StatementFile


class OpenStatement(Protocol):
    """A file's header and rows."""

    headers: list[str]

    @abstractmethod
    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Line and cells of every row below the header, from the first on each call."""

    @abstractmethod
    def cells(self) -> Iterator[list[Cell]]:
        """The same without lines."""

    @abstractmethod
    def portion(self) -> float:
        """How much of the file the rows asked for last have come from, 0 to 1."""


class Statements(Protocol):
    """Card-statement files: CSV, XLSX, XLS. Blocks while it reads."""

    @abstractmethod
    def open(self, path: Path) -> OpenStatement:
        """Raises `empty_file`, `unreadable_file`, `header_not_found`, `import_too_large`."""


class Staged(NamedTuple):
    """Of one batch: rows that are new, and cards made for them."""

    added: int
    cards_added: int


class Imports(Protocol):
    """Imports of the actor's company. All but `finish` commit on their own, in short steps; one
    import of a company runs at a time."""

    @abstractmethod
    async def begin(
        self, actor: Actor, import_id: str, file: StatementFile, task_id: str | None = None
    ) -> int:
        """The import's number, above all before it. Rows left by an import that died are removed.
        That of a task may begin again under its identifier, and ends what its earlier attempt is
        doing, should that one be alive still. Raises `import_running`."""

    @abstractmethod
    async def saved_mapping(self, actor: Actor, signature: str) -> Mapping | None:
        """How a file with these headers was read before."""

    @abstractmethod
    async def stage(self, actor: Actor, number: int, rows: Sequence[NewRow]) -> Staged:
        """Write new rows where nobody sees them yet; known ones are left alone."""

    @abstractmethod
    async def foresee(self, actor: Actor, rows: Sequence[NewRow]) -> Staged:
        """What `stage` would say of `rows`, after the batches foreseen before; writes nothing."""

    @abstractmethod
    async def finish(
        self, actor: Actor, number: int, report: ImportReport, signature: str, mapping: Mapping
    ) -> None:
        """Within the operation's transaction: show everything staged at once, keep the report,
        and remember how the file was read."""

    @abstractmethod
    async def abandon(self, actor: Actor, number: int, report: ImportReport) -> None:
        """Remove what was staged and keep the report of the failure."""

    @abstractmethod
    async def find(self, actor: Actor, import_id: str) -> ImportReport | None:
        """The import, or None."""
