"""Units as letters, so that grammars can be regular expressions over what words are.

`.` is any other word and `#` one that a grammar has used.
"""

from clara.adapters.analyst.rules.names import NameIndex
from clara.adapters.analyst.rules.sentence import Unit

_BY_TAG = (
    ("same", "="), ("this", "T"), ("last", "L"), ("past", "l"), ("next", "X"), ("since", "S"),
    ("ago", "G"), ("earlier", "P"), ("until_now", "U"), ("between", "B"), ("range_to", "R"),
    ("and", "A"), ("of", "f"), ("article", "e"),
)  # fmt: skip
UNITS = {
    "day": "a", "week": "w", "month": "m", "quarter": "k", "year": "j", "semester": "g",
    "bimester": "i", "four_months": "t", "fortnight": "c", "weekend": "s", "billing": "b",
}  # fmt: skip
_BY_KIND = (("period", "z"), ("month", "M"), ("weekday", "W"), ("ordinal", "o"))
_LAST_WORDS = [[word] for word in "in of from for en de del em no na do da desde".split()]
"""Of phrases such as "detalle de": what follows may be a month."""
_INTRODUCES = frozenset("fSRABTLl=eh")


def period_letters(units: list[Unit], names: NameIndex) -> str:
    """One letter a unit, as the period grammar sees it."""
    letters = ""
    for place, unit in enumerate(units):
        letter = "#" if unit.used else _letter(unit)
        if letter in "MW" and _may_be_a_name(unit, names):
            following = _letter(units[place + 1]) if place + 1 < len(units) else "."
            introduced = letters[-1:] in _INTRODUCES if letters else False
            introduced |= place > 0 and units[place - 1].key.split()[-1:] in _LAST_WORDS
            if not introduced and following not in "ydh":
                letter = "."
        letters += letter
    return letters


def _letter(unit: Unit) -> str:
    if unit.key == "-":
        return "h"
    if unit.key[0].isdigit() and ("-" in unit.key or "/" in unit.key):
        return "v"
    if unit.key == "–":
        return "h"
    for kind, letter in _BY_KIND:
        if unit.value(kind) is not None:
            return letter
    if unit_kind := unit.value("unit"):
        return UNITS[unit_kind]
    if unit.has("quarter", "semester"):
        return "q" if unit.has("quarter") else "H"
    for tag, letter in _BY_TAG:
        if unit.has(tag):
            return letter
    return _number_letter(unit)


def _number_letter(unit: Unit) -> str:
    number = unit.number
    if number is None or number != int(number):
        return "."
    if len(unit.key) == 4 and unit.key.isdigit() and 1970 <= number <= 2100:
        return "y"
    return "d" if 1 <= number <= 31 and not unit.key.startswith("0,") else "n"


def _may_be_a_name(unit: Unit, names: NameIndex) -> bool:
    return unit.has("also_a_word") or names.is_word_of_a_person(unit.key)
