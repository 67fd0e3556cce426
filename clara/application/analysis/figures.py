"""The figures of an answer, numbered as they are found, each with the rows behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from msgspec import structs

from clara.application.analysis.ports import OpenBooks, Place
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.figure import (
    ATTACHED_ROWS,
    NO_ROWS,
    SHOWN_IDS,
    Evidence,
    Figure,
    FileRows,
    digest_of,
)
from clara.domain.analysis.measuring import in_full, narrowed, rows_of
from clara.domain.analysis.plan import Dimension, Filters
from clara.domain.money import currency_code
from clara.domain.period import Period

DIGESTS_UP_TO = 5_000
"""Rows of a figure whose identifiers are read for its digest. Reading a million takes seconds."""

Code = TypeVar("Code", str, str | None)


class Cell(NamedTuple):
    """What a figure says before its rows are known: a group in one currency or, with None, in all.
    `counted` is a number of something else than rows."""

    label: str
    rows: int
    minor: int | None = None
    currency: str | None = None
    number: int = 0
    key: str = ""
    counted: int | None = None


def home_first(currencies: Iterable[Code], home: str) -> list[Code]:
    """The company's currency, then the others by their codes."""
    return sorted(currencies, key=lambda code: (code != home, code or ""))


@dataclass(slots=True)
class Figures:
    """`filters` and `period` are the question's, with types and statuses said outright; `home` is
    the company's currency."""

    books: OpenBooks
    filters: Filters
    period: Period
    home: str
    digests_up_to: int = DIGESTS_UP_TO
    found: list[Figure] = field(default_factory=list)

    async def add(
        self,
        query: str,
        cells: Sequence[Cell],
        *,
        filters: Filters | None = None,
        by: Dimension | None = None,
        period: Period | None = None,
    ) -> list[Figure]:
        """A figure for each cell, over `filters` narrowed to its group and currency."""
        if not cells:
            return []
        named, group = filters or self.filters, None if by is Dimension.CURRENCY else by
        within = narrowed(named, group, *dict.fromkeys(cell.key for cell in cells))
        evidence = await self.books.evidence(
            rows_of(within, period or self.period, self.home),
            [Place(cell.number, _currency(by, cell), cell.rows) for cell in cells],
            group,
            digests_up_to=self.digests_up_to,
        )
        return [
            self._added(query, cell, _of_cell(named, by, cell), proof, period)
            for cell, proof in zip(cells, evidence, strict=True)
        ]

    def add_pattern(
        self,
        query: str,
        label: str,
        charges: Sequence[Charge],
        *,
        filters: Filters | None = None,
        period: Period | None = None,
    ) -> list[Figure]:
        """A figure per currency for the rows in which a pattern was found."""
        found: dict[str, list[Charge]] = {}
        for charge in sorted(charges, key=lambda one: (one.at, one.id), reverse=True):
            found.setdefault(currency_code(charge.currency), []).append(charge)
        return [
            self.add_chosen(
                query,
                Cell(label, len(found[code]), sum(one.minor for one in found[code]), code),
                [one.id for one in found[code]],
                filters=filters,
                period=period,
            )
            for code in home_first(found, self.home)
        ]

    def add_chosen(
        self,
        query: str,
        cell: Cell,
        ids: Sequence[str],
        *,
        filters: Filters | None = None,
        period: Period | None = None,
    ) -> Figure:
        """A figure of rows, newest first, that `query` chose among those of the question, or of
        other filters and days."""
        proof = Evidence(ids=tuple(ids[:SHOWN_IDS]), total=len(ids), sha256=digest_of(ids))
        named = structs.replace(filters or self.filters, currency=cell.currency)
        return self._added(query, cell, named, proof, period)

    def add_files(self, cell: Cell, files: tuple[FileRows, ...]) -> Figure:
        """A figure of rows of attached files."""
        figure = self._added(ATTACHED_ROWS, cell, Filters(), NO_ROWS, None)
        self.found[-1] = structs.replace(figure, files=files)
        return self.found[-1]

    def add_number(self, query: str, label: str, number: int, filters: Filters) -> Figure:
        """A figure of something that is no card transaction, such as cards."""
        return self._added(query, Cell(label, 0, counted=number), filters, NO_ROWS, None)

    def derive(
        self,
        query: str,
        label: str,
        of: Sequence[Figure],
        *,
        size: int | None = None,
        per_mille: int | None = None,
        counts: bool = False,
    ) -> Figure:
        """A figure computed from others: a size like that of the first (with `counts`, a number),
        or a share."""
        first = of[0]
        is_amount = size is not None and first.amount_minor is not None and not counts
        figure = Figure(
            id=self._next_id(),
            label=label,
            count=first.count,
            number=None if is_amount else size,
            amount_minor=size if is_amount else None,
            currency=first.currency if is_amount else None,
            per_mille=per_mille,
            query=query,
            period=first.period,
            filters=first.filters,
            evidence=NO_ROWS,
            of=tuple(one.id for one in of),
        )
        self.found.append(figure)
        return figure

    def _added(
        self, query: str, cell: Cell, filters: Filters, evidence: Evidence, period: Period | None
    ) -> Figure:
        figure = Figure(
            id=self._next_id(),
            label=cell.label,
            count=cell.rows,
            number=cell.counted,
            amount_minor=cell.minor,
            currency=cell.currency,
            query=query,
            period=period or self.period,
            filters=in_full(filters, self.home),
            evidence=evidence,
        )
        self.found.append(figure)
        return figure

    def _next_id(self) -> str:
        return f"F{len(self.found) + 1}"


def _of_cell(named: Filters, by: Dimension | None, cell: Cell) -> Filters:
    found, currency = narrowed(named, by, cell.key), _currency(by, cell)
    return structs.replace(found, currency=currency) if currency else found


def _currency(by: Dimension | None, cell: Cell) -> str | None:
    """A number of rows has a currency only as the group it is about."""
    return cell.key if by is Dimension.CURRENCY else cell.currency
