"""Identifiers of what is simulated, which follow from a seed."""

import hashlib

from clara.application.ports import Ids

_DERIVED = frozenset({"authorization", "ctx"})


class SeededIds(Ids):
    """The same script makes the same records; all that is not simulated gets identifiers of
    `others`. `seed` names the script, its company and when it began: two of the same never run in
    one company."""

    def __init__(self, seed: str, others: Ids) -> None:
        self._seed, self._others = seed, others
        self._given = 0

    def new(self, kind: str) -> str:
        if kind not in _DERIVED:
            return self._others.new(kind)
        self._given += 1
        return _derived(self._seed, self._given, kind)


def first_authorization(seed: str) -> str:
    """The identifier of the first authorization under `seed`."""
    return _derived(seed, 1, "authorization")


def _derived(seed: str, number: int, kind: str) -> str:
    text = f"{seed}|{number}|{kind}"
    return f"{kind}_{hashlib.blake2b(text.encode(), digest_size=16).hexdigest()}"
