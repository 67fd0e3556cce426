"""A company's rows in plain Python, and what figures have to be when they are added up there."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cardholders, cards, companies, merchants
from clara.domain.analysis.answer import Answer
from clara.domain.analysis.attached import Attached
from clara.domain.analysis.figure import (
    CHOOSING,
    NO_ROWS,
    OF_CARDS,
    OF_FILES,
    SHOWN_IDS,
    Figure,
    digest_of,
)
from clara.domain.analysis.plan import Filters
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.instant import microseconds
from clara.domain.money import currency_code
from clara.domain.period import Period
from tests.support.world import World


@dataclass(frozen=True, slots=True)
class Plain:
    id: str
    at: int
    minor: int
    currency: str
    type: CardTransactionType
    status: CardTransactionStatus
    category: Category
    merchant: str
    card: str
    holder: str
    holder_name: str | None


async def plain_rows(world: World, company_id: str) -> list[Plain]:
    """Every row of the company, newest first."""
    query = (
        select(
            t.c.id, t.c.occurred_at, t.c.amount_minor, t.c.currency, t.c.type, t.c.status,
            t.c.category, merchants.c.name, cards.c.id, cardholders.c.id, cardholders.c.name,
        )
        .select_from(t)
        .join(companies, companies.c.number == t.c.company_number)
        .join(merchants, and_(merchants.c.company_number == t.c.company_number,
                              merchants.c.number == t.c.merchant_number))
        .outerjoin(cards, and_(cards.c.company_number == t.c.company_number,
                               cards.c.number == t.c.card_number))
        .outerjoin(cardholders, and_(cardholders.c.company_number == t.c.company_number,
                                     cardholders.c.number == t.c.cardholder_number))
        .where(companies.c.id == company_id)
        .order_by(t.c.occurred_at.desc(), t.c.id.desc())
    )  # fmt: skip
    types, statuses, categories = (
        tuple(kind) for kind in (CardTransactionType, CardTransactionStatus, Category)
    )
    return [
        Plain(f"ctx_{row[0].hex()}", row[1], row[2], currency_code(row[3]), types[row[4]],
              statuses[row[5]], categories[row[6]], row[7], row[8] or "none", row[9] or "none",
              row[10])
        for row in await world.rows(query)
    ]  # fmt: skip


def matches(row: Plain, f: Filters, unit: str) -> bool:
    """Whether a row is meant, whenever it was."""
    wanted = (
        (f.merchants, row.merchant),
        (f.cardholders, row.holder_name),
        (f.cardholder_ids, row.holder),
        (f.card_ids, row.card),
        (f.categories, row.category),
        (f.statuses, row.status),
        (f.types, row.type),
        ((f.currency,) if f.currency else (), row.currency),
    )
    if any(values and value not in values for values, value in wanted):
        return False
    limits = (f.above_minor, f.below_minor, f.minimum_minor, f.maximum_minor)
    if all(limit is None for limit in limits):
        return True
    above, below, minimum, maximum = limits
    return (
        row.currency == (f.amount_currency or unit)
        and (above is None or row.minor > above)
        and (below is None or row.minor < below)
        and (minimum is None or row.minor >= minimum)
        and (maximum is None or row.minor <= maximum)
    )


@dataclass(frozen=True)
class PlainBooks:
    """`rows` are newest first; `unit` is the company's currency."""

    rows: list[Plain]
    unit: str

    def of(self, period: Period, filters: Filters) -> list[Plain]:
        newest = bisect_left(self.rows, -microseconds(period.end) + 1, key=lambda row: -row.at)
        beyond = bisect_right(self.rows, -microseconds(period.start), key=lambda row: -row.at)
        return [row for row in self.rows[newest:beyond] if matches(row, filters, self.unit)]

    def check(self, answer: Answer, digests_up_to: int, attached: Sequence[Attached] = ()) -> None:
        """Every figure is the plain sum of the rows it names, or follows from those that are."""
        figures = {figure.id: figure for figure in answer.figures}
        assert list(figures) == [f"F{n}" for n in range(1, len(answer.figures) + 1)]
        for figure in answer.figures:
            if figure.query in OF_CARDS:
                assert (figure.count, figure.evidence) == (0, NO_ROWS)
            elif figure.query in OF_FILES:
                _check_files(figure, attached)
            elif figure.of:
                self._check_derived(figure, [figures[id] for id in figure.of])
            else:
                self._check_sum(figure, digests_up_to)

    def _check_sum(self, figure: Figure, digests_up_to: int) -> None:
        rows, proof = self.of(figure.period, figure.filters), figure.evidence
        if figure.query in CHOOSING:
            rows = [row for row in rows if row.id in set(proof.ids)]
            assert proof.total <= SHOWN_IDS or len(rows) == SHOWN_IDS
            if proof.total > SHOWN_IDS:
                return
        assert (figure.count, proof.total) == (len(rows), len(rows))
        assert proof.ids == tuple(row.id for row in rows[:SHOWN_IDS])
        if len(rows) <= digests_up_to or figure.query in CHOOSING:
            assert proof.sha256 == digest_of(row.id for row in rows)
        else:
            assert proof.sha256 is None
        if figure.currency is not None:
            assert {row.currency for row in rows} <= {figure.currency}
            assert figure.amount_minor == sum(row.minor for row in rows)
        if figure.number is not None:
            assert figure.number in self._different(rows)

    def _different(self, rows: list[Plain]) -> set[int]:
        return {
            len({row.merchant for row in rows} - {"Unidentified"}),
            len({row.card for row in rows} - {"none"}),
            len({row.holder for row in rows} - {"none"}),
        }

    def _check_derived(self, figure: Figure, of: list[Figure]) -> None:
        sizes = [one.size for one in of]
        if figure.amount_minor is not None:
            assert {one.currency for one in of if one.amount_minor is not None} == {figure.currency}
        if figure.query == "difference":
            assert figure.size == sizes[0] - sizes[1]
        elif figure.query == "relative_difference":
            assert figure.per_mille == _rounded((sizes[0] - sizes[1]) * 1000, sizes[1])
        elif figure.query == "share":
            assert figure.per_mille == _rounded(sizes[0] * 1000, sizes[1])
        elif figure.query == "mean":
            assert figure.size == _rounded(sizes[0], of[1].size if len(of) > 1 else of[0].count)
        elif figure.query in ("number_of_merchant", "number_of_card", "number_of_cardholder"):
            assert figure.size in self._different(self.of(of[0].period, of[0].filters))
        else:
            assert figure.query.removeprefix("number_of_") in _OTHER_PARTS
            assert figure.size >= 1


def _check_files(figure: Figure, attached: Sequence[Attached]) -> None:
    """The figure is the plain sum of the rows of files that it names."""
    assert (figure.of, figure.evidence) == ((), NO_ROWS)
    assert figure.files
    assert sum(one.total for one in figure.files) == figure.count
    if any(one.total > SHOWN_IDS for one in figure.files):
        return
    amounts = [
        amount
        for one in figure.files
        for file in attached
        if file.attachment.id == one.attachment_id
        for place, amount in _amounts_in(file)
        if place in one.places
    ]
    assert {currency for _, currency in amounts} == {figure.currency}
    assert sum(minor for minor, _ in amounts) == figure.amount_minor
    assert len(amounts) == figure.count


def _amounts_in(file: Attached) -> list[tuple[int, tuple[int, str]]]:
    lines = [(one.place, (one.amount_minor, one.currency)) for one in file.contents.lines]
    return lines + [
        (place, (one.total_minor, one.currency))
        for place, one in enumerate(file.contents.documents, 1)
        if one.total_minor is not None and one.currency is not None
    ]


_OTHER_PARTS = ("day", "week", "month", "category", "currency")


def _rounded(number: int, by: int) -> int:
    """The nearest whole number, a half away from zero, the long way round."""
    whole, rest = divmod(abs(number), by)
    return (whole + (2 * rest >= by)) * (-1 if number < 0 else 1)


def span(rows: list[Plain]) -> tuple[date, date]:
    """Days that have all rows between them, whatever the zone."""
    stamps = [row.at // 86_400_000_000 for row in rows]
    epoch = date(1970, 1, 1).toordinal()
    return date.fromordinal(epoch + min(stamps) - 1), date.fromordinal(epoch + max(stamps) + 1)
