"""Several processes that migrate one empty database at once, as servers do that are started together."""

import os
import subprocess
import sys
from pathlib import Path

from clara.adapters.persistence import migrate
from tests.faults.kind import Budget, Kind, Outcome, Run
from tests.faults.stage import alone, empty_database
from tests.faults.tally import Tally, rounds

_ROOT = Path(__file__).parents[3]
_AT_ONCE = 3
_PATIENCE_SECONDS = 120.0
_MIGRATES = """
import sys
from clara.adapters.persistence import migrate
migrate.upgrade(sys.argv[1])
"""
_MIGRATES_ALONE = """
import os
from sqlalchemy import Connection

ask = Connection.exec_driver_sql

def asks_of_itself(connection, text, *more):
    own = text.replace("pg_try_advisory_lock(", f"pg_try_advisory_lock({os.getpid()} + ")
    return ask(connection, own, *more)

Connection.exec_driver_sql = asks_of_itself
"""
"""The lock that they wait for is another one in each process."""


def _ends(url: str, program: str) -> list[int]:
    """How each of them ended."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    quiet = subprocess.DEVNULL
    processes = [
        subprocess.Popen([sys.executable, "-c", program, url], env=environment, stderr=quiet)
        for _ in range(_AT_ONCE)
    ]
    try:
        return [one.wait(_PATIENCE_SECONDS) for one in processes]
    finally:
        for one in processes:
            one.kill()
            one.wait()


async def _look(url: str, tally: Tally) -> Outcome:
    revision = await migrate.revision(url)
    tally.must(revision == migrate.HEAD, f"The schema is {revision}.")
    return tally.outcome("")


def _run(program: str) -> Run:
    def run(store: str, budget: Budget) -> Outcome:
        tally = Tally()
        for _ in rounds(budget):
            with empty_database() as url:
                ends = _ends(url, program)
                tally.cases += len(ends)
                failed = sum(one != 0 for one in ends)
                tally.must(not failed, f"{failed} of {len(ends)} failed.")
                alone(_look(url, tally), budget)
        return tally.outcome(f"{tally.cases} processes, {_AT_ONCE} at once")

    return run


KINDS = (
    Kind(
        "servers-migrating",
        ("postgresql",),
        "Servers that migrate at once do it one after the other, and once.",
        _run(_MIGRATES),
        _run(_MIGRATES_ALONE + _MIGRATES),
    ),
)
