"""A day's traffic: how much of it one machine takes, then ten minutes of it at a steady pace.

Reads, reads with writes, and assistants, each in a closed loop; beside the peers where they have the
same. Then all three at once, due at a steady pace, while memory is looked at again and again.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import mean

from benchmarks import load
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.mixture import Mixture, assistants_changes, changes
from benchmarks.paced import Felt, Stream
from benchmarks.paced import run as paced
from benchmarks.processes import Server, running
from benchmarks.report import Figure
from benchmarks.servers import fastapi, flask, floor

_CONNECTIONS = 16
_WORKERS = {"PostgreSQL": 2, "SQLite": 1}
_TARGETS = {"reads": (1_000, 50), "reads and writes": (600, 75), "assistants": (400, None)}
"""Requests per second, and milliseconds at p99."""
_PACE = {"reads": 150, "writes": 15, "assistants": 40}
"""A second, of ten minutes' traffic."""
_MOST_WRITES = 6_000
_LOOKED_AT_SECONDS = 2.0
_MOST_GROWTH = 1.05
"""Resident memory in the last fifth, of that in the second: the first fills caches and pools."""


def run(bench: Bench) -> None:
    for store in STORES:
        with (
            bench.stores.copy(store) as url,
            clara_on(url, store, _WORKERS[store]) as (server, client),
        ):
            mixture = Mixture.of(client, bench)
            _capacity(bench, store, url, server, mixture)
            _endurance(bench, store, server, mixture)


def _capacity(bench: Bench, store: str, url: str, server: Server, mixture: Mixture) -> None:
    turns = count()

    def requests(kind: str) -> list[str]:
        if kind == "reads":
            return list(mixture.reads)
        if kind == "reads and writes":
            return mixture.mixed(changes(_MOST_WRITES, f"{store}-{next(turns)}"))
        return mixture.calls(assistants_changes(_MOST_WRITES))

    rows = []
    for kind, (per_second, most) in _TARGETS.items():
        found = _measured(bench, server, requests(kind))
        rows.append(_row(f"Clara, {kind}", found, server))
        name = f"{store}: {kind}"
        bench.report.figure(Figure("load", name, found.per_second, per_second, "a second", True))
        if most is not None:
            bench.report.figure(Figure("load", f"{name}, p99", found.p99, most, "ms"))
    rows.append(_row("Clara, pages only", _measured(bench, server, mixture.pages), server))
    if store == "PostgreSQL":
        peers = (floor(url), fastapi(url), flask(url))
        with running(*peers):
            for peer in peers:
                found = _measured(bench, peer, mixture.peer_pages)
                rows.append(_row(f"{peer.name}, pages only", found, peer))
    bench.report.table(
        f"What {store} takes, {_CONNECTIONS} connections, Clara with {_WORKERS[store]} processes",
        ("", "requests/s", "p50 ms", "p99 ms", "slowest ms", "resident MB"),
        rows,
    )


def _measured(bench: Bench, server: Server, requests: Sequence[str]) -> load.Measured:
    """After a warm-up. Raises RuntimeError where an answer was no success."""
    load.run(load.Job(server.port, _CONNECTIONS, requests[:500]))
    return load.run(load.Job(server.port, _CONNECTIONS, requests, bench.seconds * 5))


def _row(name: str, found: load.Measured, server: Server) -> tuple[str | float, ...]:
    return (name, found.per_second, found.p50, found.p99, found.slowest, server.resident_mb())


def _endurance(bench: Bench, store: str, server: Server, mixture: Mixture) -> None:
    seconds = bench.endurance
    writes = changes(int(_PACE["writes"] * seconds) + 1, f"{store}-endurance")
    calls = mixture.calls(assistants_changes(int(_PACE["assistants"] * seconds / 10) + 1))
    asked = {"reads": mixture.reads, "writes": writes, "assistants": calls}
    streams = [
        Stream(name, server.port, list(asked[name]), pace, seconds) for name, pace in _PACE.items()
    ]
    bench.report.say(f"{seconds:.0f} seconds of traffic on {store}")
    with _watching(server) as memory:
        found = paced(*streams)
    rows = [_felt(one) for one in found.values()]
    bench.report.table(
        f"{seconds:.0f} seconds at a steady pace on {store}",
        ("", "requests", "errors", "p50 ms", "p99 ms", "slowest ms"),
        rows,
        note=f"Resident MB, by fifths: {', '.join(f'{one:.0f}' for one in memory.fifths)}.",
    )
    errors = sum(_errors(one) for one in found.values())
    figures = (
        Figure("load", f"{store}: errors in {seconds:.0f} s", errors, 0),
        Figure("load", f"{store}: growth of memory meanwhile", memory.growth, _MOST_GROWTH, "×"),
    )
    for figure in figures:
        bench.report.figure(figure)


def _felt(one: Felt) -> tuple[str | float, ...]:
    return (one.name, one.count, _errors(one), one.p50, one.p99, one.slowest)


def _errors(one: Felt) -> int:
    return one.tool_errors + sum(n for said, n in one.statuses.items() if not said.startswith("2"))


@dataclass
class Memory:
    """Resident megabytes, one after the other."""

    seen: list[float] = field(default_factory=list)

    @property
    def fifths(self) -> list[float]:
        size = max(1, len(self.seen) // 5)
        return [mean(self.seen[at : at + size]) for at in range(0, size * 5, size)]

    @property
    def growth(self) -> float:
        fifths = self.fifths
        return fifths[4] / fifths[1]


@contextmanager
def _watching(server: Server) -> Iterator[Memory]:
    memory, over = Memory(), threading.Event()

    def look() -> None:
        while not over.wait(_LOOKED_AT_SECONDS):
            memory.seen.append(server.resident_mb())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()
