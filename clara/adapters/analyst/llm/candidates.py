"""The few names of a company that a model is told: those that words of the question resemble."""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct
from rapidfuzz import fuzz, process

from clara.adapters.analyst.rules.tokens import keys
from clara.application.analysis.ports import Names
from clara.domain.card_transactions.merchant_words import PLACEHOLDERS
from clara.domain.text import clean

_RESEMBLING = 72.0
_MOST_WORDS_A_WORD = 3
_MOST = {"merchant": 12, "cardholder": 8, "card": 8}
_SHORTEST = 3
SHOWN = 80
"""Characters of a name that a model is told."""


class Candidate(Struct, frozen=True, gc=False):
    """`kind` is merchant, cardholder or card; `name` as plans carry it (a card's is its id)."""

    kind: str
    name: str
    shown: str


class Near(Struct, frozen=True):
    """A candidate, and the words of the question that it was found by."""

    candidate: Candidate
    found_by: frozenset[str]


class _Words:
    """A company's names by any word of theirs, and by their initials."""

    def __init__(self, names: Names) -> None:
        self._by_word: dict[str, list[Candidate]] = {}
        for candidate in _all(names):
            words = keys(candidate.shown)
            if " ".join(words) in PLACEHOLDERS:
                continue
            initials = "".join(word[0] for word in words)
            for word in {*words, *([initials] if len(words) > 1 else [])}:
                self._by_word.setdefault(word, []).append(candidate)
        self._choices = list(self._by_word)

    def near(self, word: str) -> Iterator[Candidate]:
        """The names that have `word`, then those with one that resembles it."""
        yield from self._by_word.get(word, ())
        if len(word) < _SHORTEST or any(character.isdigit() for character in word):
            return
        resembling = process.extract(
            word,
            self._choices,
            scorer=fuzz.ratio,
            score_cutoff=_RESEMBLING,
            limit=_MOST_WORDS_A_WORD,
        )
        for choice, _, _ in resembling:
            yield from self._by_word[choice]


def near(words: tuple[str, ...], names: Names) -> tuple[Near, ...]:
    """What of `names` a model may choose from, for these folded words of the question."""
    index, room = _words_of(names), dict(_MOST)
    found: dict[Candidate, set[str]] = {}
    for word in words:
        for candidate in index.near(word):
            if candidate not in found:
                if not room[candidate.kind]:
                    continue
                room[candidate.kind] -= 1
            found.setdefault(candidate, set()).add(word)
    return tuple(Near(candidate, frozenset(by)) for candidate, by in found.items())


def _all(names: Names) -> Iterator[Candidate]:
    for merchant in names.merchants:
        yield Candidate("merchant", merchant, clean(merchant, SHOWN))
    for cardholder in names.cardholders:
        yield Candidate("cardholder", cardholder, clean(cardholder, SHOWN))
    for card_id, _, alias in names.cards:
        if alias:
            yield Candidate("card", card_id, clean(alias, SHOWN))


@lru_cache(maxsize=8)
def _words_of(names: Names) -> _Words:
    """Kept for the companies that asked last."""
    return _Words(names)
