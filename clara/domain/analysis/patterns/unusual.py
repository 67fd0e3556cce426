"""Charges far above what their merchant usually takes.

The modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, 1993): 0.6745 times
the distance from the median, over the median absolute deviation; more than 3.5 is an outlier. Median
and deviation are hardly moved by the outliers themselves. All of it in whole numbers.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from clara.domain.analysis.charge import Charge

LEAST = 8
"""Charges a merchant must have had for anything to be usual there."""
_FLAT = 10
"""A deviation is taken for at least a tenth of the median: of prices that are always the same, a
cent more is no outlier."""


@dataclass(slots=True)
class Usual:
    """What merchants take, learned from all charges: eight bytes each."""

    _amounts: dict[tuple[int, int], "array[int]"] = field(default_factory=dict)
    _limits: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def learn(self, charges: Iterable[Charge]) -> None:
        for charge in charges:
            if charge.minor > 0:
                key = (charge.merchant, charge.currency)
                self._amounts.setdefault(key, array("q")).append(charge.minor)

    def settle(self) -> None:
        """Learning is over."""
        self._limits = {
            key: _limit(sorted(held)) for key, held in self._amounts.items() if len(held) >= LEAST
        }
        self._amounts.clear()

    def outliers(self, charges: Iterable[Charge]) -> list[Charge]:
        return [one for one in charges if self._is_outlier(one)]

    def median_minor(self, charge: Charge) -> int:
        """What the merchant of an outlier usually takes."""
        return self._limits[charge.merchant, charge.currency][0] // 2

    def _is_outlier(self, charge: Charge) -> bool:
        known = self._limits.get((charge.merchant, charge.currency))
        if known is None:
            return False
        doubled, deviation = known
        return 13_490 * (2 * charge.minor - doubled) > 35_000 * deviation


def _limit(amounts: list[int]) -> tuple[int, int]:
    """Twice the median and four times the deviation, both whole."""
    doubled = _doubled_median(amounts)
    spread = _doubled_median(sorted(abs(2 * amount - doubled) for amount in amounts))
    return doubled, max(spread, 2 * doubled // _FLAT)


def _doubled_median(ordered: list[int]) -> int:
    middle = len(ordered) // 2
    return ordered[middle] + ordered[-1 - middle] if len(ordered) % 2 == 0 else 2 * ordered[middle]
