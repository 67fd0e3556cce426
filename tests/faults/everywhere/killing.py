"""`kill -9` before each step of an operation, and what was found of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.everywhere import acting
from tests.faults.everywhere.acting import Attempt, Lived, Untouched
from tests.faults.everywhere.deeds import Deed
from tests.faults.everywhere.estate import Estate
from tests.faults.everywhere.forking import Forks
from tests.faults.everywhere.judging import Judge

LONG = {"demo.load": 6}
"""Before how many of its steps a process dies there: each time takes seconds."""


@dataclass
class Tally:
    """`kills` by operation; `broken` says what was found, a sentence each."""

    kills: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    broken: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.kills |= other.kills
        self.lost += other.lost
        self.doubled += other.doubled
        self.broken += other.broken


def kill(
    forks: Forks, estate: Estate, deed: Deed, most: int | None, seed: int, *, is_torn: bool = False
) -> Tally:
    """Before every step of it, or before so many of them, by chance."""
    attempt: Attempt = forks.rehearse(acting.prepare, estate, deed)
    untouched: Untouched = forks.run(acting.untouched, attempt)
    soon: Lived = forks.run(acting.live, attempt, 0)
    late: Lived = forks.run(acting.live, attempt, acting.MINUTES)
    judge, tally = Judge(deed, untouched, soon, late), Tally({deed.name: 0})
    tally.broken += judge.doubts()
    if tally.broken:
        return tally
    for step in _chosen(soon.steps + 1, most or LONG.get(deed.name), seed):
        ended = forks.end(acting.die, attempt, step, is_torn)
        tally.kills[deed.name] += ended.was_killed
        verdict = judge.judge(forks.run(acting.repeat, attempt))
        tally.lost += verdict.is_lost
        tally.doubled += verdict.is_doubled
        tally.broken += [f"{deed.name}, killed at step {step}: {one}" for one in verdict.broken]
    return tally


def _chosen(steps: int, most: int | None, seed: int) -> Sequence[int]:
    every = range(1, steps + 1)
    if most is None or most >= steps:
        return every
    # The last is after everything, when nobody has been told yet.
    return sorted({*random.Random(seed).sample(every, most - 1), steps})
