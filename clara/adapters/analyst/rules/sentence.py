"""A question as a row of units: phrases with what they may mean, numbers, dates, and words unknown."""

import re
from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from clara.adapters.analyst.rules.lexicon import Lexicon
from clara.adapters.analyst.rules.names import Named, NameIndex
from clara.adapters.analyst.rules.numbers import parse_number
from clara.adapters.analyst.rules.tokens import Token
from clara.domain.money import CURRENCIES

_DAY = re.compile(r"([0-3]?[0-9])(?:st|nd|rd|th|o|a)")
_QUARTER = re.compile(r"[qt]([1-4])|([1-4])[qt]")
_HALF = re.compile(r"[hs]([12])|([12])[hs]")


class Impossible(Exception):
    """`words` of a question name a day that no calendar has, or an amount that no currency has."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Unit(Struct):
    """One or more tokens that mean something together. `used` once a grammar or a rule has read it:
    a content unit that nobody used stands in the way of an answer."""

    text: str
    key: str
    tags: frozenset[str]
    number: Decimal | None = None
    names: tuple[Named, ...] = ()
    used: bool = False

    def has(self, *tags: str) -> bool:
        return not self.tags.isdisjoint(tags)

    def value(self, kind: str) -> str | None:
        """What follows `kind.` in one of the tags."""
        return next((tag[len(kind) + 1 :] for tag in self.tags if tag.startswith(f"{kind}.")), None)

    @property
    def is_known(self) -> bool:
        return bool(self.tags or self.names) or self.number is not None


def cut(tokens: list[Token], lexicon: Lexicon, names: NameIndex) -> list[Unit]:
    """`tokens` as units: at each place the longest phrase or whole name of several words."""
    units: list[Unit] = []
    place = 0
    while place < len(tokens):
        named, words = names.longest(tokens, place)
        phrase = _longest_phrase(tokens, place, lexicon, names)
        if words > max(1, phrase) and not _is_said(tokens[place : place + words], lexicon):
            units.append(_unit(tokens[place : place + words], frozenset(), named))
            place += words
            continue
        taken = tokens[place : place + max(1, phrase)]
        tags = lexicon.meanings.get(tuple(token.key for token in taken), frozenset())
        units.append(_unit(taken, tags, ()))
        place += len(taken)
    return units


def tags_of(units: Iterable[Unit]) -> frozenset[str]:
    """All tags of `units` together."""
    return frozenset().union(*(unit.tags for unit in units))


def _is_said(taken: list[Token], lexicon: Lexicon) -> bool:
    """Whether words in small letters all mean something: a shop may be called "Last Month"."""
    return not taken[0].text[:1].isupper() and all(
        (token.key,) in lexicon.meanings for token in taken
    )


def _longest_phrase(tokens: list[Token], place: int, lexicon: Lexicon, names: NameIndex) -> int:
    for words in range(lexicon.longest.get(tokens[place].key, 0), 0, -1):
        phrase = tuple(token.key for token in tokens[place : place + words])
        if len(phrase) < words or phrase not in lexicon.meanings:
            continue
        # "En Total" in capitals is a place, "en total" is a sum.
        last = tokens[place + words - 1]
        if words == 1 or not (last.text[:1].isupper() and names.whole(last.key)):
            return words
    return 0


def _unit(taken: list[Token], tags: frozenset[str], names: tuple[Named, ...]) -> Unit:
    text, key = " ".join(token.text for token in taken), " ".join(token.key for token in taken)
    written = next((tag for tag in tags if tag.startswith("number.")), None)
    number = Decimal(written.removeprefix("number.")) if written else parse_number(key)
    if not tags:
        tags, number = _shaped(text, key, number)
    return Unit(text, key, tags, number, names)


def _shaped(text: str, key: str, number: Decimal | None) -> tuple[frozenset[str], Decimal | None]:
    """What the shape of a word that no lexicon has tells: 5th, Q3, H1, BRL."""
    if day := _DAY.fullmatch(key):
        return frozenset({"day"}), Decimal(day[1])
    if quarter := _QUARTER.fullmatch(key):
        return frozenset({"quarter"}), Decimal(quarter[1] or quarter[2])
    if half := _HALF.fullmatch(key):
        return frozenset({"semester"}), Decimal(half[1] or half[2])
    if text in CURRENCIES:
        return frozenset({f"currency.{text}"}), None
    return frozenset(), number
