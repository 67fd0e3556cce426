"""Which of the units are the company's own names."""

from itertools import pairwise

from msgspec import Struct, field

from clara.adapters.analyst.rules.names import Match, NameIndex
from clara.adapters.analyst.rules.sentence import Unit

_PLACE_CUES = frozenset("at no na nas nos en em on from in ao com con with a la el to for".split())
_MAX_WORDS = 3


class Mentioned(Struct):
    """Names of a question. `taken` tells which words were taken for names that are spelled
    otherwise; `doubtful` the words that could be several people, and who they could be."""

    merchants: list[str] = field(default_factory=list)
    cardholders: list[str] = field(default_factory=list)
    card_ids: list[str] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    doubtful: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.merchants or self.cardholders or self.card_ids)

    def add(self, unit: Unit, match: Match) -> None:
        """Takes `unit` for the names of `match`, or notes the doubt."""
        kinds = {named.kind for named in match.names}
        people = [named for named in match.names if named.kind == "cardholder"]
        unit.used, unit.names = True, match.names
        if len(kinds) > 1 or len(people) > 1 or unit.value("month") or unit.value("weekday"):
            self.doubtful.append((unit.text, tuple(named.shown for named in match.names)))
            return
        {"merchant": self.merchants, "cardholder": self.cardholders, "card": self.card_ids}[
            kinds.pop()
        ].extend(named.name for named in match.names)
        if not match.is_exact:
            self.taken.append((unit.text, ", ".join(named.shown for named in match.names)))


def mentioned(units: list[Unit], index: NameIndex) -> Mentioned:
    """Finds names among units that no grammar has used: whole names of several words, words of the
    lexicon that stand where a name does ("at Total"), then words that no lexicon has."""
    found = Mentioned()
    for unit in units:
        if not unit.used and unit.names:
            found.add(unit, Match(unit.names, is_exact=True))
    for before, unit in pairwise(units):
        if not unit.used and _stands_as_a_name(before, unit) and (whole := index.whole(unit.key)):
            found.add(unit, Match(whole, is_exact=True))
    for start in range(len(units)):
        _take_unknown(units, start, index, found)
    for between, unit in pairwise(units):
        # "Entre Pemex y Shell": what is between two names is what both of them got.
        between.used |= between.has("between") and bool(unit.names)
    return found


def as_people(units: list[Unit], index: NameIndex) -> None:
    """Julio and Domingo are people where they are written beside one: "Luis y Julio"."""
    for place, unit in enumerate(units):
        is_date = unit.value("month") or unit.value("weekday")
        if not is_date or not unit.text[:1].isupper():
            continue
        people = index.people(unit.key)
        beside = (_coordinated(units, place, -1), _coordinated(units, place, 1))
        if len(people) == 1 and any(other and _is_person(other, index) for other in beside):
            unit.tags, unit.names = frozenset(), people


def _coordinated(units: list[Unit], place: int, step: int) -> Unit | None:
    """What "and" joins the unit at `place` with, articles and "of" between them."""
    is_joined = False
    place += step
    while 0 <= place < len(units) and units[place].has("and", "of", "article", "stop"):
        is_joined |= units[place].has("and")
        place += step
    return units[place] if is_joined and 0 <= place < len(units) else None


def _is_person(unit: Unit, index: NameIndex) -> bool:
    if any(named.kind == "cardholder" for named in unit.names):
        return True
    return unit.text[:1].isupper() and not unit.tags and bool(index.people(unit.key))


def _stands_as_a_name(before: Unit, unit: Unit) -> bool:
    """A word of the lexicon is a name only in capitals and after a word of place."""
    cued = before.key in _PLACE_CUES or before.has("dimension.merchant", "dimension.cardholder")
    return bool(unit.tags) and unit.text[:1].isupper() and cued and unit.value("unit") is None


def _take_unknown(units: list[Unit], start: int, index: NameIndex, found: Mentioned) -> None:
    """Takes the most words from `start` that together are a name."""
    for words in range(_MAX_WORDS, 0, -1):
        span = units[start : start + words]
        if len(span) == words and not any(_is_taken(unit) for unit in span):
            if span[0].number is not None and not _is_placed(units, start):
                return
            match = index.find(" ".join(unit.key for unit in span))
            if match is not None:
                _join(span, match, found)
                return


def _is_placed(units: list[Unit], start: int) -> bool:
    """Whether a name of digits stands where a name does: "spend at 99", and not "the top 99"."""
    return start > 0 and units[start - 1].key in _PLACE_CUES


def _is_taken(unit: Unit) -> bool:
    if unit.used or unit.names:
        return True
    if unit.value("month") or unit.value("weekday"):
        return False
    return bool(unit.tags)


def _join(span: list[Unit], match: Match, found: Mentioned) -> None:
    for unit in span[1:]:
        unit.used = True
    found.add(span[0], match)


def nearest(units: list[Unit], index: NameIndex) -> tuple[str, ...]:
    """Names that resemble the words nobody could explain."""
    shown = [name for unit in units for name in index.resembling(unit.key)]
    return tuple(dict.fromkeys(shown))[:3]
