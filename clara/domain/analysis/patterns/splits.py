"""One purchase in several charges: none above the card's limit, all together above it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clara.domain.analysis.charge import Charge
from clara.domain.analysis.patterns.duplicates import TWO_DAYS

Limits = Mapping[int, tuple[int, int]]
"""By card number: the currency's number and the limit in minor units."""


@dataclass(slots=True)
class Splits:
    """Takes charges in order of time; cards without a limit are not looked at."""

    limits: Limits
    _open: dict[tuple[int, int], list[Charge]] = field(default_factory=dict)
    _found: list[tuple[Charge, ...]] = field(default_factory=list)

    def take(self, charges: Iterable[Charge]) -> None:
        for charge in charges:
            currency, limit = self.limits.get(charge.card, (None, 0))
            if charge.currency != currency or not 0 < charge.minor <= limit:
                continue
            key = (charge.card, charge.merchant)
            run = self._open.get(key)
            if run is not None and charge.at - run[0].at <= TWO_DAYS:
                run.append(charge)
                continue
            self._close(run)
            self._open[key] = [charge]

    def found(self) -> list[tuple[Charge, ...]]:
        """Each two charges or more in order of time; the largest sums first."""
        for run in self._open.values():
            self._close(run)
        self._open.clear()
        return sorted(self._found, key=lambda run: (-sum(one.minor for one in run), run[0].id))

    def _close(self, run: list[Charge] | None) -> None:
        if run and sum(one.minor for one in run) > self.limits[run[0].card][1]:
            self._found.append(tuple(run))
