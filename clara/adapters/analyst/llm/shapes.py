"""Which plans there are: what goes with an intent, and with what rules have read of the question."""

from clara.adapters.analyst.llm.failures import Unusable
from clara.adapters.analyst.llm.sketch import Sketch
from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.plan import Dimension, Intent, Measure

_COUNTS = frozenset({Measure.TRANSACTIONS, Measure.MERCHANTS, Measure.CARDS, Measure.CARDHOLDERS})
_UNGROUPED = frozenset(
    {
        *(Intent.TOTAL, Intent.LIST, Intent.LARGEST, Intent.CARDS, Intent.DUPLICATES),
        *(Intent.UNUSUAL, Intent.RECURRING, Intent.POLICY),
    }
)
_ORDERED = frozenset({Intent.TOP, Intent.LARGEST})


def checked_shape(sketch: Sketch, reading: Reading) -> Intent:
    """The intent, once everything in the sketch goes with it. Raises `Unusable`."""
    if sketch.intent is None:
        raise Unusable("Give an intent, or say in cannot why there is none.")
    intent = Intent(sketch.intent.value)
    _check_dimension(sketch.dimension, intent)
    _check_parts(sketch, intent)
    _check_against(sketch, intent, reading)
    return intent


def _check_dimension(dimension: Dimension | None, intent: Intent) -> None:
    if intent in _UNGROUPED and dimension is not None:
        raise Unusable(f"{intent.value} has no dimension.")
    if intent is Intent.TOP and dimension is None:
        raise Unusable("top needs a dimension; single charges are largest.")
    if intent is Intent.TREND and (dimension is None or not dimension.is_time):
        raise Unusable("trend needs the dimension day, week or month.")
    if intent is Intent.COMPARE and dimension is not None and dimension.is_time:
        raise Unusable("compare has no dimension of time.")


def _check_parts(sketch: Sketch, intent: Intent) -> None:
    if (sketch.cards is None) is (intent is Intent.CARDS):
        raise Unusable("cards goes with the intent cards, and only with it.")
    if (sketch.policy is None) is (intent is Intent.POLICY):
        raise Unusable("policy goes with the intent policy, and only with it.")
    if sketch.smallest_first and intent not in _ORDERED:
        raise Unusable("smallest_first goes with top and largest.")
    if intent is Intent.COUNT and sketch.measure not in _COUNTS:
        raise Unusable("count needs the measure transactions, merchants, cards or cardholders.")


def _check_against(sketch: Sketch, intent: Intent, reading: Reading) -> None:
    """What rules have read stays: nothing of it is lost or turned into something else."""
    groupings = reading.groupings
    if groupings.asked and sketch.dimension not in groupings.asked:
        raise Unusable(f"The question groups by {groupings.asked[0].value}.")
    measure = groupings.counted or reading.measure
    if measure is not None and sketch.measure is not measure:
        raise Unusable(f"The question's measure is {measure.value}.")
    if reading.limit is not None and intent in (Intent.TOTAL, Intent.COUNT, Intent.COMPARE):
        raise Unusable(f"The question asks for {reading.limit} of something.")
    is_least = reading.has("least", "less") and not reading.has("top", "more")
    if is_least and intent in _ORDERED and not sketch.smallest_first:
        raise Unusable("The question asks for the smallest.")
