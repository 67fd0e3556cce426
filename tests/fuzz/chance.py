"""Values that nobody means well with, drawn by a seeded generator."""

import random
from typing import Any

from tests.support.hostile import HOSTILE

MARKUP = "zq<b>zq'\"&{{7*7}}"
"""Shown unescaped on a page, it would be markup."""
CARD_NUMBER = "4111111111111111"
"""A test number that passes Luhn."""
TEXTS: tuple[str, ...] = (
    *("", " ", "\t\n", "\x00", "a\x00b", "\x7f", "\x1b[31m", "\u0085", "\u2028", "\ufeff"),
    *("\u202eunlock\u202c", "\u200b\u200b", "\ud800", "\udfff\ud800", "🙂" * 40, "e\u0301" * 30),
    *("ﷺ" * 60, "İıß", "ｕｎｌｏｃｋ", "\U000e0001\U000e007f", "\ufffe", "\U0010ffff", "%00", "%"),
    *("_", "\\", "'", '"', "--", ";", "' OR '1'='1", "'; DROP TABLE cards; --", "\\'", "/*", "*"),
    *("../../../../etc/passwd", "..%2f..%2f", "file:///etc/passwd", "//evil.example", "\\\\x\\y"),
    *("http://127.0.0.1:9/", "http://169.254.169.254/latest", "javascript:alert(1)", "data:,x"),
    *("{{7*7}}", "${jndi:ldap://127.0.0.1:9/a}", "$(id)", "`id`", "%s%n%d", "{0.__class__}"),
    *("=1+1", "@SUM(1)", "<script>alert(1)</script>", MARKUP, "<!--", "]]>", "&amp;", "\r\nX: y"),
    *("null", "true", "NaN", "Infinity", "1e999", "-0", "0x10", "1_000", "٣", "１２", "0" * 50),
    *("2026-11-01", "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2026-11-01T25:00Z"),
    *("last_30_days", "last_999999999999_days", "last_0_days", "2026-Q9", "today", "../.."),
    *(
        "4417",
        "0042",
        "9901",
        "card_",
        "card_" + "0" * 32,
        "ctx_" + "f" * 32,
        "company_" + "0" * 32,
    ),
    *(CARD_NUMBER, "5555 5555 5555 4444", "378282246310005", "Luis Pérez", "María", "UBER", "MXN"),
    *("xyz", "XXX", "mxn", "USD", "TRAVEL", "ACTIVE,LOCKED", ",", "a,b,,c", "month", "merchant"),
    *HOSTILE,
    *("9" * 400, str(2**63), str(-(2**63)), "0.1", "1.005", "-1", "1,5", "A" * 65, "A" * 256),
)
NUMBERS: tuple[Any, ...] = (
    *(0, 1, -1, 2, 7, 50, 100, 101, 200, 201, 999, 10_000, 2**31 - 1, 2**31, 2**53, 2**53 + 1),
    *(2**63 - 1, 2**63, 2**64, -(2**63), -(2**63) - 1, 10**30, 10**400, 0.0, -0.0, 0.1, 1.0, 1.5),
    *(1e-7, 1e15, 1e300, 5e-324, float("nan"), float("inf"), float("-inf"), 9_007_199_254_740_993),
)
_LETTERS = "abzAZ019 _-./:,;'\"\\%&=+?#<>{}[]()|~^$@!*\x00\x01\n\ré漢🙂\u202e\ud800"
_LONG = (300, 700, 5_000, 70_000)
_HUGE = 1_000_000


def text(chance: random.Random) -> str:
    """Mostly something known to break things, now and then of any letters, seldom long."""
    drawn = chance.random()
    if drawn < 0.7:
        return chance.choice(TEXTS)
    if drawn < 0.96:
        return "".join(chance.choices(_LETTERS, k=chance.randrange(24)))
    if drawn < 0.999:
        return chance.choice(_LETTERS) * chance.choice(_LONG)
    return chance.choice("a\x00é\ud800") * _HUGE


def value(chance: random.Random, depth: int = 3) -> Any:
    """Anything that JSON can say, and NaN, which Python says as well."""
    drawn = chance.random()
    if drawn < 0.4 or depth == 0:
        return text(chance)
    if drawn < 0.65:
        return chance.choice(NUMBERS)
    if drawn < 0.78:
        return chance.choice((None, True, False))
    if drawn < 0.9:
        return [value(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {text(chance)[:50]: value(chance, depth - 1) for _ in range(chance.randrange(4))}


def nested(chance: random.Random) -> str:
    """JSON of thousands of arrays or objects within each other."""
    depth = chance.choice((60, 200, 990, 5_000, 50_000))
    opening, closing = chance.choice((("[", "]"), ('{"a":', "}")))
    return opening * depth + "1" + closing * chance.choice((depth, depth, 0))


def damaged(content: bytes, chance: random.Random) -> bytes:
    """`content` with bits turned over, pieces cut out, doubled, or replaced."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not found:
            break
        place = chance.randrange(len(found))
        match chance.randrange(6):
            case 0:
                found[place] ^= 1 << chance.randrange(8)
            case 1:
                found[place] = chance.choice((0, 9, 10, 13, 34, 44, 92, 127, 255))
            case 2:
                del found[place : place + chance.choice((1, 2, 8, 100))]
            case 3:
                found[place:place] = found[place : place + chance.choice((1, 4, 60))] * 2
            case 4:
                found[place:place] = text(chance)[:2_000].encode("utf-8", "surrogatepass")
            case _:
                found[place:] = found[place : place + chance.randrange(400)]
    return bytes(found)
