"""Questions that ask for more than one answer holds, and what would make them one."""

from itertools import pairwise

from clara.adapters.analyst.rules.intents import Asked
from clara.adapters.analyst.rules.reading import Reading
from clara.domain.analysis.plan import Dimension, Intent, Measure
from clara.domain.analysis.refusal import Refusal, RefusalReason

_MOST_WORDS = 6
_COUNTS = frozenset({(Intent.CARDS, Measure.CARDS), (Intent.POLICY, Measure.MERCHANTS)})
"""What else than a count tells how many there are."""
_OF_ROWS = frozenset(
    {
        *(Intent.RECEIPTS, Intent.DUPLICATES, Intent.UNUSUAL, Intent.RECURRING),
        *(Intent.POLICY, Intent.LARGEST, Intent.STATEMENT),
    }
)
_NOT_GROUPED = frozenset(
    {
        *(Intent.CARDS, Intent.RECEIPTS, Intent.DUPLICATES, Intent.UNUSUAL, Intent.RECURRING),
        *(Intent.POLICY, Intent.LIST, Intent.TOTAL, Intent.STATEMENT),
    }
)


def too_much(reading: Reading, asked: Asked | None) -> Refusal | None:
    """More periods or groupings than an answer has, or amounts in two currencies."""
    is_comparison = asked is not None and asked.intent is Intent.COMPARE
    periods = [found.words for found in reading.periods]
    if len(periods) > (2 if is_comparison else 1):
        return unclear(RefusalReason.TWO_PERIODS, tuple(periods))
    if is_comparison and len(periods) == 1 and reading.periods[0].is_open:
        return unclear(RefusalReason.UNKNOWN_WORDS, tuple(periods))
    if not is_comparison and any(found.relation for found in reading.periods):
        return unclear(RefusalReason.TWO_PERIODS, tuple(periods))
    if asked and _groups_in_vain(reading, asked.intent):
        return unclear(
            RefusalReason.TWO_GROUPINGS, tuple(one.value for one in reading.groupings.asked)
        )
    counted = reading.groupings.counted
    if (
        asked
        and counted
        and (asked.intent, counted) not in _COUNTS
        and asked.intent is not Intent.COUNT
    ):
        return unclear(RefusalReason.TWO_GROUPINGS, (counted.value,))
    dimensions = _dimensions(reading, asked)
    if len(dimensions) > 1:
        return unclear(RefusalReason.TWO_GROUPINGS, tuple(one.value for one in dimensions))
    if asked and asked.intent not in _OF_ROWS and _bounds_a_sum(reading):
        return unclear(RefusalReason.UNKNOWN_WORDS, reading.amounts.words)
    if asked and asked.intent is Intent.TOP and reading.groupings.asked and _ranks_rows(reading):
        return unclear(RefusalReason.TWO_GROUPINGS, tuple(one.value for one in dimensions))
    if reading.has_mixed_amounts:
        return unclear(RefusalReason.UNKNOWN_WORDS, ())
    return None


def _groups_in_vain(reading: Reading, intent: Intent) -> bool:
    """Whether the question groups by what its answer cannot be grouped by."""
    if intent is Intent.COMPARE:
        return any(one.is_time for one in reading.groupings.asked)
    return intent in (Intent.CARDS, Intent.STATEMENT) and bool(reading.groupings.asked)


def _bounds_a_sum(reading: Reading) -> bool:
    """Whether an amount is said of a sum and not of rows: "who spent more than 5,000"."""
    is_of_rows = reading.has("purchase", "rows", "list") or reading.measure is not None
    is_of_sums = reading.has("spend") or bool(reading.groupings.all)
    return reading.amounts.any and is_of_sums and not is_of_rows


def _ranks_rows(reading: Reading) -> bool:
    """ "The highest transaction per cardholder": one row of each group, which no plan says."""
    return any(
        (before.has("top", "least") and unit.has("purchase"))
        or (before.has("purchase") and unit.has("top", "least"))
        for before, unit in pairwise(reading.units)
    )


def _dimensions(reading: Reading, asked: Asked | None) -> tuple[Dimension, ...]:
    """Those that would group the answer; a noun beside its own name does not."""
    groupings = reading.groupings
    counts_ones = groupings.counted is not None and asked and asked.intent is Intent.COUNT
    if asked is not None and (counts_ones or asked.intent in _NOT_GROUPED):
        return groupings.asked
    return groupings.all


def unclear(reason: RefusalReason, words: tuple[str, ...], names: tuple[str, ...] = ()) -> Refusal:
    """A refusal that one more word would lift."""
    return Refusal(
        reason=reason, words=words[:_MOST_WORDS], nearest=names[:3], needs_clarification=True
    )
