"""What came of many faults, added up."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from clara.application.system.check_invariants import CheckInvariants
from clara.domain.credentials.actor import Door
from tests.faults.kind import Budget, Outcome
from tests.support.world import World

_MOST_SENTENCES = 5


@dataclass
class Tally:
    cases: int = 0
    lost: int = 0
    doubled: int = 0
    broken: list[str] = field(default_factory=list)

    def happened(self, times: int, expected: int = 1) -> None:
        """Something was acknowledged `expected` times, and is found `times`."""
        self.lost += max(expected - times, 0)
        self.doubled += max(times - expected, 0)

    def must(self, holds: bool, otherwise: str) -> None:
        if not holds and otherwise not in self.broken:
            self.broken.append(otherwise)

    async def look(self, world: World) -> None:
        """By what `clara doctor --invariants` does."""
        report = await world.send(CheckInvariants, world.draft(), world.a.administrator, Door.CLI)
        for one in report.result.invariants:
            self.must(not one.violations, one.sentence)

    def outcome(self, detail: str) -> Outcome:
        broken = tuple(self.broken[:_MOST_SENTENCES])
        return Outcome(self.cases, self.lost, self.doubled, broken, detail)


def rounds(budget: Budget, at_most: int = 1_000_000) -> Iterator[random.Random]:
    """Dice for one round after the other while there is time; one round for a slice."""
    until = time.monotonic() + budget.seconds
    for number in range(1 if budget.is_slice else at_most):
        yield random.Random(f"{budget.seed} {number}")
        if time.monotonic() >= until:
            return
