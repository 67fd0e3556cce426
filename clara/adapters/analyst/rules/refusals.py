"""Why a question is not answered. What asks for something else comes before what is not understood."""

from datetime import date
from itertools import pairwise

from clara.adapters.analyst.rules.intents import Asked
from clara.adapters.analyst.rules.names import NameIndex
from clara.adapters.analyst.rules.names_in import nearest
from clara.adapters.analyst.rules.reading import Reading
from clara.adapters.analyst.rules.sentence import Unit
from clara.domain.analysis.plan import Dimension, Intent, Measure
from clara.domain.analysis.refusal import Refusal, RefusalReason

_MOST_WORDS = 6
_EXPLAINS_NEGATION = "negation"


def refused(reading: Reading, asked: Asked | None, index: NameIndex, today: date) -> Refusal | None:
    """The refusal of a question, None when it can be planned."""
    return (
        _something_else(reading, today)
        or _doubtful(reading)
        or _unexplained(reading, asked, index)
        or _not_held(reading, asked)
        or _nothing_asked(asked)
        or _too_much(reading, asked)
    )


def _something_else(reading: Reading, today: date) -> Refusal | None:
    """Advice, causes, the future and deeds: no figure answers them."""
    action = _action(reading)
    if reading.has("how_to") or (action and _has_anywhere(reading, "how")):
        return _refusal(reading, RefusalReason.HOW_TO, "how_to", tool=_tool(action))
    if reading.has("advice"):
        return _refusal(reading, RefusalReason.ADVICE, "advice")
    if reading.has("why"):
        return _refusal(reading, RefusalReason.WHY, "why")
    future = [one.words for one in reading.periods if one.period and one.period.first > today]
    if reading.has("forecast") or future:
        found = _refusal(reading, RefusalReason.FORECAST, "forecast")
        return found if found.words else Refusal(reason=RefusalReason.FORECAST, words=(*future,))
    if action:
        return Refusal(reason=RefusalReason.ACTION, words=(action.text,), tool=_tool(action))
    return None


def _action(reading: Reading) -> Unit | None:
    return next(
        (
            unit
            for unit in reading.units
            if not unit.used and (unit.has("action") or unit.value("action"))
        ),
        None,
    )


def _tool(action: Unit | None) -> str | None:
    return action.value("action") if action else None


def _has_anywhere(reading: Reading, tag: str) -> bool:
    return any(unit.has(tag) for unit in reading.units)


def _refusal(
    reading: Reading, reason: RefusalReason, tag: str, *, tool: str | None = None
) -> Refusal:
    words = tuple(unit.text for unit in reading.units if not unit.used and unit.has(tag))
    return Refusal(reason=reason, words=words[:_MOST_WORDS], tool=tool)


def _doubtful(reading: Reading) -> Refusal | None:
    """Words that could be several people, dates that read in two ways, digits that no card has."""
    if reading.names.doubtful:
        words, names = reading.names.doubtful[0]
        return _unclear(RefusalReason.UNKNOWN_WORDS, (words,), names)
    dates = tuple(found.words for found in reading.periods if found.is_doubtful)
    if dates:
        return _unclear(RefusalReason.UNKNOWN_WORDS, dates)
    if reading.unknown_card is not None:
        return _unclear(RefusalReason.UNKNOWN_WORDS, (reading.unknown_card.text,))
    return None


def _unclear(reason: RefusalReason, words: tuple[str, ...], names: tuple[str, ...] = ()) -> Refusal:
    return Refusal(
        reason=reason, words=words[:_MOST_WORDS], nearest=names[:3], needs_clarification=True
    )


def _unexplained(reading: Reading, asked: Asked | None, index: NameIndex) -> Refusal | None:
    """The coverage check: every content word has been used or is one that the intent explains."""
    accepted = asked.accepts if asked else frozenset({"stop", "ask", "greeting", "anything"})
    accepted |= {"mine"} if reading.is_own else frozenset()
    left = [
        unit
        for unit in reading.units
        if not unit.used and unit.key not in _SIGNS and unit.tags.isdisjoint(accepted)
    ]
    unknown = [
        unit for unit in left if not unit.has("negation", "not_held", "greeting", "statement")
    ]
    if not unknown:
        return None
    words = tuple(unit.text for unit in unknown)
    names = nearest(unknown[:3], index)
    return Refusal(
        reason=RefusalReason.UNKNOWN_WORDS,
        words=words[:_MOST_WORDS],
        nearest=names,
        needs_clarification=(bool(names) and len(words) == 1)
        or all(u.has("mine") for u in unknown),
    )


_SIGNS = frozenset({"-", "–", ";", "#", "+"})


def _not_held(reading: Reading, asked: Asked | None) -> Refusal | None:
    if reading.has("not_held"):
        return _refusal(reading, RefusalReason.NOT_HELD, "not_held")
    if reading.has("negation") and not (asked and _EXPLAINS_NEGATION in asked.accepts):
        return _refusal(reading, RefusalReason.NEGATION, "negation")
    if reading.has("statement"):
        words = tuple(unit.text for unit in reading.units if unit.has("statement"))
        return _unclear(RefusalReason.NOT_HELD, words)
    return None


def _nothing_asked(asked: Asked | None) -> Refusal | None:
    return None if asked is not None else _unclear(RefusalReason.NO_QUESTION, ())


def _too_much(reading: Reading, asked: Asked | None) -> Refusal | None:
    """More periods or groupings than an answer has, or amounts in two currencies."""
    is_comparison = asked is not None and asked.intent is Intent.COMPARE
    periods = [found.words for found in reading.periods]
    if len(periods) > (2 if is_comparison else 1):
        return _unclear(RefusalReason.TWO_PERIODS, tuple(periods))
    if is_comparison and len(periods) == 1 and reading.periods[0].is_open:
        return _unclear(RefusalReason.UNKNOWN_WORDS, tuple(periods))
    counted = reading.groupings.counted
    if (
        asked
        and counted
        and (asked.intent, counted) not in _COUNTS
        and asked.intent is not Intent.COUNT
    ):
        return _unclear(RefusalReason.TWO_GROUPINGS, (counted.value,))
    dimensions = _dimensions(reading, asked)
    if len(dimensions) > 1:
        return _unclear(RefusalReason.TWO_GROUPINGS, tuple(one.value for one in dimensions))
    if asked and asked.intent not in _OF_ROWS and _bounds_a_sum(reading):
        return _unclear(RefusalReason.UNKNOWN_WORDS, reading.amounts.words)
    if asked and asked.intent is Intent.TOP and reading.groupings.asked and _ranks_rows(reading):
        return _unclear(RefusalReason.TWO_GROUPINGS, tuple(one.value for one in dimensions))
    if reading.has_mixed_amounts:
        return _unclear(RefusalReason.UNKNOWN_WORDS, ())
    return None


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
    if asked is not None and asked.intent in _NOT_GROUPED:
        return groupings.asked
    return groupings.all


_COUNTS = frozenset({(Intent.CARDS, Measure.CARDS), (Intent.POLICY, Measure.MERCHANTS)})
"""What else than a count tells how many there are."""
_OF_ROWS = frozenset(
    {
        *(Intent.RECEIPTS, Intent.DUPLICATES, Intent.UNUSUAL, Intent.RECURRING),
        *(Intent.POLICY, Intent.LARGEST),
    }
)
_NOT_GROUPED = frozenset(
    {
        *(Intent.CARDS, Intent.RECEIPTS, Intent.DUPLICATES, Intent.UNUSUAL, Intent.RECURRING),
        *(Intent.POLICY, Intent.LIST, Intent.TOTAL),
    }
)
