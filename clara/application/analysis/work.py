"""One plan while it is carried out: books of one moment, and the figures found so far."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeVar

from msgspec import Struct, structs

from clara.application.analysis.ports import Formats, OpenBooks, Place
from clara.application.analysis.sentence import Sentence
from clara.domain.analysis.answer import Chart, Finding, Table
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.figure import NO_ROWS, SHOWN_IDS, Evidence, Figure, digest_of
from clara.domain.analysis.measuring import Measured, measured, narrowed, rows_of
from clara.domain.analysis.plan import Dimension, Filters, Measure, QueryPlan
from clara.domain.analysis.sheet import Sheet, Sum
from clara.domain.card_transactions.category import Category, label
from clara.domain.card_transactions.filter import NOBODY, CardTransactionFilter
from clara.domain.card_transactions.merchant import UNIDENTIFIED
from clara.domain.card_transactions.totals import Coverage
from clara.domain.credentials.actor import Seat
from clara.domain.money import currency_code
from clara.domain.period import Period

DIGESTS_UP_TO = 5_000
"""Rows of a figure whose identifiers are read for its digest. Reading a million takes seconds."""


AMOUNTS = (Measure.SPEND, Measure.REFUNDS, Measure.FEES, Measure.NET)
NOTHING = Sum(0, 0)

Sizes = dict[str | None, Sum]
Code = TypeVar("Code", str, str | None)


class Cell(NamedTuple):
    """What a figure says before its rows are known: a group in one currency or, with None, in all."""

    label: str
    rows: int
    minor: int | None = None
    currency: str | None = None
    number: int = 0
    key: str = ""
    counted: int | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """What an intent came to, beside its figures. `follow_ups` are keys of texts."""

    sentence: Sentence
    coverage: Coverage | None
    table: Table | None = None
    chart: Chart | None = None
    findings: tuple[Finding, ...] = ()
    follow_ups: tuple[str, ...] = ()


@dataclass(slots=True)
class Work:
    """`measured` says what of the plan's filters counts."""

    books: OpenBooks
    plan: QueryPlan
    seat: Seat
    today: date
    sentence: Sentence
    digests_up_to: int = DIGESTS_UP_TO
    figures: list[Figure] = field(default_factory=list)

    @property
    def measured(self) -> Measured:
        return measured(self.plan.filters, self.plan.measure)

    @property
    def formats(self) -> Formats:
        return self.sentence.formats

    def words(self, key: str, **parts: str) -> str:
        return self.sentence.words(key, **parts)

    def measure_words(self, measure: Measure | None = None) -> str:
        return self.words(f"measure.{(measure or self.plan.measure).value}")

    def rows_of(self, filters: Filters, period: Period | None = None) -> CardTransactionFilter:
        return rows_of(filters, period or self.plan.period, self.seat.currency)

    async def sheet(
        self,
        by: Dimension | None = None,
        period: Period | None = None,
        filters: Filters | None = None,
    ) -> Sheet:
        """Sums of the plan's filters, or of `filters`, in its period or another."""
        return await self.books.sums(self.rows_of(filters or self.measured.asked, period), by)

    @property
    def counts_rows(self) -> bool:
        """Whether rows are counted; otherwise amounts are added up."""
        return self.plan.measure not in AMOUNTS

    def sizes(self, sums: Mapping[str, Sum]) -> Sizes:
        """Amounts by their currency; a number of rows is one of all currencies, under None."""
        if not self.counts_rows:
            return {code: held for code, held in sums.items()}  # noqa: C416 - a wider key
        rows = sum(one.rows for one in sums.values())
        return {None: Sum(rows, rows)} if sums else {}

    def home_first(self, currencies: Iterable[Code]) -> list[Code]:
        """The company's currency, then the others by their codes."""
        return sorted(currencies, key=lambda code: (code != self.seat.currency, code or ""))

    def cell(self, label: str, code: str | None, held: Sum, number: int = 0, key: str = "") -> Cell:
        """A size of the plan's measure."""
        return Cell(label, held.rows, held.minor if code else None, code, number, key)

    def called(self, by: Dimension, key: str, label_: str) -> str:
        """What a group is called in the answer's language."""
        if by is Dimension.CATEGORY:
            return label(Category(key), self.sentence.language.value)
        return self.words(f"nobody.{by.value}") if key == NOBODY else label_

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
        named, group = filters or self.measured.named, None if by is Dimension.CURRENCY else by
        keys = dict.fromkeys(cell.key for cell in cells)
        if not cells:
            return []
        evidence = await self.books.evidence(
            self.rows_of(narrowed(named, group, *keys), period),
            [Place(cell.number, _currency(by, cell), cell.rows) for cell in cells],
            group,
            digests_up_to=self.digests_up_to,
        )
        return [
            self._added(query, cell, _of_cell(named, by, cell), proof, period)
            for cell, proof in zip(cells, evidence, strict=True)
        ]

    def add_pattern(self, query: str, label: str, charges: Sequence[Charge]) -> list[Figure]:
        """A figure per currency for the rows in which a pattern was found."""
        found: dict[int, list[Charge]] = {}
        for charge in sorted(charges, key=lambda one: (one.at, one.id), reverse=True):
            found.setdefault(charge.currency, []).append(charge)
        by_code = {currency_code(number): held for number, held in found.items()}
        return [
            self.add_chosen(
                query,
                Cell(label, len(held), sum(charge.minor for charge in held), code),
                [charge.id for charge in held],
            )
            for code, held in ((code, by_code[code]) for code in self.home_first(by_code))
        ]

    def add_number(self, query: str, label: str, number: int) -> Figure:
        """A figure of something that is no card transaction, such as cards."""
        cell = Cell(label, 0, counted=number)
        return self._added(query, cell, self.plan.filters, NO_ROWS, None)

    def add_chosen(self, query: str, cell: Cell, ids: Sequence[str]) -> Figure:
        """A figure of rows, newest first, that `query` chose among those of the plan."""
        proof = Evidence(ids=tuple(ids[:SHOWN_IDS]), total=len(ids), sha256=digest_of(ids))
        filters = structs.replace(self.measured.named, currency=cell.currency)
        return self._added(query, cell, filters, proof, None)

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
        """A figure computed from others: a size like that of the first, a number, or a share."""
        first = of[0]
        is_amount = size is not None and first.amount_minor is not None and not counts
        figure = Figure(
            id=f"F{len(self.figures) + 1}",
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
        self.figures.append(figure)
        return figure

    def _added(
        self, query: str, cell: Cell, filters: Filters, evidence: Evidence, period: Period | None
    ) -> Figure:
        figure = Figure(
            id=f"F{len(self.figures) + 1}",
            label=cell.label,
            count=cell.rows,
            number=cell.counted,
            amount_minor=cell.minor,
            currency=cell.currency,
            query=query,
            period=period or self.plan.period,
            filters=filters,
            evidence=evidence,
        )
        self.figures.append(figure)
        return figure


def _of_cell(named: Filters, by: Dimension | None, cell: Cell) -> Filters:
    found, currency = narrowed(named, by, cell.key), _currency(by, cell)
    return structs.replace(found, currency=currency) if currency else found


def _currency(by: Dimension | None, cell: Cell) -> str | None:
    """A number of rows has a currency only as the group it is about."""
    return cell.key if by is Dimension.CURRENCY else cell.currency


def is_unidentified(by: Dimension, key: str) -> bool:
    """Whether a group stands for nobody in particular: it is shown apart and never ranked."""
    return key == (UNIDENTIFIED if by is Dimension.MERCHANT else NOBODY)
