"""What stands out among the rows of an ordinary question, beside its answer."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from itertools import zip_longest

from msgspec import structs

from clara.application.analysis.intents.buckets import reaching_back
from clara.application.analysis.intents.card_states import limit_finding, limits_used
from clara.application.analysis.intents.found import Case, finding_of
from clara.application.analysis.intents.patterns import price_change, unusual_case
from clara.application.analysis.intents.policies import limits_of
from clara.application.analysis.limit_use import Used
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.answer import Finding, Severity
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.measuring import HELD
from clara.domain.analysis.patterns.duplicates import Duplicates
from clara.domain.analysis.patterns.recurring import RecurringCharges
from clara.domain.analysis.patterns.splits import Splits
from clara.domain.analysis.patterns.unusual import Usual
from clara.domain.analysis.plan import Filters, Intent, Measure
from clara.domain.card_transactions.category import Category
from clara.domain.instant import microseconds
from clara.domain.period import Period

MOST_FINDINGS = 5
MOST_LOOKED_THROUGH = 10_000
"""Rows of a question, and of the half year before it, so that an answer stays a matter of
milliseconds whatever else a company has."""
_HALF_A_YEAR = 183
_OF_EACH_KIND = 2

_ORDINARY = frozenset(
    {
        *(Intent.TOTAL, Intent.TOP, Intent.LIST, Intent.LARGEST, Intent.COMPARE),
        *(Intent.TREND, Intent.AVERAGE, Intent.COUNT, Intent.SHARE),
    }
)
_OF_CHARGES = frozenset({Measure.SPEND, Measure.NET, Measure.TRANSACTIONS})

Finder = Callable[[], Awaitable[Finding]]


async def standing_out(work: Work, outcome: Outcome) -> tuple[Finding, ...]:
    """At most five findings among the rows that were asked about; the most pressing kind first, and
    none of a kind before every other has had its turn. None where `is_too_much`."""
    if not _is_about_charges(work) or is_too_much(work, outcome):
        return ()
    kinds = [
        *await _patterns(work, await _all(work, work.plan.period)),
        await _cash(work),
    ]
    kinds.insert(1, await _limits(work))
    turns = zip_longest(*(kind[:_OF_EACH_KIND] for kind in kinds))
    finders = [finder for turn in turns for finder in turn if finder is not None]
    found = [await finder() for finder in finders[:MOST_FINDINGS]]
    return tuple(sorted(found, key=lambda one: one.severity is not Severity.WARNING))


def is_too_much(work: Work, outcome: Outcome) -> bool:
    """Whether an ordinary question has more rows than are looked through for findings."""
    rows = outcome.coverage.matched if outcome.coverage else 0
    return _is_about_charges(work) and rows > MOST_LOOKED_THROUGH


def _is_about_charges(work: Work) -> bool:
    plan = work.plan
    is_held = set(plan.filters.statuses) <= set(HELD)
    return plan.intent in _ORDINARY and plan.measure in _OF_CHARGES and is_held


async def _all(
    work: Work, period: Period, filters: Filters | None = None
) -> Sequence[Charge] | None:
    """Everything in `period`, None where that is too much."""
    rows = work.rows_of(filters or work.measured.named, period)
    found: list[Charge] = []
    async for batch in work.books.charges(rows, MOST_LOOKED_THROUGH + 1):
        found += batch
        if len(found) > MOST_LOOKED_THROUGH:
            return None
    return found


async def _patterns(work: Work, asked: Sequence[Charge] | None) -> list[list[Finder]]:
    """Duplicates, unusual charges, split ones and new prices, in that order."""
    if not asked:
        return [[]]
    duplicates, splits = Duplicates(), Splits(await limits_of(work))
    duplicates.take(asked)
    splits.take(asked)
    return [
        _finders(work, "duplicates", [Case(one, one[0].minor, {}) for one in duplicates.found()]),
        *await _against_the_past(work, asked),
        _finders(
            work,
            "split",
            [Case(run, sum(one.minor for one in run), {}) for run in splits.found()],
        ),
    ]


async def _against_the_past(work: Work, asked: Sequence[Charge]) -> list[list[Finder]]:
    """What the half year before the question makes stand out: where it is not too much."""
    past = _before(work.plan.period)
    history = await _all(work, past) if past else []
    if history is None:
        return []
    usual, recurring = Usual(), RecurringCharges()
    for batch in (history, asked):
        usual.learn(batch)
        recurring.take(batch)
    usual.settle()
    outliers = sorted(
        usual.outliers(asked), key=lambda one: (usual.median_minor(one) - one.minor, one.id)
    )
    series = recurring.found(microseconds(work.plan.period.start))
    return [
        _finders(work, "unusual", [unusual_case(work, usual, one) for one in outliers[:2]]),
        _finders(
            work,
            "recurring",
            [price_change(work, one) for one in series if one.changed],
            Severity.NOTICE,
        ),
    ]


def _before(period: Period) -> Period | None:
    reaching = reaching_back(period, _HALF_A_YEAR)
    if reaching.first == period.first:
        return None
    return structs.replace(reaching, last=period.first - timedelta(days=1), end=period.start)


def _finders(
    work: Work, key: str, cases: Sequence[Case], severity: Severity = Severity.WARNING
) -> list[Finder]:
    def finder(case: Case) -> Finder:
        return lambda: finding_of(work, key, case, severity)

    return [finder(case) for case in cases]


async def _limits(work: Work) -> list[Finder]:
    """Cards that have used most of a limit, where the question reaches until today and is about
    cards as a whole."""
    plan = work.plan
    is_part = plan.filters.merchants or plan.filters.categories
    if is_part or not plan.period.first <= work.today <= plan.period.last:
        return []

    def finder(used: Used) -> Finder:
        return lambda: limit_finding(work, used)

    return [finder(one) for one in (await limits_used(work))[:_OF_EACH_KIND]]


async def _cash(work: Work) -> list[Finder]:
    """Cash in the currency in which the most was taken."""
    categories = work.plan.filters.categories
    if categories and Category.CASH not in categories:
        return []
    filters = structs.replace(work.measured.named, categories=(Category.CASH,))
    taken = await _all(work, work.plan.period, filters) or ()
    by_currency: dict[int, list[Charge]] = {}
    for charge in taken:
        if charge.minor > 0:
            by_currency.setdefault(charge.currency, []).append(charge)
    sums = {code: sum(one.minor for one in held) for code, held in by_currency.items()}
    if not sums:
        return []
    most = max(sums, key=lambda code: (len(by_currency[code]), sums[code]))
    case = Case(by_currency[most], sums[most], {})
    return _finders(work, "cash", [case], Severity.NOTICE)
