"""By what a question groups: "by category", "per month", "which merchants … the most"."""

from msgspec import Struct

from clara.adapters.analyst.rules.sentence import Unit
from clara.domain.analysis.plan import Dimension, Measure

_TIMES = {"day": Dimension.DAY, "week": Dimension.WEEK, "month": Dimension.MONTH}
_ASKS = ("which", "top", "least", "more", "less", "by_count")
_INTRODUCES = (*_ASKS, "distinct", "by", "new", "how_many")
_COUNTED = {
    Dimension.MERCHANT: Measure.MERCHANTS,
    Dimension.CARD: Measure.CARDS,
    Dimension.CARDHOLDER: Measure.CARDHOLDERS,
}


class Groupings(Struct, frozen=True, kw_only=True):
    """`asked` are the dimensions after "by"; `named` those of nouns and of who, where, on what.
    `counted` is what "how many" is about."""

    asked: tuple[Dimension, ...] = ()
    named: tuple[Dimension, ...] = ()
    counted: Measure | None = None

    @property
    def all(self) -> tuple[Dimension, ...]:
        return tuple(dict.fromkeys((*self.asked, *self.named)))


def find_groupings(units: list[Unit]) -> Groupings:
    """Reads the groupings of a question; their units are marked as used."""
    counted = _counted(units)
    asked = _asked(units)
    return Groupings(asked=tuple(asked), named=tuple(_named(units)), counted=counted)


def _dimension(unit: Unit) -> Dimension | None:
    """What a noun groups by; days, weeks and months are nouns too."""
    if unit.used:
        return None
    if noun := unit.value("dimension"):
        return Dimension(noun)
    return _TIMES.get(unit.value("unit") or "")


def _counted(units: list[Unit]) -> Measure | None:
    """The noun after "how many", with at most one word between: "how many different merchants"."""
    for place, unit in enumerate(units):
        if not unit.used and unit.has("how_many"):
            for noun in units[place + 1 : place + 3]:
                if (dimension := _dimension(noun)) and dimension in _COUNTED:
                    unit.used = noun.used = True
                    return _COUNTED[dimension]
    return None


def _asked(units: list[Unit]) -> list[Dimension]:
    found: list[Dimension] = []
    goes_on = False
    for unit in units:
        if unit.has("by", "breakdown"):
            goes_on = True
        if each := unit.value("each"):
            found.append(_TIMES[each])
            unit.used = goes_on = True
        elif goes_on and (dimension := _dimension(unit)):
            found.append(dimension)
            unit.used = True
        elif not unit.has("by", "and", "article", "of", "breakdown"):
            # "Break down this quarter's spend by …": the noun may come long after.
            goes_on = goes_on and unit.has("breakdown")
    return found


def _is_category_too(units: list[Unit], place: int) -> bool:
    """Whether a noun such as "shops" is a category here, as nobody counts, ranks or asks for them."""
    if units[place].value("category") is None:
        return False
    before = next((one for one in reversed(units[:place]) if not one.has("article", "of")), None)
    return before is None or not (before.has(*_INTRODUCES) or before.number is not None)


def _named(units: list[Unit]) -> list[Dimension]:
    """Nouns that stand free and not beside a name of their kind. "Card" groups only where cards are
    asked for, and "on what" asks for categories where no noun says better."""
    asks_for_cards = any(unit.has(*_ASKS) for unit in units)
    nouns = []
    for place, unit in enumerate(units):
        noun = unit.value("dimension")
        if noun and not unit.used and not _is_category_too(units, place):
            unit.used = True
            if not _is_apposition(units, place, noun):
                nouns.append(Dimension(noun))
    if not asks_for_cards or len(set(nouns)) > 1:
        nouns = [noun for noun in nouns if noun is not Dimension.CARD]
    times = _which_time(units)
    what_on = [unit for unit in units if unit.has("what_on") and not unit.used]
    for unit in what_on:
        unit.used = True
    return nouns or times or ([Dimension.CATEGORY] if what_on else [])


def _is_apposition(units: list[Unit], place: int, noun: str) -> bool:
    """Whether the noun only says what a name beside it is: "the travel category", "vendor Uber"."""
    beside = (_beside(units, place, -1), _beside(units, place, 1))
    return any(unit is not None and _is_named(unit, noun) for unit in beside)


def _beside(units: list[Unit], place: int, step: int) -> Unit | None:
    place += step
    while 0 <= place < len(units) and units[place].has("of", "article"):
        place += step
    return units[place] if 0 <= place < len(units) else None


def _is_named(unit: Unit, noun: str) -> bool:
    if noun == "category":
        return unit.value("category") is not None
    return any(named.kind == noun for named in unit.names)


def _which_time(units: list[Unit]) -> list[Dimension]:
    """The time that is asked for: "in which month did we spend the most", "el mes con más gasto"."""
    is_ranked = any(unit.has("top", "least") and not unit.used for unit in units)
    for place, unit in enumerate(units):
        is_asked = place > 0 and units[place - 1].has("which", "what_on")
        dimension = _dimension(unit)
        if dimension is not None and (is_asked or is_ranked):
            unit.used = True
            return [dimension]
    return []
