"""Why a question is not answered. What asks for something else comes before what is not understood."""

from datetime import date
from itertools import pairwise

from clara.adapters.analyst.rules.intents import NEUTRAL, Asked
from clara.adapters.analyst.rules.names import NameIndex
from clara.adapters.analyst.rules.names_in import nearest
from clara.adapters.analyst.rules.reading import Reading
from clara.adapters.analyst.rules.sentence import Unit
from clara.adapters.analyst.rules.too_much import too_much, unclear
from clara.domain.analysis.refusal import Refusal, RefusalReason

_MOST_WORDS = 6
_EXPLAINS_NEGATION = "negation"


def refused(reading: Reading, asked: Asked | None, index: NameIndex, today: date) -> Refusal | None:
    """The refusal of a question, None when it can be planned."""
    return (
        _something_else(reading, today)
        or _without_files(reading)
        or _doubtful(reading)
        or _unexplained(reading, asked, index)
        or _not_held(reading, asked)
        or _nothing_asked(asked)
        or too_much(reading, asked)
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


def _without_files(reading: Reading) -> Refusal | None:
    """Asks about a file that did not come with the question."""
    if reading.has_attachments or not reading.has("statement"):
        return None
    words = tuple(unit.text for unit in reading.units if unit.has("statement"))
    return unclear(RefusalReason.NEEDS_ATTACHMENTS, words)


def _doubtful(reading: Reading) -> Refusal | None:
    """Words that could be several people, dates that read in two ways, digits that no card has."""
    if reading.names.doubtful:
        words, names = reading.names.doubtful[0]
        return unclear(RefusalReason.UNKNOWN_WORDS, (words,), names)
    dates = tuple(found.words for found in reading.periods if found.is_doubtful)
    if dates:
        return unclear(RefusalReason.UNKNOWN_WORDS, dates)
    if reading.unknown_card is not None:
        return unclear(RefusalReason.UNKNOWN_WORDS, (reading.unknown_card.text,))
    return None


def _unexplained(reading: Reading, asked: Asked | None, index: NameIndex) -> Refusal | None:
    """The coverage check: every content word has been used or is one that the intent explains."""
    accepted = asked.accepts if asked else NEUTRAL
    accepted |= {"mine"} if reading.is_own else frozenset()
    left = [
        unit
        for unit in reading.units
        if not unit.used and unit.key not in _SIGNS and unit.tags.isdisjoint(accepted)
    ]
    left += _grouped_by_nothing(reading.units) + _counted_things(reading.units)
    unknown = [unit for unit in left if not unit.has("negation", "not_held", "greeting")]
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


def _grouped_by_nothing(units: list[Unit]) -> list[Unit]:
    """ "By team", "which company", "by number": groups that no card data tells."""
    said = [unit for unit in units if not unit.has("article", "of")]
    return [
        unit
        for before, unit in pairwise(said)
        if not (unit.used or before.used)
        and before.has("by", "which")
        and (unit.has("company") or (before.has("by") and unit.has("ask")))
    ]


def _counted_things(units: list[Unit]) -> list[Unit]:
    """ "How many flights": card transactions are counted, and not what was bought with them."""
    said = [unit for unit in units if not unit.has("article", "of", "distinct")]
    return [
        thing
        for before, thing, after in zip(said, said[1:], [*said[2:], None], strict=False)
        if before.has("how_many")
        and thing.value("category")
        and not thing.has("purchase")
        and thing.value("dimension") is None
        and not (after and after.has("purchase"))
    ]


_SIGNS = frozenset({"-", "–", ";", "#", "+"})


def _not_held(reading: Reading, asked: Asked | None) -> Refusal | None:
    if reading.has("not_held"):
        return _refusal(reading, RefusalReason.NOT_HELD, "not_held")
    if reading.has("negation") and not (asked and _EXPLAINS_NEGATION in asked.accepts):
        return _refusal(reading, RefusalReason.NEGATION, "negation")
    return None


def _nothing_asked(asked: Asked | None) -> Refusal | None:
    return None if asked is not None else unclear(RefusalReason.NO_QUESTION, ())
