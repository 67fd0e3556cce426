"""A stream of chance that gives the same values on every Python, platform and C library.

Only `random.Random.random` is used: its sequence for an integer seed is promised to stay, while
`choice`, `gauss` and `sample` may change from one version of Python to the next. For the same
reason nothing here calls `math.exp` or `math.log`, whose last digit differs between C libraries.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

_UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def derived(seed: int, end_day: date, what: str) -> bytes:
    """16 bytes that depend on nothing but the arguments: BLAKE2b-128 (RFC 7693)."""
    text = f"{seed}|{end_day.isoformat()}|{what}"
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class Dice:
    """Chances drawn from one named stream; streams of other names do not disturb it."""

    def __init__(self, seed: int, end_day: date, stream: str) -> None:
        number = int.from_bytes(derived(seed, end_day, f"stream {stream}"), "big")
        self.random = Random(number).random  # noqa: S311 - repeatable on purpose, guards nothing

    def below(self, limit: int) -> int:
        """An integer from 0 to `limit` - 1."""
        return int(self.random() * limit)

    def between(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def pick(self, items: Sequence[_T]) -> _T:
        return items[int(self.random() * len(items))]

    def place(self, cumulative: Sequence[int]) -> int:
        """A place in a list, where `cumulative` holds the running sums of the places' weights."""
        return bisect_right(cumulative, int(self.random() * cumulative[-1]))

    def around(self, median: int, spread_percent: int) -> int:
        """A positive integer, log-normal around `median`; `spread_percent` is 100 times sigma."""
        random = self.random
        bell = -6.0
        for _ in range(12):  # not sum(): Python 3.12 made it add floats in another way
            bell += random()
        # (1 + x/1024)^1024 by ten squarings: exp(x) within a per cent for the spreads used here.
        factor = 1.0 + bell * spread_percent / 102_400
        for _ in range(10):
            factor *= factor
        return max(1, int(median * factor))

    def fill(self, template: str) -> str:
        """`template` with each `#` a digit and each `@` a capital letter or digit."""
        if "#" not in template and "@" not in template:
            return template
        return "".join([self._sign(sign) for sign in template])

    def _sign(self, sign: str) -> str:
        if sign == "#":
            return str(self.below(10))
        return _UPPER[self.below(len(_UPPER))] if sign == "@" else sign
