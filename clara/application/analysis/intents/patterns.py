"""What stands out among charges: twice the same, coming back, far above the usual."""

from itertools import chain

from clara.application.analysis.intents.buckets import reaching_back
from clara.application.analysis.intents.found import Case, charges, found
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.patterns.duplicates import Duplicates
from clara.domain.analysis.patterns.recurring import Recurring, RecurringCharges
from clara.domain.analysis.patterns.unusual import Usual
from clara.domain.instant import microseconds
from clara.domain.money import currency_code

_YEAR = 365
"""Days before a period from which it is known what is usual and what comes back."""


async def duplicates(work: Work) -> Outcome:
    """Of each, all but the first are counted: that one is presumably right."""
    pattern = Duplicates()
    async for batch in charges(work):
        pattern.take(batch)
    chains = pattern.found()
    repeats = list(chain.from_iterable(one[1:] for one in chains))
    return await found(work, "duplicates", repeats, [Case(one, one[0].minor, {}) for one in chains])


async def recurring(work: Work) -> Outcome:
    """Findings are those whose price has changed."""
    pattern, start = RecurringCharges(), microseconds(work.plan.period.start)
    async for batch in charges(work, reaching_back(work.plan.period, _YEAR)):
        pattern.take(batch)
    series = pattern.found(start)
    inside = [charge for one in series for charge in one.charges if charge.at >= start]
    cases = [price_change(work, one) for one in series if one.changed]
    return await found(work, "recurring", inside, cases)


def price_change(work: Work, series: Recurring) -> Case:
    """The latest charge of `series` against the one before."""
    before, latest = series.charges[-2:]
    shown = work.formats.money(before.minor, currency_code(before.currency), work.sentence.language)
    return Case([latest], latest.minor, {"before": shown})


async def unusual(work: Work) -> Outcome:
    """Against the year before the period as well; the furthest from the usual first."""
    usual, flagged = Usual(), list[Charge]()
    async for batch in charges(work, reaching_back(work.plan.period, _YEAR)):
        usual.learn(batch)
    usual.settle()
    async for batch in charges(work):
        flagged += usual.outliers(batch)

    def excess(charge: Charge) -> tuple[int, str]:
        return usual.median_minor(charge) - charge.minor, charge.id

    cases = [unusual_case(work, usual, one) for one in sorted(flagged, key=excess)]
    return await found(work, "unusual", flagged, cases)


def unusual_case(work: Work, usual: Usual, charge: Charge) -> Case:
    """`charge` against what its merchant usually takes."""
    code = currency_code(charge.currency)
    shown = work.formats.money(usual.median_minor(charge), code, work.sentence.language)
    return Case([charge], charge.minor, {"usual": shown})
