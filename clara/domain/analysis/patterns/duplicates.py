"""The same charge twice: one card, merchant, currency and amount within two days."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from clara.domain.analysis.charge import Charge

TWO_DAYS = 2 * 86_400_000_000
"""In microseconds, from one charge to the next."""


def payer(charge: Charge) -> tuple[int, int] | None:
    """The card, or where none is named its holder; None where nobody is."""
    return (charge.card, charge.cardholder) if charge.card or charge.cardholder else None


@dataclass(slots=True)
class Duplicates:
    """Takes charges in order of time, and holds those of the last two days only."""

    _open: dict[tuple[object, ...], list[Charge]] = field(default_factory=dict)
    _found: list[tuple[Charge, ...]] = field(default_factory=list)
    _swept: int = 0

    def take(self, charges: Iterable[Charge]) -> None:
        for charge in charges:
            if charge.minor <= 0 or payer(charge) is None:
                continue
            self._sweep(charge.at)
            key = (payer(charge), charge.merchant, charge.currency, charge.minor)
            chain = self._open.get(key)
            if chain is None or charge.at - chain[-1].at > TWO_DAYS:
                self._close(chain)
                self._open[key] = [charge]
            else:
                chain.append(charge)

    def found(self) -> list[tuple[Charge, ...]]:
        """Each at least two charges in order of time; the largest sums at stake first."""
        for chain in self._open.values():
            self._close(chain)
        self._open.clear()
        return sorted(self._found, key=lambda chain: (-stake(chain), chain[0].id))

    def _close(self, chain: list[Charge] | None) -> None:
        if chain and len(chain) > 1:
            self._found.append(tuple(chain))

    def _sweep(self, now: int) -> None:
        """Let go of what is over, once in two days."""
        if now - self._swept <= TWO_DAYS:
            return
        self._swept = now
        for key, chain in list(self._open.items()):
            if now - chain[-1].at > TWO_DAYS:
                self._close(chain)
                del self._open[key]


def stake(chain: tuple[Charge, ...]) -> int:
    """What all but the first come to: minor units."""
    return sum(charge.minor for charge in chain[1:])
