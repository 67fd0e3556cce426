"""Readers of periods that are told from today: this, last, past, ago, weekdays."""

from datetime import date, timedelta

from msgspec import structs

from clara.adapters.analyst.rules.calendar import month_end
from clara.adapters.analyst.rules.period_reading import Context, Found, Relation, days, rule
from clara.adapters.analyst.rules.sentence import Unit
from clara.domain.accounts.language import Language

_PLURAL = frozenset("los las os as nos nas aos".split())


def recent(context: Context) -> Found | None:
    count, unit = context.value("n", "number"), context.kind()
    if unit in ("fortnight", "weekend", "billing") or not 1 <= count <= 3_660:
        return None
    return Found(context.calendar.recent(count, unit, context.words), context.words)


def lasting(context: Context) -> Found | None:
    """ "Not used for 30 days" are the last 30; of anything else a bare number of days says nothing."""
    is_idle = any(unit.has("unused") for unit in context.units)
    return recent(context) if is_idle else None


def recent_after(context: Context) -> Found | None:
    """ "Los 30 últimos días"; in English the number before "last month" belongs to what is before."""
    return None if context.language is Language.EN else recent(context)


def ago(context: Context) -> Found | None:
    count, unit, calendar = context.value("n", "number"), context.kind(), context.calendar
    if unit == "day":
        day = calendar.today - timedelta(days=count)
        return days(context, day, day)
    if unit == "week":
        return days(context, *calendar.week_of(calendar.today - timedelta(weeks=count)))
    if unit == "month":
        day = calendar.months_ago(count)
        return days(context, day.replace(day=1), month_end(day.year, day.month))
    return None


def this(context: Context) -> Found | None:
    unit, today = context.kind(), context.calendar.today
    if unit in ("week", "month", "quarter", "year"):
        return rule(context, f"this_{unit}")
    if unit == "billing":
        return rule(context, "current_billing_period")
    if unit == "day":
        return rule(context, "today")
    return days(context, *_own_span(context, unit, today))


def _own_span(context: Context, unit: str, day: date) -> tuple[date, date]:
    """The weekend, fortnight, two or four months or half year that `day` lies in."""
    if unit == "weekend":
        sunday = context.calendar.week_of(day)[1]
        return sunday - timedelta(days=1), sunday
    if unit == "fortnight":
        end = month_end(day.year, day.month)
        return (
            (day.replace(day=1), day.replace(day=15))
            if day.day <= 15
            else (day.replace(day=16), end)
        )
    months = {"bimester": 2, "four_months": 4, "semester": 6}[unit]
    first = (day.month - 1) // months * months + 1
    return date(day.year, first, 1), month_end(day.year, first + months - 1)


def last(context: Context) -> Found:
    """The previous one, marked so that "compared to last month" compares this month with it."""
    return structs.replace(_previous(context), is_previous=True)


def _previous(context: Context) -> Found:
    unit, today = context.kind(), context.calendar.today
    if unit in ("week", "month", "quarter", "year"):
        return rule(context, f"last_{unit}", "last_month" if unit == "month" else None)
    if unit == "billing":
        return rule(context, "last_billing_period")
    if unit == "day":
        return rule(context, "yesterday")
    if unit == "weekend":
        return days(context, *_own_span(context, unit, today - timedelta(weeks=1)))
    before = _own_span(context, unit, today)[0] - timedelta(days=1)
    return days(context, *_own_span(context, unit, before))


def past(context: Context) -> Found:
    """ "The past month" is rolling; "the latest quarter", weekend or billing period is the previous."""
    unit = context.kind()
    if unit in ("week", "month", "year"):
        period = context.calendar.recent(1, unit, context.words)
        return Found(period, context.words, guess="recently")
    return last(context)


def coming(context: Context) -> Found:
    """In the future, however long: it is refused."""
    tomorrow = context.calendar.today + timedelta(days=1)
    return days(context, tomorrow, tomorrow)


def weekday(context: Context) -> Found | None:
    before = context.units[max(0, context.match.start() - 1) : context.match.start()]
    if any(unit.key in _PLURAL for unit in before):
        return None  # "los martes" are many
    letters = context.match[0]
    day = context.calendar.weekday(context.value("w", "weekday"), before_today="L" in letters)
    if "T" in letters:
        monday = context.calendar.week_of(context.calendar.today)[0]
        day = monday + timedelta(days=context.value("w", "weekday"))
    return days(context, day, day)


def named(context: Context) -> Found:
    calendar, today = context.calendar, context.calendar.today
    name = context.units[context.match.start()].value("period") or ""
    if name in ("today", "yesterday"):
        return rule(context, name)
    if name == "year_earlier":
        return Found(None, context.words, relation="year_earlier")
    if name == "previous":
        return Found(None, context.words, relation="previous")
    if name.endswith("_over_period"):
        span = calendar.rule(f"this_{name.removesuffix('_over_period')}", context.words)
        relation: Relation = "year_earlier" if name.startswith("year") else "previous"
        return Found(span, context.words, relation=relation)
    if name == "recently":
        return rule(context, "last_30_days", "recently")
    if name.endswith("_to_date"):
        span = calendar.rule(f"this_{name.removesuffix('_to_date')}", context.words)
        return Found(calendar.since(span, context.words), context.words)
    if name == "day_before_yesterday":
        day = today - timedelta(days=2)
        return days(context, day, day)
    if name == "week_before_last":
        return days(context, *calendar.week_of(today - timedelta(weeks=2)))
    first = calendar.months_ago(2).replace(day=1)
    return days(context, first, month_end(first.year, first.month))


def same_last_year(context: Context) -> Found:
    return Found(None, context.words, relation="year_earlier")


def same_in_year(context: Context) -> Found | None:
    """ "The same month of 2025", said of a month of this year."""
    written = int(context.units[context.match.start("n")].key)
    is_last_year = written == context.calendar.today.year - 1
    return same_last_year(context) if is_last_year else None


def preceding(context: Context) -> Found:
    """ "The 30 days before that", "the month before": they end where what is compared begins."""
    count = context.value("n", "number") if context.match["n"] else 1
    return Found(None, context.words, relation="previous", reach=(count, context.kind()))


def year(context: Context) -> Found | None:
    place = context.match.start("n")
    before, after = context.units[max(0, place - 3) : place], context.units[place + 1 : place + 2]
    is_amount = any(_makes_an_amount(unit) for unit in (*before[-1:], *after) if not unit.used)
    if is_amount or any(unit.has("between") for unit in before if not unit.used):
        return None
    return rule(context, context.units[place].key)


def _makes_an_amount(unit: Unit) -> bool:
    return (
        unit.has("above", "below", "at_least", "top", "least", "ending", "dimension.card")
        or unit.value("currency") is not None
        or unit.value("times") is not None
    )
