"""Who or what most: groups in order, in each currency by itself."""

from collections.abc import Sequence
from typing import NamedTuple

from clara.application.analysis.charting import bars
from clara.application.analysis.figures import Cell
from clara.application.analysis.intents.buckets import buckets
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, SHARE, Cells, table
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import Outcome, Work, is_unidentified
from clara.domain.analysis.answer import Table
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.ratio import per_mille
from clara.domain.analysis.sheet import OTHERS, Group, Sheet, Sum

_FEW = frozenset({Dimension.CURRENCY, Dimension.DAY, Dimension.WEEK, Dimension.MONTH})
"""Of which there are never so many that the store would have to choose."""


class Ranked(NamedTuple):
    """Groups of one currency (None: of all, by number) in order, and those that stand for nobody."""

    currency: str | None
    shown: list[tuple[Group, Sum]]
    unidentified: list[tuple[Group, Sum]]
    whole: Sum


async def ranking(work: Work) -> Outcome:
    by = work.plan.dimension or Dimension.CATEGORY
    sheet = await (work.sheet(by) if by in _FEW else work.leaders(by))
    ranks = _ranks(work, sheet, by)
    figures = await _figures(work, ranks, by)
    say = work.sentence
    say.say(
        "top",
        measure=work.measure_words(),
        where=where(work),
        dimension=work.words(f"by.{by.value}"),
        period=say.period(work.plan.period),
        order=work.words("order.least" if work.plan.ascending else "order.most"),
    )
    for rank, its in zip(ranks, figures, strict=True):
        pairs = zip(rank.shown, its, strict=True)
        say.say("top.items", items=say.joined([_item(work, by, g, f) for (g, _), f in pairs]))
    if not ranks:
        say.say("nothing")
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=_table(work, by, ranks),
        chart=bars(work, _measured_by(work, by), _drawn(work, by, ranks)) if ranks else None,
        follow_ups=("follow.trend", "follow.compare"),
    )


def _ranks(work: Work, sheet: Sheet, by: Dimension) -> list[Ranked]:
    """Amounts are ranked in each currency; numbers of rows need none."""
    countings = work.measured.countings
    sizes = [(group, work.sizes(group.sums(countings))) for group in sheet.groups]
    return [
        _ranked(work, by, code, [(group, its[code]) for group, its in sizes if code in its])
        for code in work.home_first(work.sizes(sheet.sums(countings)))
    ]


def _ranked(
    work: Work, by: Dimension, currency: str | None, groups: Sequence[tuple[Group, Sum]]
) -> Ranked:
    named = [
        pair for pair in groups if pair[0].number != OTHERS and not is_unidentified(by, pair[0].key)
    ]
    direction = 1 if work.plan.ascending else -1

    def place(pair: tuple[Group, Sum]) -> tuple[int, int, str]:
        group, held = pair
        return direction * held.minor, direction * held.rows, group.key

    return Ranked(
        currency,
        sorted(named, key=place)[: work.plan.limit],
        [pair for pair in groups if is_unidentified(by, pair[0].key)],
        Sum(sum(held.rows for _, held in groups), sum(held.minor for _, held in groups)),
    )


async def _figures(work: Work, ranks: list[Ranked], by: Dimension) -> list[list[Figure]]:
    """Of each rank. The rows of groups that are no times are looked up for all currencies at once."""
    cells = [_cells(work, rank, by) for rank in ranks]
    if by.is_time:
        periods = dict(buckets(work.plan.period, by))
        return [
            [
                figure
                for cell in its
                for figure in await work.figures.add(
                    "top", [cell._replace(number=0)], period=periods[cell.key]
                )
            ]
            for its in cells
        ]
    if by is Dimension.CURRENCY:
        return [await work.figures.add("top", its, by=by) for its in cells]
    found = iter(await work.figures.add("top", [cell for its in cells for cell in its], by=by))
    return [[next(found) for _ in its] for its in cells]


def _cells(work: Work, rank: Ranked, by: Dimension) -> list[Cell]:
    return [
        work.cell(
            work.called(by, group.key, group.label), rank.currency, held, group.number, group.key
        )
        for group, held in rank.shown
    ]


def _item(work: Work, by: Dimension, group: Group, figure: Figure) -> str:
    shown = work.sentence.figure(figure)
    if by is Dimension.CURRENCY and figure.currency:
        return shown
    return f"{work.sentence.name(work.called(by, group.key, group.label))} {shown}"


def _table(work: Work, by: Dimension, ranks: list[Ranked]) -> Table:
    rows = [row for rank in ranks for row in _rows(work, by, rank)]
    return table(work, (by.value, "text"), CURRENCY, AMOUNT, COUNT, SHARE, rows=rows)


def _rows(work: Work, by: Dimension, rank: Ranked) -> list[Cells]:
    """Those shown, the rest of them as one line, and nobody in particular: together, everything."""

    def row(name: str, held: Sum) -> Cells:
        amount = held.minor if rank.currency else None
        share = per_mille(held.minor, rank.whole.minor)
        return name, rank.currency, amount, held.rows, share

    found = [row(work.called(by, group.key, group.label), held) for group, held in rank.shown]
    apart = [held for _, held in rank.unidentified]
    taken = [held for _, held in rank.shown] + apart
    rest = Sum(
        rank.whole.rows - sum(held.rows for held in taken),
        rank.whole.minor - sum(held.minor for held in taken),
    )
    if rest.rows:
        found.append(row(work.words("others"), rest))
    return found + [row(work.words("unidentified"), held) for held in apart]


def _measured_by(work: Work, by: Dimension) -> str:
    return f"{work.measure_words()} {work.words(f'by.{by.value}')}"


def _drawn(work: Work, by: Dimension, ranks: list[Ranked]) -> list[tuple[str, int, str | None]]:
    """The bars of the first currency: those of several do not compare."""
    rank = ranks[0]
    return [
        (
            work.called(by, group.key, group.label),
            held.minor,
            rank.currency,
        )
        for group, held in rank.shown
    ]
