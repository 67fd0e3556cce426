"""How it went: by day, week or month, those without a row as well."""

from clara.application.analysis.charting import line
from clara.application.analysis.intents.buckets import buckets
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, Cells, table
from clara.application.analysis.intents.totals import totals_in
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import NOTHING, Outcome, Sizes, Work
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.sheet import Sheet
from clara.domain.period import Period

_DAILY_UP_TO, _WEEKLY_UP_TO = 31, 120
"""Days of a period from which weeks, and then months, say more."""

Steps = list[tuple[str, Period, Sizes]]


async def trend(work: Work) -> Outcome:
    by = _step(work)
    sheet = await work.sheet(by)
    totals = await totals_in(work, sheet)
    currency = totals[0].currency
    steps = _steps(work, sheet, by)
    ends = await _ends(work, steps, currency)
    say = work.sentence
    say.say(
        "trend",
        measure=work.measure_words(),
        where=where(work),
        dimension=work.words(f"by.{by.value}"),
        period=say.period(work.plan.period),
        figures=say.figures(totals),
    )
    for key, figure in zip(("trend.highest", "trend.lowest"), ends, strict=False):
        say.say(key, figure=say.figure(figure), period=say.period(figure.period))
    drawn = [(name, sizes.get(currency, NOTHING).minor, currency) for name, _, sizes in steps]
    first = (by.value, "date" if by is Dimension.DAY else "text")
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(work, first, CURRENCY, AMOUNT, COUNT, rows=_rows(steps, totals)),
        chart=line(work, f"{work.measure_words()} {work.words(f'by.{by.value}')}", drawn),
        follow_ups=("follow.by_category", "follow.compare"),
    )


def _step(work: Work) -> Dimension:
    asked = work.plan.dimension
    if asked is not None and asked.is_time:
        return asked
    days = (work.plan.period.last - work.plan.period.first).days + 1
    if days <= _DAILY_UP_TO:
        return Dimension.DAY
    return Dimension.WEEK if days <= _WEEKLY_UP_TO else Dimension.MONTH


def _steps(work: Work, sheet: Sheet, by: Dimension) -> Steps:
    """In order of time, without what has not come yet."""
    countings = work.measured.countings
    sizes = {group.key: work.sizes(group.sums(countings)) for group in sheet.groups}
    return [
        (name, period, sizes.get(name, {}))
        for name, period in buckets(work.plan.period, by)
        if name in sizes or period.first <= work.today
    ]


async def _ends(work: Work, steps: Steps, currency: str | None) -> list[Figure]:
    """The highest and the lowest, where there is more than one; of those alike, the first."""
    if len(steps) < 2:
        return []

    def size(step: tuple[str, Period, Sizes]) -> int:
        return step[2].get(currency, NOTHING).minor

    figures = []
    for _, period, sizes in (max(steps, key=size), min(steps, key=size)):
        cell = work.cell(work.measure_words(), currency, sizes.get(currency, NOTHING))
        figures += await work.figures.add("trend", [cell], period=period)
    return figures


def _rows(steps: Steps, totals: list[Figure]) -> list[Cells]:
    return [
        (name, total.currency, held.minor if total.currency else None, held.rows)
        for total in totals
        for name, _, sizes in steps
        for held in (sizes.get(total.currency, NOTHING),)
    ]
