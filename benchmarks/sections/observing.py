"""What watching costs: processor time of a list and of a lock, with metrics, logs and traces off and on."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import load
from benchmarks.bench import Bench, clara_on
from benchmarks.company import CARDS, card_id
from benchmarks.processes import Server
from benchmarks.questions import COMPANY, HEADERS, listing, walk
from benchmarks.report import Figure
from benchmarks.watching import collector, ways

_CLIENTS = 16
_TURNS = 3
"""In each round: short ones, so that whatever else goes on falls on all alike."""
_SECONDS = 1.0
_PAGES = 40
_LOCKS = 400
_MOST = 0.05


def run(bench: Bench) -> None:
    with (
        ExitStack() as servers,
        bench.stores.copy("PostgreSQL") as url,
        collector() as port,
        TemporaryDirectory() as folder,
    ):
        opened = {
            name: servers.enter_context(clara_on(url, f"watched {number}", **settings))
            for number, (name, settings) in enumerate(ways(Path(folder), port).items())
        }
        paths = walk(opened["off"][1], listing(**bench.whole), _PAGES).of_clara()
        lists = [load.get(path, HEADERS) for path in paths]
        turns = count()
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in opened}
        names = list(opened)
        for turn in range(bench.rounds * _TURNS + 1):
            # Another one is the first each time: whoever is, is at an advantage.
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                server, _ = opened[name]
                taken[name].append((_listed(server, lists), _locked(server, next(turns))))
    # The first turn warms up.
    _show(bench, {name: used[1:] for name, used in taken.items()})


def _listed(server: Server, requests: list[str]) -> float:
    return _cpu(server, load.Job(server.port, _CLIENTS, requests, _SECONDS))


def _locked(server: Server, turn: int) -> float:
    """Locked, measured; unlocked, not measured."""
    used = _cpu(server, load.Job(server.port, _CLIENTS, _changes("lock", turn)))
    load.run(load.Job(server.port, _CLIENTS, _changes("unlock", turn)))
    return used


def _cpu(server: Server, job: load.Job) -> float:
    """Microseconds of the server's processor time a request."""
    before = server.cpu_seconds()
    measured = load.run(job)
    return (server.cpu_seconds() - before) / measured.count * 1e6


def _changes(verb: str, turn: int) -> list[str]:
    body = json.dumps({"reason": "Measured"})
    return [
        load.post(
            f"{COMPANY}/cards/{card_id(number)}/{verb}",
            HEADERS | {"Idempotency-Key": f"{verb}-{turn}-{number}"},
            body,
        )
        for number in range(1, min(CARDS, _LOCKS) + 1)
    ]


def _show(bench: Bench, taken: Mapping[str, list[tuple[float, float]]]) -> None:
    """Ratios are of the same turn."""
    rows, costs = [], {}
    for name, used in taken.items():
        row: list[object] = [name]
        for place, what in enumerate(("list 50", "lock")):
            pairs = [(one[place], off[place]) for one, off in zip(used, taken["off"], strict=True)]
            costs[name, what] = median(one / off for one, off in pairs) - 1
            row += [median(one for one, _ in pairs), 1 + costs[name, what]]
        rows.append(row)
    bench.report.table(
        "CPU of the server process, 16 clients, PostgreSQL",
        ("watched", "list 50, µs", "of off", "lock, µs", "of off"),
        rows,
        note="Everything on: metrics, access log as JSON, and traces of one request in twenty.",
    )
    for what in ("list 50", "lock"):
        cost = costs["everything on", what]
        figure = Figure("observing", f"{what}: everything on costs", cost, _MOST, "of its CPU")
        bench.report.figure(figure)
