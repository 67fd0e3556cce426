"""Words of the lexicon that were mistyped: two letters swapped, one left out, doubled or put in."""

from collections.abc import Iterable

from msgspec import structs

from clara.adapters.analyst.rules.lexicon import Lexicon
from clara.adapters.analyst.rules.names import NameIndex
from clara.adapters.analyst.rules.tokens import Token

_SHORTEST_SWAPPED, _SHORTEST_MISSING, _SHORTEST_OTHER = 4, 4, 7
_ENDING = 2
"""Letters at a word's end where a further one is grammar and no slip: charges, chargers."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CONTENT_CUES = frozenset("on at en em com con de na nas nos for by".split())
"""After these a word nobody knows is what was bought, and no word of ours."""


def misspelled(tokens: list[Token], lexicon: Lexicon, names: NameIndex) -> dict[int, str]:
    """By their places, the words of `tokens` that are one slip from a single word of the lexicon,
    and the key they are taken for. A word that may be a name is none of them."""
    found: dict[int, str] = {}
    for place, token in enumerate(tokens):
        if not _may_be(tokens, place, lexicon):
            continue
        meant = _meant(token.key, lexicon)
        if meant is not None and names.find(token.key) is None:
            found[place] = meant
    return found


def corrected(tokens: list[Token], slips: dict[int, str]) -> list[Token]:
    """`tokens` with the keys that were meant."""
    return [
        structs.replace(token, key=slips[place]) if place in slips else token
        for place, token in enumerate(tokens)
    ]


def _may_be(tokens: list[Token], place: int, lexicon: Lexicon) -> bool:
    token = tokens[place]
    is_word = token.key.isalpha() and token.key not in lexicon.words
    is_content = place > 0 and tokens[place - 1].key in _CONTENT_CUES
    is_named = place > 0 and token.text[:1].isupper()
    return is_word and not is_content and not is_named


def _meant(key: str, lexicon: Lexicon) -> str | None:
    """The one word that the likeliest kind of slip makes of `key`; None when there are several."""
    if not (key.isascii() and _SHORTEST_SWAPPED <= len(key) <= 24):
        return None
    for candidates in (_swapped(key), _one_letter_more_or_less(key), _one_other(key)):
        known = {word for word in candidates if (word,) in lexicon.meanings and word != key}
        if known:
            return known.pop() if len(known) == 1 else None
    return None


def _swapped(key: str) -> Iterable[str]:
    for at in range(len(key) - 1):
        yield key[:at] + key[at + 1] + key[at] + key[at + 2 :]


def _one_letter_more_or_less(key: str) -> Iterable[str]:
    if len(key) < _SHORTEST_MISSING:
        return
    for at in range(1, len(key) - _ENDING + 1):
        for letter in _LETTERS:
            yield key[:at] + letter + key[at:]
        if len(key) > _SHORTEST_MISSING + 1:
            yield key[:at] + key[at + 1 :]


def _one_other(key: str) -> Iterable[str]:
    if len(key) < _SHORTEST_OTHER:
        return
    for at in range(1, len(key) - _ENDING):
        for letter in _LETTERS:
            yield key[:at] + letter + key[at + 1 :]
