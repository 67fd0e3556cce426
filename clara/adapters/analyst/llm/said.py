"""What an answer says was taken for granted, where a model had a part in understanding the question."""

from collections.abc import Iterator

from clara.adapters.analyst.llm.ground import Ground
from clara.adapters.analyst.llm.sketch import Sketch
from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.assumption import Assumption, AssumptionKind
from clara.domain.analysis.plan import Intent, Measure, QueryPlan

_SUMS = frozenset({Intent.TOTAL, Intent.TOP, Intent.COMPARE, Intent.TREND})


def said(sketch: Sketch, plan: QueryPlan, reading: Reading, ground: Ground) -> Iterator[Assumption]:
    """Each word that a model explained, with what it was taken for; then what rules would say."""
    yield from _pieces(sketch, reading)
    asking = [one.unit.text for one in ground.left if not _is_a_piece(one.places, sketch, ground)]
    if asking:
        yield _by_model(" ".join(asking), _asked(plan))
    if reading.amounts.currency_guessed and plan.filters.amount_currency:
        yield Assumption(
            kind=AssumptionKind.COMPANY_CURRENCY,
            words=reading.amounts.currency_guessed,
            taken_as=plan.filters.amount_currency,
        )
    for words, name in reading.names.taken:
        yield Assumption(kind=AssumptionKind.FUZZY_NAME, words=words, taken_as=name)
    if plan.intent in (Intent.TOP, Intent.LARGEST) and reading.limit is None:
        yield Assumption(kind=AssumptionKind.TOP, taken_as=str(plan.limit))
    is_spend = plan.measure in (Measure.SPEND, Measure.NET) and not plan.filters.statuses
    if is_spend and plan.intent in _SUMS:
        yield Assumption(kind=AssumptionKind.SPEND)


def _pieces(sketch: Sketch, reading: Reading) -> Iterator[Assumption]:
    for name in sketch.names:
        yield _by_model(name.words, name.name)
    for category in sketch.categories:
        yield _by_model(category.words, category.category.value)
    for status in sketch.statuses:
        yield _by_model(status.words, status.status.value)
    for amount in sketch.amounts:
        yield _by_model(amount.words, amount.bound)
    for found in reading.periods[len(reading.periods) - len(sketch.periods) :]:
        if found.period is not None:
            yield _by_model(found.words, f"{found.period.first}/{found.period.last}")


def _is_a_piece(places: frozenset[int], sketch: Sketch, ground: Ground) -> bool:
    return any(places <= ground.places(piece.words) for piece in sketch.pieces)


def _asked(plan: QueryPlan) -> str:
    """What is asked, in the words of plans: "top spend merchant"."""
    parts = (plan.intent, plan.measure, plan.dimension, plan.cards, plan.policy)
    return " ".join(part.value for part in parts if part is not None)


def _by_model(words: str, taken_as: str) -> Assumption:
    return Assumption(kind=AssumptionKind.READ_BY_MODEL, words=words, taken_as=taken_as)
