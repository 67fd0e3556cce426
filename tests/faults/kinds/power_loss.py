"""The power goes while SQLite writes: what was acknowledged before is there when it is back."""

import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.kind import Budget, Kind, Outcome
from tests.faults.power.disk import Disk, Fate
from tests.faults.power.recording import Did, Write, compiler, recorded
from tests.faults.power.recovering import Recovered, put
from tests.faults.power.workload import MARKS, name_of
from tests.faults.stage import Site, alone, at_work, founded
from tests.faults.tally import Tally

_CHANGES, _OF_A_SLICE = 60, 20
_CUTS_OF_A_SLICE = 40
_LOOKED_AT = 20
"""Of so many cuts one is looked at with every invariant."""


def _run(store: str, budget: Budget) -> Outcome:
    return _cut_often(store, budget, "FULL")


def _control(store: str, budget: Budget) -> Outcome:
    """SQLite does not wait for the disk at a commit."""
    return _cut_often(store, budget, "NORMAL")


def _cut_often(store: str, budget: Budget, synchronous: str) -> Outcome:
    if compiler() is None:
        return Outcome(0, 0, 0, ("There is no C compiler to record with.",), "")
    changes = _OF_A_SLICE if budget.is_slice else _CHANGES
    with founded(store) as site, tempfile.TemporaryDirectory() as name:
        aside, watched = Path(name), site.folder
        start = {str(path): path.read_bytes() for path in watched.iterdir() if path.is_file()}
        how = {"changes": changes, "synchronous": synchronous}
        writes = recorded(site.url, site.houses[0], aside, watched, **how)
        return alone(_replayed(site, start, writes, changes, budget), budget)


async def _replayed(
    site: Site, start: dict[str, bytes], writes: Sequence[Write], changes: int, budget: Budget
) -> Outcome:
    tally, dice = Tally(), random.Random(budget.seed)
    until = time.monotonic() + budget.seconds
    points = _points(writes, dice, _CUTS_OF_A_SLICE if budget.is_slice else None)
    disk, acknowledged, cuts_with_loss = Disk(start), 0, 0
    for place, write in enumerate(writes):
        if Path(write.path).name == MARKS:
            acknowledged += write.did is Did.WROTE
        else:
            disk.happens(write)
        if place not in points or (not budget.is_slice and time.monotonic() > until):
            continue
        before = tally.lost
        for fate in Fate:
            put(disk.after_a_cut(fate, dice), site.folder, site.folder)
            _judge(Recovered(site.folder / "clara.db"), acknowledged, changes, tally)
            if tally.cases % _LOOKED_AT == 0:
                async with at_work(site) as world:
                    await tally.look(world)
        cuts_with_loss += tally.lost > before
    syncs = sum(write.did is Did.SYNCED for write in writes)
    return tally.outcome(
        f"{tally.cases} cuts at {len(points)} points of {len(writes)} writes and {syncs} waits"
        f" for {changes} changes, {cuts_with_loss} with loss"
    )


def _points(writes: Sequence[Write], dice: random.Random, most: int | None) -> set[int]:
    """After every wait for the disk and every acknowledgement, and as often in between."""
    sure = [place for place, write in enumerate(writes) if _is_sure(write)]
    rest = [place for place, write in enumerate(writes) if not _is_sure(write)]
    if most is not None:
        sure = dice.sample(sure, min(most // 2, len(sure)))
    return {*sure, *dice.sample(rest, min(len(sure), len(rest)))}


def _is_sure(write: Write) -> bool:
    return write.did is Did.SYNCED or Path(write.path).name == MARKS


def _judge(found: Recovered, acknowledged: int, changes: int, tally: Tally) -> None:
    tally.cases += 1
    tally.must(found.is_sound, f"The file is damaged: {found.faults[:2]}")
    for number in range(changes):
        times = found.times(number)
        tally.must(len(set(times)) == 1, f"Half of {name_of(number)} is there: {times}")
        tally.doubled += max(times) > 1
        tally.lost += number < acknowledged and min(times) < 1


KINDS = (
    Kind(
        "power-loss",
        ("sqlite",),
        "Whenever the power goes, every change that was acknowledged is there, and none by half.",
        _run,
        _control,
    ),
)
