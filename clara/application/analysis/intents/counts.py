"""How many: rows, or how many different merchants, cards or cardholders."""

from clara.application.analysis.figures import Cell
from clara.application.analysis.intents.rankings import ranking
from clara.application.analysis.intents.tables import COUNT, table
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.plan import Dimension, Measure

DISTINCT = {
    Measure.MERCHANTS: Dimension.MERCHANT,
    Measure.CARDS: Dimension.CARD,
    Measure.CARDHOLDERS: Dimension.CARDHOLDER,
}

_OF_ROWS = frozenset({Measure.REFUNDS, Measure.FEES})
"""Rows of their own kind, which are called so."""


async def counting(work: Work) -> Outcome:
    """A dimension asks for a ranking by number, unless different ones are counted."""
    by = DISTINCT.get(work.plan.measure)
    if by is None and work.plan.dimension is not None:
        return await ranking(work)
    distinct, sheet = await work.distinct(by) if by else (None, await work.sheet())
    rows = sum(one.rows for one in sheet.sums(work.measured.countings).values())
    is_named = by is not None or work.plan.measure in _OF_ROWS
    label = work.measure_words(work.plan.measure if is_named else Measure.TRANSACTIONS)
    [figure] = await work.figures.add("count", [Cell(label, rows, counted=distinct)])
    say = work.sentence
    say.say(
        "count",
        measure=label,
        where=where(work),
        period=say.period(work.plan.period),
        figure=say.figure(figure),
    )
    shown = rows if distinct is None else distinct
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(work, ("measure", "text"), COUNT, rows=[(label, shown)]),
        follow_ups=("follow.by_category", "follow.total"),
    )
