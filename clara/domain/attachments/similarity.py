"""How alike two names of a seller are: what a terminal sends, and what an invoice says."""

from collections import Counter
from functools import lru_cache

from clara.domain.card_transactions.merchant import UNIDENTIFIED, normalise
from clara.domain.text import fold

ALIKE = 0.6
"""From here on two names are taken for one seller's."""
_SHORTEST_WORD = 3
_CONTAINED = 0.9
_FORMS = frozenset(
    """
    sa cv rl sapi ltda me eireli epp sas srl ltd limited inc corp llc plc company compania cia
    comercio comercial servicos servicios de da do del la el los las e y and the
    """.split()
)
"""Words that say what form a company has, or nothing."""


@lru_cache(maxsize=50_000)
def likeness(one: str, other: str) -> float:
    """0.0 to 1.0; 1.0 for names that differ in case, accents and company forms only. A name whose
    words are all in the other's is nearly as good. A placeholder is like nothing."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    if _is_within(first, second) or _is_within(second, first):
        return _CONTAINED
    return _dice("".join(first), "".join(second))


@lru_cache(maxsize=50_000)
def _words(name: str) -> tuple[str, ...]:
    shown = normalise(name)
    if shown == UNIDENTIFIED:
        return ()
    words = fold(shown).split()
    return tuple(word for word in words if word not in _FORMS) or tuple(words)


def _is_within(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    is_telling = any(len(word) >= _SHORTEST_WORD and not word.isdigit() for word in few)
    return is_telling and set(few) <= set(many)


def _dice(one: str, other: str) -> float:
    """Sørensen–Dice coefficient of pairs of neighbouring letters."""
    first, second = _pairs(one), _pairs(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(len(text) - 1))
