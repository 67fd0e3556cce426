"""How it went: by day, week or month, those without a row as well."""

from clara.application.analysis.charting import line
from clara.application.analysis.intents.buckets import buckets
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, Cells, table
from clara.application.analysis.intents.totals import totals_in
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import NOTHING, Outcome, Work
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.sheet import Sheet, Sum
from clara.domain.period import Period

_DAILY_UP_TO, _WEEKLY_UP_TO = 31, 120
"""Days of a period from which weeks, and then months, say more."""

Steps = list[tuple[str, Period, Sum]]


async def trend(work: Work) -> Outcome:
    by = _step(work)
    sheet = await work.sheet(by)
    totals = await totals_in(work, sheet)
    currency = totals[0].currency
    steps = _steps(work, sheet, by, currency)
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
    drawn = [(name, held.minor, currency) for name, _, held in steps]
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(
            work, (by.value, "date"), CURRENCY, AMOUNT, COUNT, rows=_rows(work, sheet, by, totals)
        ),
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


def _steps(work: Work, sheet: Sheet, by: Dimension, currency: str | None) -> Steps:
    countings = work.measured.countings
    sizes = {group.key: work.sizes(group.sums(countings)) for group in sheet.groups}
    return [
        (name, period, sizes.get(name, {}).get(currency, NOTHING))
        for name, period in buckets(work.plan.period, by)
    ]


async def _ends(work: Work, steps: Steps, currency: str | None) -> list[Figure]:
    """The highest and the lowest, where there is more than one; of those alike, the first. What
    has not come yet is no low."""
    steps = [step for step in steps if step[1].first <= work.today]
    if len(steps) < 2:
        return []

    def size(step: tuple[str, Period, Sum]) -> int:
        return step[2].minor

    figures = []
    for _, period, held in (max(steps, key=size), min(steps, key=size)):
        cell = work.cell(work.measure_words(), currency, held)
        figures += await work.figures.add("trend", [cell], period=period)
    return figures


def _rows(work: Work, sheet: Sheet, by: Dimension, totals: list[Figure]) -> list[Cells]:
    return [
        (name, total.currency, held.minor if total.currency else None, held.rows)
        for total in totals
        for name, _, held in _steps(work, sheet, by, total.currency)
    ]
