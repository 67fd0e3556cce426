"""The company's own names in a question: whole ones, parts of them, and ones spelled nearly so."""

from collections.abc import Iterator
from functools import cached_property, lru_cache

from msgspec import Struct
from rapidfuzz import fuzz, process

from clara.adapters.analyst.rules.tokens import Token, keys
from clara.application.analysis.ports import Names
from clara.domain.card_transactions.merchant_words import PLACEHOLDERS

NEAR = 86.0
"""Similarity (0 to 100, normalised InDel) from which a word is taken for a name."""
RESEMBLING = 66.0
"""Similarity from which a name is offered, and not taken."""
SHORTEST_FUZZY = 5
_SHORTEST_INITIALS = 3
_OFFERED = 3

Words = tuple[str, ...]


class Named(Struct, frozen=True, gc=False):
    """One of the company's names: `kind` is merchant, cardholder or card; `name` as plans carry it
    (a card's is its id), `shown` as people do."""

    kind: str
    name: str
    shown: str


class Match(Struct, frozen=True):
    """What a word of the question is taken for. `is_exact` when it is the whole name."""

    names: tuple[Named, ...]
    is_exact: bool


class NameIndex:
    """A company's names by their first word, and its people by any word of theirs."""

    def __init__(self, names: Names) -> None:
        self._by_first: dict[str, list[tuple[Words, Named]]] = {}
        self._people: dict[str, list[Named]] = {}
        for merchant in names.merchants:
            words = keys(merchant)
            if " ".join(words) not in PLACEHOLDERS:
                self._add(words, Named("merchant", merchant, merchant))
        for cardholder in names.cardholders:
            words, named = keys(cardholder), Named("cardholder", cardholder, cardholder)
            self._add(words, named)
            for word in set(words):
                self._people.setdefault(word, []).append(named)
        for card_id, last_four, alias in names.cards:
            if alias:
                self._add(keys(alias), Named("card", card_id, f"{alias} •••• {last_four}"))

    def _add(self, words: Words, named: Named) -> None:
        if words:
            self._by_first.setdefault(words[0], []).append((words, named))

    def longest(self, tokens: list[Token], place: int) -> tuple[tuple[Named, ...], int]:
        """The longest whole name that begins at `place`, and of how many words it is."""
        best = 0
        found: list[Named] = []
        for words, named in self._by_first.get(tokens[place].key, ()):
            size = len(words)
            if size < best or tuple(t.key for t in tokens[place : place + size]) != words:
                continue
            found = [*found, named] if size == best else [named]
            best = size
        return tuple(found), best

    def people(self, word: str) -> tuple[Named, ...]:
        """The people one of whose words is `word`."""
        return tuple(self._people.get(word, ()))

    def is_word_of_a_person(self, key: str) -> bool:
        return key in self._people

    def whole(self, key: str) -> tuple[Named, ...]:
        """The names that are `key`, folded words divided by blanks, and nothing more."""
        words = tuple(key.split())
        return tuple(named for own, named in self._by_first.get(words[0], ()) if own == words)

    def find(self, key: str) -> Match | None:
        """What `key` is taken for: a whole name; a word of a person's or the beginning of
        merchants' ("Hilton" of "Hilton Paseo Reforma"); or what is spelled nearly so and nothing
        else is."""
        return self._as_written(key) or self._near(key)

    def _as_written(self, key: str) -> Match | None:
        if whole := self.whole(key):
            return Match(whole, is_exact=True)
        words = tuple(key.split())
        part = [*self._people.get(key, ()), *self._beginning(words)] or self._shortened(key)
        return Match(tuple(dict.fromkeys(part)), is_exact=False) if part else None

    def _shortened(self, key: str) -> list[Named]:
        """The one merchant with these initials ("AWS") or with this word further on ("Ipiranga" of
        "Posto Ipiranga")."""
        found = self._parts.get(key, [])
        return found if len(found) == 1 else []

    @cached_property
    def _parts(self) -> dict[str, list[Named]]:
        parts: dict[str, list[Named]] = {}
        for known in self._by_first.values():
            for words, named in known:
                if named.kind != "merchant" or len(words) == 1:
                    continue
                initials = "".join(word[0] for word in words)
                shortened = {word for word in words[1:] if len(word) >= SHORTEST_FUZZY}
                if len(initials) >= _SHORTEST_INITIALS:
                    shortened.add(initials)
                for part in shortened:
                    parts.setdefault(part, []).append(named)
        return parts

    def _beginning(self, words: Words) -> Iterator[Named]:
        for own, named in self._by_first.get(words[0], ()):
            if named.kind == "merchant" and own[: len(words)] == words:
                yield named

    def _near(self, key: str) -> Match | None:
        if len(key) < SHORTEST_FUZZY or any(character.isdigit() for character in key):
            return None
        near = process.extract(key, self._choices, scorer=fuzz.ratio, score_cutoff=NEAR, limit=2)
        if not near or (len(near) > 1 and near[1][1] == near[0][1]):
            return None
        found = self._as_written(near[0][0])
        return Match(found.names, is_exact=False) if found else None

    def resembling(self, key: str) -> tuple[str, ...]:
        """Up to three names that resemble `key`, the nearest first."""
        near = process.extract(
            key, self._choices, scorer=fuzz.ratio, score_cutoff=RESEMBLING, limit=_OFFERED
        )
        found = [match.names for choice, _, _ in near if (match := self._as_written(choice))]
        return tuple(dict.fromkeys(named.shown for names in found for named in names))[:_OFFERED]

    @cached_property
    def _choices(self) -> list[str]:
        """What a misspelled word may have meant: whole names, their first words, people's words."""
        whole = (" ".join(words) for found in self._by_first.values() for words, _ in found)
        parts = (word for word in (*self._by_first, *self._people) if len(word) >= SHORTEST_FUZZY)
        return list(dict.fromkeys((*whole, *parts)))


@lru_cache(maxsize=32)
def index_of(names: Names) -> NameIndex:
    """The index of `names`, kept for the companies that asked last."""
    return NameIndex(names)
