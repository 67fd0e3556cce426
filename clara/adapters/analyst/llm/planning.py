"""From a sketch that the question bears out to a plan: what rules have read, and what a model added."""

from collections.abc import Sequence
from typing import TypeVar

from msgspec import structs

from clara.adapters.analyst.llm.candidates import Near
from clara.adapters.analyst.llm.ground import Ground
from clara.adapters.analyst.llm.grounding import check
from clara.adapters.analyst.llm.pieces import (
    Chosen,
    UnknownName,
    amounts_of,
    names_of,
    periods_of,
)
from clara.adapters.analyst.llm.said import said
from clara.adapters.analyst.llm.shapes import checked_shape
from clara.adapters.analyst.llm.sketch import Sketch
from clara.adapters.analyst.rules.intents import Asked
from clara.adapters.analyst.rules.planned_periods import plan_periods
from clara.adapters.analyst.rules.reading import Reading
from clara.adapters.analyst.rules.too_much import too_much
from clara.domain.analysis.assumption import Assumption
from clara.domain.analysis.plan import Filters, Intent, QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason

_FEW, _MANY = 5, 20
_MOST_WORDS = 6

T = TypeVar("T")


def planned(sketch: Sketch, ground: Ground, near: Sequence[Near]) -> QueryPlan | Refusal:
    """The plan that `sketch` comes to, or why there is none. Raises `Unusable`."""
    if sketch.cannot is not None:
        return Refusal(reason=RefusalReason(sketch.cannot.value), words=ground.words[:_MOST_WORDS])
    check(sketch, ground)
    try:
        chosen = names_of(sketch.names, near)
    except UnknownName as unknown:
        return Refusal(
            reason=RefusalReason.UNKNOWN_WORDS,
            words=(unknown.words,),
            nearest=unknown.nearest,
            needs_clarification=bool(unknown.nearest),
        )
    reading = _with(sketch, ground)
    intent = checked_shape(sketch, reading)
    refusal = _too_much(reading, intent, ground)
    return refusal or _plan(sketch, intent, reading, chosen, ground)


def _with(sketch: Sketch, ground: Ground) -> Reading:
    """What is known of the question now."""
    return structs.replace(
        ground.reading,
        periods=periods_of(sketch.periods, ground),
        amounts=amounts_of(sketch.amounts, ground),
        categories=_united(ground.reading.categories, [one.category for one in sketch.categories]),
        statuses=_united(ground.reading.statuses, [one.status for one in sketch.statuses]),
    )


def _too_much(reading: Reading, intent: Intent, ground: Ground) -> Refusal | None:
    """What rules would say against it: more than an answer holds, or days to come."""
    today = ground.question.today
    future = [one.words for one in reading.periods if one.period and one.period.first > today]
    if future:
        return Refusal(reason=RefusalReason.FORECAST, words=tuple(future))
    return too_much(reading, Asked(intent, frozenset()))


def _plan(
    sketch: Sketch, intent: Intent, reading: Reading, chosen: Chosen, ground: Ground
) -> QueryPlan:
    assumptions: list[Assumption] = []
    period, compare_with = plan_periods(reading, intent, ground.calendar, assumptions)
    plan = QueryPlan(
        intent=intent,
        measure=sketch.measure,
        dimension=sketch.dimension,
        period=period,
        compare_with=compare_with,
        filters=_filters(reading, chosen),
        limit=reading.limit or (_MANY if intent is Intent.LIST else _FEW),
        ascending=sketch.smallest_first,
        cards=sketch.cards if intent is Intent.CARDS else None,
        policy=sketch.policy if intent is Intent.POLICY else None,
    )
    assumptions += said(sketch, plan, reading, ground)
    return structs.replace(plan, assumptions=tuple(dict.fromkeys(assumptions)))


def _filters(reading: Reading, chosen: Chosen) -> Filters:
    names, amounts = reading.names, reading.amounts
    return Filters(
        merchants=_united(names.merchants, chosen.merchants),
        cardholders=_united(names.cardholders, chosen.cardholders),
        card_ids=_united((*reading.card_ids, *names.card_ids), chosen.card_ids),
        categories=reading.categories,
        statuses=reading.statuses,
        currency=reading.currency,
        amount_currency=amounts.currency,
        above_minor=amounts.above,
        below_minor=amounts.below,
        minimum_minor=amounts.minimum,
        maximum_minor=amounts.maximum,
    )


def _united(first: Sequence[T], second: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *second)))
