"""Sums as they come out of the store, before anybody has said what is to be counted."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from msgspec import Struct

from clara.domain.card_transactions.counting import Counting
from clara.domain.card_transactions.totals import Coverage

OTHERS = -1
"""The number of a group that stands for all groups that are not told by name."""


class Part(NamedTuple):
    """Rows of one currency that count in one way, and what they come to in minor units."""

    currency: str
    counting: Counting
    rows: int
    minor: int


class Sum(NamedTuple):
    """Rows, and what they come to in minor units of one currency."""

    rows: int
    minor: int


class Group(Struct, frozen=True, kw_only=True):
    """Rows that share a key. `number` is the stores' short key of the group."""

    number: int
    key: str
    label: str
    parts: tuple[Part, ...]

    def sums(self, countings: Collection[Counting]) -> dict[str, Sum]:
        """What the rows that count in one of these ways come to, per currency."""
        return added(part for part in self.parts if part.counting in countings)


class Sheet(Struct, frozen=True, kw_only=True):
    """All groups of a filter, in no order; without a dimension the one group that is everything."""

    groups: tuple[Group, ...]
    coverage: Coverage

    def sums(self, countings: Collection[Counting]) -> dict[str, Sum]:
        """As `Group.sums`, of all groups together."""
        return added(
            part for group in self.groups for part in group.parts if part.counting in countings
        )


def added(parts: Iterable[Part]) -> dict[str, Sum]:
    """Sums per currency; currencies are never added to one another."""
    found: dict[str, Sum] = {}
    for part in parts:
        held = found.get(part.currency, Sum(0, 0))
        found[part.currency] = Sum(held.rows + part.rows, held.minor + part.minor)
    return found
