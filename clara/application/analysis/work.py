"""One plan while it is carried out: books of one moment, and what has been found so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from clara.application.analysis.figures import Cell, Code, Figures, home_first
from clara.application.analysis.ports import First, Formats, OpenBooks
from clara.application.analysis.sentence import Sentence
from clara.domain.analysis.answer import AttachmentUse, Chart, Finding, Table
from clara.domain.analysis.attached import Attached
from clara.domain.analysis.measuring import Measured, rows_of
from clara.domain.analysis.plan import Dimension, Filters, Measure, QueryPlan
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.analysis.sheet import Sheet, Sum
from clara.domain.card_transactions.category import Category, label
from clara.domain.card_transactions.filter import NOBODY, CardTransactionFilter
from clara.domain.card_transactions.merchant import UNIDENTIFIED
from clara.domain.card_transactions.totals import Coverage
from clara.domain.credentials.actor import Seat
from clara.domain.period import Period

AMOUNTS = (Measure.SPEND, Measure.REFUNDS, Measure.FEES, Measure.NET)
NOTHING = Sum(0, 0)

Sizes = dict[str | None, Sum]


class Unanswerable(Exception):
    """What was looked at while a plan was carried out has no answer to it."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason)
        self.reason = reason


class Outcome(Struct, frozen=True, kw_only=True):
    """What an intent came to, beside its figures. `follow_ups` are keys of texts."""

    sentence: Sentence
    coverage: Coverage | None
    table: Table | None = None
    chart: Chart | None = None
    findings: tuple[Finding, ...] = ()
    follow_ups: tuple[str, ...] = ()
    attachments: tuple[AttachmentUse, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """`measured` says what of the plan's filters counts; `figures` and `sentence` grow."""

    books: OpenBooks
    plan: QueryPlan
    measured: Measured
    seat: Seat
    today: date
    sentence: Sentence
    figures: Figures
    attached: tuple[Attached, ...] = ()

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

    async def leaders(self, by: Dimension) -> Sheet:
        """As `sheet`, with the groups by name that a ranking may show."""
        plan = self.plan
        first = First(plan.limit, self.measured.countings, self.counts_rows, plan.ascending)
        return await self.books.leaders(self.rows_of(self.measured.asked), by, first)

    async def distinct(self, by: Dimension) -> tuple[int, Sheet]:
        """How many groups there are, and everything as one."""
        return await self.books.distinct(
            self.rows_of(self.measured.asked), by, self.measured.countings
        )

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
        return home_first(currencies, self.seat.currency)

    def cell(self, label: str, code: str | None, held: Sum, number: int = 0, key: str = "") -> Cell:
        """A size of the plan's measure."""
        return Cell(label, held.rows, held.minor if code else None, code, number, key)

    def called(self, by: Dimension, key: str, label_: str) -> str:
        """What a group is called in the answer's language."""
        if by is Dimension.CATEGORY:
            return label(Category(key), self.sentence.language.value)
        return self.words(f"nobody.{by.value}") if key == NOBODY else label_


def is_unidentified(by: Dimension, key: str) -> bool:
    """Whether a group stands for nobody in particular: it is shown apart and never ranked."""
    return key == (UNIDENTIFIED if by is Dimension.MERCHANT else NOBODY)
