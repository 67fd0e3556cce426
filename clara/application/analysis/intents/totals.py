"""How much: one sum per currency, refunds apart."""

from clara.application.analysis.figures import Cell
from clara.application.analysis.intents.counts import counting
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, table
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import NOTHING, Outcome, Work
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import Measure
from clara.domain.analysis.sheet import Sheet


async def total(work: Work) -> Outcome:
    if work.counts_rows:
        return await counting(work)
    sheet = await work.sheet()
    figures = await totals_in(work, sheet)
    refunds = await _refunds(work, sheet)
    say = work.sentence
    say.say(
        "total",
        measure=work.measure_words(),
        where=where(work),
        period=say.period(work.plan.period),
        figures=say.figures(figures),
    )
    if refunds:
        say.say("total.refunds", figures=say.figures(refunds))
    rows = [(one.label, one.currency, one.amount_minor, one.count) for one in (*figures, *refunds)]
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(work, ("measure", "text"), CURRENCY, AMOUNT, COUNT, rows=rows),
        follow_ups=("follow.by_category", "follow.largest"),
    )


async def totals_in(work: Work, sheet: Sheet) -> list[Figure]:
    """What is measured, a figure per currency; nothing at all is nothing of the company's."""
    home = None if work.counts_rows else work.plan.filters.currency or work.seat.currency
    sizes = work.sizes(sheet.sums(work.measured.countings)) or {home: NOTHING}
    label = work.measure_words()
    cells = [work.cell(label, code, sizes[code]) for code in work.home_first(sizes)]
    return await work.figures.add("total", cells)


async def _refunds(work: Work, sheet: Sheet) -> list[Figure]:
    """Beside what was spent, what came back."""
    plan = work.plan
    if plan.measure is not Measure.SPEND or plan.filters.types or plan.filters.statuses:
        return []
    back = measured(plan.filters, Measure.REFUNDS)
    sums = sheet.sums(back.countings)
    cells = [
        Cell(work.measure_words(Measure.REFUNDS), sums[code].rows, sums[code].minor, code)
        for code in work.home_first(sums)
    ]
    return await work.figures.add("total", cells, filters=back.named)
