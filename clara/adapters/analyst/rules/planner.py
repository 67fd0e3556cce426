"""A plan out of a reading: period, comparison, filters, order, and what was taken for granted."""

from datetime import date

from msgspec import structs

from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.intents import card_question, policy_question
from clara.adapters.analyst.rules.period_reading import Found
from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.assumption import Assumption, AssumptionKind
from clara.domain.analysis.plan import Dimension, Filters, Intent, Measure, QueryPlan
from clara.domain.card_transactions.category import Category
from clara.domain.period import Period

_FEW, _MANY = 5, 20
_COMING_BACK = ("this_week", "this_month", "this_quarter", "this_year", "current_billing_period")
_DAYS_OF_WEEKS, _DAYS_OF_DAYS = 84, 30
_LONG_DAYS, _LONG_WEEKS = 31, 92
_GROUPED_BY_NOUN = frozenset(
    {
        *(Intent.TOP, Intent.COMPARE, Intent.AVERAGE, Intent.SHARE, Intent.COUNT),
        *(Intent.RECEIPTS, Intent.DUPLICATES, Intent.UNUSUAL),
    }
)
_SPENDS = frozenset({Measure.SPEND, Measure.NET})


def plan_of(reading: Reading, intent: Intent, calendar: Calendar) -> QueryPlan:
    """The plan for `intent`. The reading has at most the periods and groupings it can have."""
    assumptions: list[Assumption] = []
    period, compare_with = _periods(reading, intent, calendar, assumptions)
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
        assumptions=(),
    )
    _said(reading, plan, assumptions)
    return _with(plan, assumptions)


def _with(plan: QueryPlan, assumptions: list[Assumption]) -> QueryPlan:
    return structs.replace(plan, assumptions=tuple(dict.fromkeys(assumptions)))


def _measure(reading: Reading, intent: Intent) -> Measure:
    if intent is Intent.COUNT:
        return reading.groupings.counted or Measure.TRANSACTIONS
    if reading.has("by_count"):
        return Measure.TRANSACTIONS
    return reading.measure or Measure.SPEND


def _dimension(reading: Reading, intent: Intent, period: Period) -> Dimension | None:
    asked = reading.groupings.asked or reading.groupings.named
    if intent is Intent.TREND:
        times = [one for one in asked if one.is_time]
        return times[0] if times else _step(period)
    if intent in _GROUPED_BY_NOUN:
        compared = intent in (Intent.TOP, Intent.COMPARE) and reading.has("compare", "against")
        return asked[0] if asked else (reading.named_dimension if compared else None)
    by = reading.groupings.asked
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


def _periods(
    reading: Reading, intent: Intent, calendar: Calendar, assumptions: list[Assumption]
) -> tuple[Period, Period | None]:
    told = [found.period for found in reading.periods if found.period is not None]
    for found in reading.periods:
        _guessed(found, assumptions)
    if intent is Intent.COMPARE:
        return _compared(reading, told, calendar, assumptions)
    if told:
        return _idle_since(told[0], intent, calendar), None
    period = _unsaid(reading, intent, calendar)
    assumptions.append(Assumption(kind=AssumptionKind.NO_PERIOD, taken_as=period.label))
    return period, None


def _idle_since(period: Period, intent: Intent, calendar: Calendar) -> Period:
    """A card "unused 60 days ago" has been so since."""
    is_day_before = period.first == period.last < calendar.today
    return (
        calendar.since(period, period.label) if intent is Intent.CARDS and is_day_before else period
    )


def _guessed(found: Found, assumptions: list[Assumption]) -> None:
    if found.guess is None or found.period is None:
        return
    days = f"{found.period.first}/{found.period.last}"
    assumptions.append(
        Assumption(kind=AssumptionKind(found.guess), words=found.words, taken_as=days)
    )


def _unsaid(reading: Reading, intent: Intent, calendar: Calendar) -> Period:
    """The current billing period; trends and recurring charges only show over a longer time."""
    if intent is Intent.RECURRING:
        return _last_year(calendar)
    if intent is not Intent.TREND:
        return calendar.rule("current_billing_period", "")
    if Dimension.DAY in reading.groupings.asked:
        return calendar.recent(_DAYS_OF_DAYS, "day", "last_30_days")
    if Dimension.WEEK in reading.groupings.asked:
        return calendar.recent(_DAYS_OF_WEEKS, "day", "last_84_days")
    return _last_year(calendar)


def _last_year(calendar: Calendar) -> Period:
    """Twelve calendar months, the current one so far among them."""
    first = calendar.months_ago(11).replace(day=1)
    return calendar.days(first, calendar.today, "last_12_months")


def _compared(
    reading: Reading, told: list[Period], calendar: Calendar, assumptions: list[Assumption]
) -> tuple[Period, Period]:
    """The later period, and the one it is compared with."""
    if len(told) == 2:
        earlier, later = sorted(told, key=lambda period: (period.first, period.last))
        return later, earlier
    if any(found.relation == "year_earlier" for found in reading.periods):
        period = told[0] if told else _unsaid(reading, Intent.TOTAL, calendar)
        return period, calendar.shifted_a_year(period, "year_earlier")
    if not told:
        period = calendar.rule("current_billing_period", "")
        assumptions.append(Assumption(kind=AssumptionKind.NO_PERIOD, taken_as=period.label))
        return period, calendar.before(period)
    is_baseline = reading.periods[0].is_previous or reading.has("against", "than")
    following = _following(told[0], calendar) if is_baseline else None
    return (following, told[0]) if following else (told[0], calendar.before(told[0]))


def _following(period: Period, calendar: Calendar) -> Period | None:
    """The current period that `period` lies just before: this month after "last month"."""
    for rule in _COMING_BACK:
        current = calendar.rule(rule, "")
        before: tuple[date, date] = (calendar.before(current).first, calendar.before(current).last)
        if before == (period.first, period.last):
            return current
    return None


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
    for words, name in reading.names.taken:
        assumptions.append(Assumption(kind=AssumptionKind.FUZZY_NAME, words=words, taken_as=name))
    is_spend = plan.measure in _SPENDS and not plan.filters.statuses
    if is_spend and plan.intent in (Intent.TOTAL, Intent.TOP, Intent.COMPARE, Intent.TREND):
        assumptions.append(Assumption(kind=AssumptionKind.SPEND))
