"""A plan out of a reading: period, comparison, filters, order, and what was taken for granted."""

from msgspec import structs

from clara.adapters.analyst.rules.attachment_intents import files_question
from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.intents import card_question, policy_question
from clara.adapters.analyst.rules.planned_periods import plan_periods
from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.assumption import Assumption, AssumptionKind
from clara.domain.analysis.plan import Dimension, Filters, Intent, Measure, QueryPlan
from clara.domain.card_transactions.category import Category
from clara.domain.period import Period

_FEW, _MANY = 5, 20
_LONG_DAYS, _LONG_WEEKS = 31, 92
_GROUPED_BY_NOUN = frozenset(
    {
        *(Intent.TOP, Intent.COMPARE, Intent.AVERAGE, Intent.SHARE, Intent.COUNT),
        *(Intent.RECEIPTS, Intent.DUPLICATES, Intent.UNUSUAL),
    }
)
_OF_ROWS = frozenset({Measure.REFUNDS, Measure.FEES})
"""Measures whose rows are counted and not those of everything."""
_OF_FILES = frozenset({Intent.RECEIPTS, Intent.STATEMENT})
_SPENDS = frozenset({Measure.SPEND, Measure.NET})


def plan_of(reading: Reading, intent: Intent, calendar: Calendar) -> QueryPlan:
    """The plan for `intent`. The reading has at most the periods and groupings it can have."""
    assumptions: list[Assumption] = []
    period, compare_with = plan_periods(reading, intent, calendar, assumptions)
    measure = _measure(reading, intent)
    dimension = _dimension(reading, intent, period)
    ascending = intent in (Intent.TOP, Intent.LARGEST) and reading.has("least", "less")
    plan = QueryPlan(
        intent=intent,
        measure=measure,
        dimension=dimension,
        period=period,
        compare_with=compare_with,
        filters=_filters(reading, intent),
        limit=_limit(reading, intent, dimension, assumptions),
        ascending=ascending and not (reading.has("top") and not reading.has("least")),
        cards=card_question(reading) if intent is Intent.CARDS else None,
        policy=policy_question(reading) if intent is Intent.POLICY else None,
        attachments=files_question(reading) if intent in _OF_FILES else None,
        assumptions=(),
    )
    _said(reading, plan, assumptions)
    return _with(plan, assumptions)


def _with(plan: QueryPlan, assumptions: list[Assumption]) -> QueryPlan:
    return structs.replace(plan, assumptions=tuple(dict.fromkeys(assumptions)))


def _measure(reading: Reading, intent: Intent) -> Measure:
    if intent is Intent.COUNT:
        of_rows = reading.measure if reading.measure in _OF_ROWS else None
        return reading.groupings.counted or of_rows or Measure.TRANSACTIONS
    if reading.has("by_count"):
        return Measure.TRANSACTIONS
    return reading.measure or Measure.SPEND


def _dimension(reading: Reading, intent: Intent, period: Period) -> Dimension | None:
    asked = reading.groupings.asked or reading.groupings.named
    if intent is Intent.COUNT and reading.groupings.counted is not None:
        asked = reading.groupings.asked
    if intent is Intent.TREND:
        times = [one for one in asked if one.is_time]
        return times[0] if times else _step(period)
    if intent in _GROUPED_BY_NOUN:
        compared = intent in (Intent.TOP, Intent.COMPARE) and reading.has("compare", "against")
        return asked[0] if asked else (reading.named_dimension if compared else None)
    by = reading.groupings.asked
    if intent is Intent.RECURRING:
        by = tuple(one for one in by if not one.is_time)  # "what we pay every month"
    return by[0] if by and intent in (Intent.POLICY, Intent.RECURRING) else None


def _step(period: Period) -> Dimension:
    days = (period.last - period.first).days + 1
    if days <= _LONG_DAYS:
        return Dimension.DAY
    return Dimension.WEEK if days <= _LONG_WEEKS else Dimension.MONTH


def _limit(
    reading: Reading, intent: Intent, dimension: Dimension | None, assumptions: list[Assumption]
) -> int:
    if reading.limit is not None:
        return reading.limit
    if intent is Intent.LIST:
        return _MANY
    if reading.has("top", "least", "more", "less", "by_count"):
        if intent in (Intent.TOP, Intent.LARGEST):
            assumptions.append(Assumption(kind=AssumptionKind.TOP, taken_as=str(_FEW)))
        return _FEW
    return _MANY if dimension is not None and intent is not Intent.TREND else _FEW


def _filters(reading: Reading, intent: Intent) -> Filters:
    names, amounts = reading.names, reading.amounts
    categories = reading.categories
    if intent is Intent.TOTAL and reading.has("policy.cash"):
        categories = (*categories, Category.CASH)
    if intent is Intent.POLICY and reading.has("policy.cash"):
        categories = tuple(one for one in categories if one is not Category.CASH)
    return Filters(
        merchants=tuple(dict.fromkeys(names.merchants)),
        cardholders=tuple(dict.fromkeys(names.cardholders)),
        card_ids=tuple(dict.fromkeys((*reading.card_ids, *names.card_ids))),
        categories=tuple(dict.fromkeys(categories)),
        statuses=reading.statuses,
        currency=reading.currency,
        amount_currency=amounts.currency,
        above_minor=amounts.above,
        below_minor=amounts.below,
        minimum_minor=amounts.minimum,
        maximum_minor=amounts.maximum,
    )


def _said(reading: Reading, plan: QueryPlan, assumptions: list[Assumption]) -> None:
    """What was taken for granted besides periods."""
    if reading.amounts.currency_guessed and plan.filters.amount_currency:
        assumptions.append(
            Assumption(
                kind=AssumptionKind.COMPANY_CURRENCY,
                words=reading.amounts.currency_guessed,
                taken_as=plan.filters.amount_currency,
            )
        )
    for words, name in (*reading.slips, *reading.names.taken):
        assumptions.append(Assumption(kind=AssumptionKind.FUZZY_NAME, words=words, taken_as=name))
    is_spend = plan.measure in _SPENDS and not plan.filters.statuses
    if is_spend and plan.intent in (Intent.TOTAL, Intent.TOP, Intent.COMPARE, Intent.TREND):
        assumptions.append(Assumption(kind=AssumptionKind.SPEND))
