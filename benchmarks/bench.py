"""What every section is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.processes import Server, running
from benchmarks.questions import Client
from benchmarks.report import Report
from benchmarks.rows import months
from benchmarks.servers import clara
from benchmarks.stores import Stores

STORES = ("PostgreSQL", "SQLite")


@dataclass(frozen=True)
class Bench:
    stores: Stores
    report: Report
    count: int
    today: date
    quick: bool
    endurance: float
    """Seconds of traffic at a steady pace."""

    @property
    def rounds(self) -> int:
        return 1 if self.quick else 5

    @property
    def seconds(self) -> float:
        return 2.0 if self.quick else 4.0

    @property
    def whole(self) -> dict[str, str]:
        """All 24 months, as `from_` and `to`."""
        first, end = months(self.today)
        return {"from_": first.isoformat(), "to": (end - timedelta(days=1)).isoformat()}

    def small(self) -> Stores:
        """The same company with 10,000 rows."""
        return Stores(10_000, self.today)


@contextmanager
def clara_on(
    url: str, name: str, workers: int = 1, /, **settings: str
) -> Iterator[tuple[Server, Client]]:
    """Clara on a store, with one connection to it."""
    server = clara(f"Clara {name}", url, workers=workers, **settings)
    with running(server):
        client = Client(server)
        try:
            yield server, client
        finally:
            client.close()
