"""`kill -9` at every step of every operation that writes."""

import random
import shutil
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.faults.everywhere import estate
from tests.faults.everywhere.deeds import Deed, deeds
from tests.faults.everywhere.forking import started
from tests.faults.everywhere.killing import Tally, kill
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import replaced
from tests.faults.stage import Site, founded

_AT_ONCE = 2
_OF_A_SLICE, _STEPS_OF_A_SLICE = 3, 11
_ROOM = 1024**3
_TORN = ("card.lock",)
_MOST_SENTENCES = 5


def _run(store: str, budget: Budget) -> Outcome:
    dice = random.Random(budget.seed)
    every = list(deeds())
    if budget.is_slice:
        some = dice.sample(every, _OF_A_SLICE)
        return _outcome(_killed(store, some, budget, workers=1))
    dice.shuffle(every)
    return _outcome(_killed(store, every, budget, workers=_AT_ONCE))


def _control(store: str, budget: Budget) -> Outcome:
    """Each change is committed by itself."""
    torn = [one for one in deeds() if one.name in _TORN]
    return _outcome(_killed(store, torn, budget, workers=1, is_torn=True))


def _killed(
    store: str, some: Sequence[Deed], budget: Budget, *, workers: int, is_torn: bool = False
) -> Tally:
    left, until = deque(some), time.monotonic() + budget.seconds
    most = _STEPS_OF_A_SLICE if budget.is_slice else None

    def work(site: Site) -> Tally:
        tally = Tally()
        with started() as forks:
            here = forks.rehearse(estate.found, site.url, site.folder, *site.houses)
            while left and (budget.is_slice or time.monotonic() < until):
                tally.add(kill(forks, here, left.popleft(), most, budget.seed, is_torn=is_torn))
        return tally

    with ExitStack() as stack:
        if store == "sqlite":
            stack.enter_context(_in_memory())
        sites = [stack.enter_context(founded(store)) for _ in range(workers)]
        whole = Tally()
        with ThreadPoolExecutor(workers) as threads:
            for one in threads.map(work, sites):
                whole.add(one)
    return whole


@contextmanager
def _in_memory() -> Iterator[None]:
    """Processes die here, not disks: nobody waits for one, where memory has room for files."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    with replaced(tempfile, "tempdir", lambda was: str(memory) if has_room else was):
        yield


def _outcome(tally: Tally) -> Outcome:
    kills = sum(tally.kills.values())
    most = max(tally.kills.items(), key=lambda one: one[1], default=("", 0))
    detail = f"{kills} kills in {len(tally.kills)} of {len(deeds())} operations"
    if most[1]:
        detail += f", most in {most[0]} ({most[1]})"
    broken = tuple(tally.broken[:_MOST_SENTENCES])
    return Outcome(kills, tally.lost, tally.doubled, broken, detail)


KINDS = (
    Kind(
        "kill-everywhere",
        BOTH,
        "A process that is killed before any step of any operation leaves all of it or nothing, and"
        " repeated it has happened once.",
        _run,
        _control,
    ),
)
