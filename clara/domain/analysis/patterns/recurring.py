"""Charges that come back: one card and merchant, three times or more, every week or every month."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from clara.domain.analysis.charge import Charge
from clara.domain.analysis.patterns.duplicates import payer

_DAY = 86_400_000_000
_RHYTHMS = ((6, 8), (26, 35))
"""Days between charges of a week's and a month's rhythm: weekends and short months shift them."""
LEAST = 3
MOST = 60
"""Times a year beyond which nothing is a subscription."""


class Recurring(NamedTuple):
    """In order of time. The latest price differs from the one before where it `changed`."""

    charges: tuple[Charge, ...]

    @property
    def changed(self) -> bool:
        return self.charges[-1].minor != self.charges[-2].minor


@dataclass(slots=True)
class RecurringCharges:
    """Takes charges in order of time."""

    _by_payer: dict[tuple[object, ...], list[Charge]] = field(default_factory=dict)

    def take(self, charges: Iterable[Charge]) -> None:
        for charge in charges:
            whose = payer(charge)
            if charge.minor <= 0 or whose is None:
                continue
            held = self._by_payer.setdefault((whose, charge.merchant, charge.currency), [])
            if len(held) <= MOST:  # one more than is looked at tells that there are too many
                held.append(charge)

    def found(self, since: int) -> list[Recurring]:
        """Those whose latest charge is at `since` (microseconds) or later, largest first."""
        found = [
            Recurring(tuple(held))
            for held in self._by_payer.values()
            if LEAST <= len(held) <= MOST and held[-1].at >= since and _has_rhythm(held)
        ]
        return sorted(found, key=lambda one: (-one.charges[-1].minor, one.charges[0].id))


def _has_rhythm(charges: list[Charge]) -> bool:
    days = [round((after.at - before.at) / _DAY) for before, after in pairwise(charges)]
    return any(all(low <= gap <= high for gap in days) for low, high in _RHYTHMS)
