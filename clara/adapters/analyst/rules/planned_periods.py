"""The period of a plan, the one it is compared with, and what was taken for granted about them."""

from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.period_reading import Found
from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.assumption import Assumption, AssumptionKind
from clara.domain.analysis.plan import Dimension, Intent
from clara.domain.period import Period

_COMING_BACK = ("this_week", "this_month", "this_quarter", "this_year", "current_billing_period")
_DAYS_OF_WEEKS, _DAYS_OF_DAYS = 84, 30


def plan_periods(
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
    """A card "unused for 60 days" ("hace 60 días", "há 60 dias") has been so since, today included."""
    if intent is not Intent.CARDS or not period.first == period.last < calendar.today:
        return period
    return calendar.recent((calendar.today - period.first).days, "day", period.label)


def _guessed(found: Found, assumptions: list[Assumption]) -> None:
    if found.guess is None or found.period is None:
        return
    days = f"{found.period.first}/{found.period.last}"
    assumptions.append(
        Assumption(kind=AssumptionKind(found.guess), words=found.words, taken_as=days)
    )


def _unsaid(reading: Reading, intent: Intent, calendar: Calendar) -> Period:
    """The current billing period; months, weeks, trends and recurring charges only show over a
    longer time."""
    if intent is Intent.RECURRING:
        return _last_year(calendar)
    times = [one for one in reading.groupings.all if one.is_time]
    if intent is not Intent.TREND and not times:
        return calendar.rule("current_billing_period", "")
    if Dimension.DAY in times:
        return calendar.recent(_DAYS_OF_DAYS, "day", "last_30_days")
    if Dimension.WEEK in times:
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
        if shifted := _same_of_last_year(told, calendar):
            return shifted
        earlier, later = sorted(told, key=lambda period: (period.first, period.last))
        if earlier.last < later.first:
            return later, earlier
        # "The period before" is the one before the other that was named, and no billing period.
        named = next((one for one in told if "billing" not in one.label), later)
        return named, calendar.before(named)
    if any(found.relation == "year_earlier" for found in reading.periods):
        period = told[0] if told else _unsaid(reading, Intent.TOTAL, calendar)
        return period, calendar.shifted_a_year(period, "year_earlier")
    if not told:
        period = calendar.rule("current_billing_period", "")
        assumptions.append(Assumption(kind=AssumptionKind.NO_PERIOD, taken_as=period.label))
        return period, calendar.before(period)
    before = next((one for one in reading.periods if one.relation == "previous"), None)
    if before is not None:
        return told[0], (
            calendar.leading_to(told[0], *before.reach)
            if before.reach
            else calendar.before(told[0])
        )
    is_baseline = reading.periods[0].is_previous or reading.has("against", "than")
    following = _following(told[0], calendar) if is_baseline else None
    return (following, told[0]) if following else (told[0], calendar.before(told[0]))


def _same_of_last_year(told: list[Period], calendar: Calendar) -> tuple[Period, Period] | None:
    """ "October against last year": a part of this year is compared with the same part of that one."""
    whole = calendar.rule("last_year", "")
    years = [one for one in told if (one.first, one.last) == (whole.first, whole.last)]
    parts = [one for one in told if one.first > whole.last and one not in years]
    if len(years) != 1 or len(parts) != 1 or _is_year(parts[0]):
        return None
    return parts[0], calendar.shifted_a_year(parts[0], "year_earlier")


def _is_year(period: Period) -> bool:
    """A whole year, or what has passed of one."""
    return (period.first.month, period.first.day) == (1, 1) and (
        period.last - period.first
    ).days > 300


def _following(period: Period, calendar: Calendar) -> Period | None:
    """The current period that `period` lies just before: this month after "last month"."""
    for rule in _COMING_BACK:
        current = calendar.rule(rule, "")
        before = calendar.before(current)
        if (before.first, before.last) == (period.first, period.last):
            return current
    return None
