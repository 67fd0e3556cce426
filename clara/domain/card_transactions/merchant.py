"""Merchant names: from what a terminal sends to what people call the shop.

Every decision is made on capitals, so that the spelling of a source never divides a merchant, and
is repeated until nothing changes, so that a normalised name is its own normal form.
"""

import re
from functools import lru_cache

from clara.domain.card_transactions.merchant_words import (
    BRANDS,
    COMPANY_FORMS,
    NOT_INITIALS,
    PLACEHOLDERS,
    PLAIN_PROCESSORS,
    PROCESSORS,
    SMALL_WORDS,
    SPELLINGS,
    TOP_LEVEL,
)
from clara.domain.text import clean, fold

UNIDENTIFIED = "Unidentified"
"""The name of every placeholder; it is shown apart and never ranked."""

MAX_LENGTH = 80

_WORD_EDGES = ",;:!?*#/|\\-_'\"`´~^<>=()[]{}"
_HAS_LETTER = re.compile(r"[^\W\d_]")
_DOMAIN = re.compile(
    rf"(?:WWW\.)*([A-Z0-9-]{{2,}}(?:\.[A-Z0-9-]+)*\.(?:{TOP_LEVEL}))(?:/.*)?", re.IGNORECASE
)
_NUMBER_AND_WORD = re.compile(r"([0-9]{3,4})([A-Z]{4,})")
_TAIL_CODE = re.compile(r"(.*[^\W\d_].*)[-_/]([A-Z]{0,2}[0-9]{3,}[A-Z0-9]*)")
_GLUED_CODE = re.compile(r"([A-Z]{4,})(?=(?:[A-Z]*[0-9]){4})[0-9][A-Z0-9]{5,}")
_GLUED_NUMBER = re.compile(r"(?=[A-Z]*?[AEIOU])([A-Z]{3,})[0-9]{4,}[0-9A-Z]*")
_RUNS = re.compile(r"[0-9]+|[^0-9]+")
_PARTS = re.compile(r"[^\s\-/&+.]+")
_VOWELS = frozenset("AEIOUY")
_PLACEHOLDER_STARTS = {key[:2].upper() for key in PLACEHOLDERS}
_BRAND_STARTS = {key.split()[0] for key in BRANDS}
_LONGEST_BRAND = max(len(key.split()) for key in BRANDS)


def is_placeholder(name: str) -> bool:
    """Whether `name` stands for "no merchant": blank, 'NAO SE APLICA', 'SIGILOSO', …"""
    return fold(name) in PLACEHOLDERS


def normalise(raw: str) -> str:
    """A name to group by and to show, of 1 to 80 characters: without processors, store numbers,
    reference codes and company forms, in title case; domains stay in small letters.

    `"TESCO STORES 6292"` is `Tesco Stores`, `"PAYPAL *ADOBE"` is `Adobe`. Placeholders and blanks
    are `UNIDENTIFIED`. Deterministic, and `normalise(normalise(x)) == normalise(x)`.
    """
    text = _capitals(clean(raw[:400], MAX_LENGTH))
    for _ in range(MAX_LENGTH):  # every round removes something, so that this ends long before
        shorter = _reduced(text)
        if shorter == text:
            break
        text = shorter
    if _may_be_placeholder(text) and is_placeholder(text):
        return UNIDENTIFIED
    name = BRANDS.get(text) or _shown(text)
    return name if len(name) <= MAX_LENGTH else normalise(name[:MAX_LENGTH])


def _may_be_placeholder(text: str) -> bool:
    """False for nearly every name, at a tenth of what folding the text costs."""
    return not (text.isascii() and text[:2].isalpha()) or text[:2] in _PLACEHOLDER_STARTS


def _capitals(text: str) -> str:
    upper = text.upper()
    # Outside ASCII a letter may not come back from small letters: settle on one that does.
    return upper if upper.isascii() else clean(upper.lower().upper(), MAX_LENGTH)


def _reduced(text: str) -> str:
    """One round of removal, on capitals; `text` itself when there is nothing to remove."""
    words = text.replace("*", " * ").split() if "*" in text else text.split()
    if "*" in words or "/" in text:
        rest = _without_processor(words)
        if rest is not words:
            return " ".join(rest)
    if len(words) > 1 and words[0] in PLAIN_PROCESSORS and _says_something(words[1:]):
        words = words[1:]
    if words and words[0] in _BRAND_STARTS and (brand := _brand(words)):
        return brand
    if "*" in words:
        words = _before_star(words)
    words = _without_codes(words)
    _drop_company_form(words)
    return " ".join(words) or text


def _without_processor(words: list[str]) -> list[str]:
    """`PAYPAL * ADOBE` and `APL /001TAXIS` without what stands before the divider."""
    for count in (1, 2):
        head, rest = " ".join(words[:count]), words[count:]
        if head not in PROCESSORS or not rest or rest[0][0] not in "*/":
            continue
        first = rest[0].lstrip("*/")
        rest = [first, *rest[1:]] if first else rest[1:]
        if _says_something(rest):
            return rest
    return words


def _says_something(words: list[str]) -> bool:
    return any(_HAS_LETTER.search(word) for word in words)


def _brand(words: list[str]) -> str | None:
    words = [word for word in words if word != "*"]
    words = [words[0].rstrip(_WORD_EDGES), *words[1:]]
    for count in range(min(_LONGEST_BRAND, len(words)), 0, -1):
        if name := BRANDS.get(" ".join(words[:count])):
            return name.upper()
    return None


def _before_star(words: list[str]) -> list[str]:
    """Of `MERCHANT * PRODUCT` the merchant; what follows where nothing readable stands before."""
    star = words.index("*")
    before = words[:star]
    after = [word for word in words[star:] if word != "*"]
    return before if _says_something(before) else before + after


def _without_codes(words: list[str]) -> list[str]:
    """Words that are words: the first one that says something, and those after it."""
    kept: list[str] = []
    last = len(words) - 1
    for place, word in enumerate(words):
        kind, rest = _word(word)
        if kind == "nothing":
            continue
        if kept and (kind in ("code", "long") or (kind == "short" and place == last)):
            continue
        if kind == "domain" and kept and max(map(len, kept)) >= 4:
            continue
        kept.append(rest)
    # A register or branch number in front: `43032290 COSTA COFFEE`.
    while len(kept) > 1 and kept[0].isdecimal() and len(kept[0]) >= 5 and _says_something(kept[1:]):
        del kept[0]
    return kept


@lru_cache(maxsize=32_768)
def _word(word: str) -> tuple[str, str]:
    """What a word is (`word`, `domain`, a `code`, a `long` or `short` number, `nothing`), and the
    word without what clings to it."""
    if domain := _DOMAIN.fullmatch(word):
        return "domain", domain[1]
    bare = word.strip(_WORD_EDGES)
    if not bare.strip("."):
        return ("word", word) if word in ("&", "+") else ("nothing", "")
    if bare.isascii() and bare.isalpha():
        return "word", bare
    if bare.isdecimal():
        kind = "long" if len(bare) > 3 else "short" if len(bare) == 3 else "word"
        return kind, bare
    if parts := _NUMBER_AND_WORD.fullmatch(bare):
        return "word", f"{parts[1]} {parts[2]}"
    if tail := _TAIL_CODE.fullmatch(bare):
        return _word(tail[1])
    if glued := _GLUED_CODE.fullmatch(bare) or _GLUED_NUMBER.fullmatch(bare):
        return "word", glued[1]
    return ("code" if _is_code(bare) else "word"), bare


def _is_code(word: str) -> bool:
    """Whether letters and digits are mixed as no name mixes them: `Z9UJ3AEP92`, `S0705`, `DL0OU`,
    but not `CARPETS4LESS`, `B2B` or `O2`."""
    digits = sum("0" <= character <= "9" for character in word)
    if digits == 0:
        return False
    if digits >= 3:
        return True
    runs = _RUNS.findall(word)
    letters = len(word) - digits
    if len(runs) >= 4 or (len(runs) == 3 and len(word) >= 5 and letters < 6):
        return True
    return len(word) >= 5 and word[-2:].isdecimal() and _VOWELS.isdisjoint(word)


def _drop_company_form(words: list[str]) -> None:
    """Removes `LTD`, `S.A. DE C.V.`, `S DE RL DE CV`, … and what is left hanging, from the end."""
    while len(words) > 1:
        last = words[-1].replace(".", "")
        if last in COMPANY_FORMS or last in ("&", "+", ""):
            words.pop()
        elif last in ("CV", "RL") and len(words) > 2 and words[-2] == "DE":
            del words[-2:]
            if last == "RL" and len(words) > 1 and words[-1].rstrip(".") == "S":
                words.pop()
        else:
            return


def _shown(text: str) -> str:
    words = text.split()
    return " ".join(
        word.lower() if place and word in SMALL_WORDS else _spelt(word)
        for place, word in enumerate(words)
    )


@lru_cache(maxsize=32_768)
def _spelt(word: str) -> str:
    if _DOMAIN.fullmatch(word):
        return word.lower()
    return SPELLINGS.get(word) or _PARTS.sub(_spelt_part, word)


def _spelt_part(match: re.Match[str]) -> str:
    part = match[0]
    if part in SPELLINGS:
        return SPELLINGS[part]
    if part.isascii() and len(part) <= 3 and _VOWELS.isdisjoint(part) and part not in NOT_INITIALS:
        return part
    return part[0] + part[1:].lower()
