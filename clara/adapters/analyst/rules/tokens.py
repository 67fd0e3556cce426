"""A question cut into words, numbers, dates and signs."""

import re

from msgspec import Struct

from clara.domain.text import fold

MAX_TOKENS = 120

_TOKEN = re.compile(
    r"""
      \d{4}-\d{2}(?:-\d{2})?(?![\w-])                 # 2026-10-05, 2026-10
    | \d{1,2}/\d{1,2}/\d{2,4}(?!\w) | \d{1,2}/\d{4}(?!\w)  # 5/10/2026, 10/2026
    | \d+(?:[.,]\d+)*(?=(?:k|mm?|mil?|mdp)?(?!\w))    # 5,000 and the number of 5k
    | [A-Za-z]{0,3}\$ | [€£]
    | (?<![\w/])(?:w/o\b|[wcsp]/(?=\s|[^\W\d]))       # w/o, w/ and, in Spanish and Portuguese, c/ s/ p/
    | [^\W_]+(?:['’][^\W_]+)*
    | [<>]=? | [%#+;]
    | (?<=\d)[-–](?=\d) | (?<=\s)[-–](?=\s) | (?<=\w{3})[-–](?=\w{3}\b)  # a range; the hyphen of a name is a blank
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s$")


class Token(Struct, frozen=True):
    """`text` as it was written, `key` for comparison; `place` is where it begins."""

    text: str
    key: str
    place: int


def tokenise(text: str) -> list[Token]:
    """At most `MAX_TOKENS` tokens in order; punctuation that says nothing is left out."""
    tokens = []
    for found in _TOKEN.finditer(text):
        tokens.append(Token(found[0], _key(found[0]), found.start()))
        if len(tokens) == MAX_TOKENS:
            break
    return tokens


def keys(text: str) -> tuple[str, ...]:
    """`text` as the keys of its tokens, for looking up names and phrases."""
    if text.isascii() and text.replace(" ", "").isalpha():
        return tuple(text.lower().split())  # nearly every name, at a tenth of the cost
    return tuple(token.key for token in tokenise(text))


def _key(text: str) -> str:
    if not text[0].isalnum() or text.endswith("$") or text[1:2] == "/":
        return text.casefold()
    if text[0].isdigit() and not text.isalnum():
        return text
    return fold(_POSSESSIVE.sub("", text).replace("'", "").replace("’", ""))
