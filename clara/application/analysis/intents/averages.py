"""On average: of a transaction, of a day, week or month, or of whoever there is."""

from clara.application.analysis.intents.buckets import buckets
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, Cells, table
from clara.application.analysis.intents.totals import totals_in
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import Outcome, Work, is_unidentified
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.ratio import divided
from clara.domain.analysis.sheet import Sheet


async def average(work: Work) -> Outcome:
    """Sizes divided to whole minor units, halves away from zero. A number of rows is so many a
    month, unless something else is asked for."""
    by = work.plan.dimension
    if by is None and work.counts_rows:
        by = Dimension.MONTH
    sheet = await work.sheet(by)
    totals = await totals_in(work, sheet)
    means = [mean for total in totals if (mean := _mean(work, sheet, by, total))]
    if not means:
        work.sentence.say("nothing.in", period=work.sentence.period(work.plan.period))
    rows: list[Cells] = [
        (one.label, one.currency, one.amount_minor, one.number or one.count) for one in means
    ]
    return Outcome(
        sentence=work.sentence,
        coverage=sheet.coverage,
        table=table(work, ("measure", "text"), CURRENCY, AMOUNT, COUNT, rows=rows),
        follow_ups=("follow.trend", "follow.largest"),
    )


def _mean(work: Work, sheet: Sheet, by: Dimension | None, total: Figure) -> Figure | None:
    """None where there is nothing to divide by."""
    parts = total.count if by is None else _parts(work, sheet, by, total.currency)
    if not parts:
        return None
    of = [total]
    if by is not None:
        label = work.words(f"by.{by.value}")
        of.append(work.figures.derive(f"number_of_{by.value}", label, of, size=parts, counts=True))
    mean = work.figures.derive("mean", work.words("mean"), of, size=divided(total.size, parts))
    say = work.sentence
    say.say(
        "average",
        measure=work.measure_words(),
        where=where(work),
        each=work.words(f"each.{by.value if by else 'transaction'}"),
        period=say.period(work.plan.period),
        figure=say.figure(mean),
        total=say.figure(total),
    )
    return mean


def _parts(work: Work, sheet: Sheet, by: Dimension, currency: str | None) -> int:
    """How many days, weeks or months there have been, or how many others had a row."""
    if by.is_time:
        return sum(period.first <= work.today for _, period in buckets(work.plan.period, by))
    countings = work.measured.countings
    return sum(
        currency in work.sizes(group.sums(countings)) and not is_unidentified(by, group.key)
        for group in sheet.groups
    )
