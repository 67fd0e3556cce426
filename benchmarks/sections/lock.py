"""Lock cards, 16 clients at once: each request locks another card, and says who, when and why."""

import json
from statistics import median

from benchmarks import load
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.company import CARDS, card_id
from benchmarks.processes import Server, cpu_seconds
from benchmarks.questions import COMPANY, HEADERS
from benchmarks.report import Figure

_CLIENTS = 16
_TARGETS = {"PostgreSQL": 1_500, "SQLite": 400}


def run(bench: Bench) -> None:
    rows = []
    for store in STORES:
        with bench.stores.copy(store) as url, clara_on(url, store) as (server, _):
            database = bench.stores.postgresql_pid if store == "PostgreSQL" else None
            taken = [_turn(server, database, turn) for turn in range(bench.rounds + 1)]
            memory = server.resident_mb()
        # The first turn warms up: statements are prepared, pages are read.
        found = [median(values) for values in zip(*taken[1:], strict=True)]
        rows.append((store, *found, memory))
        bench.report.figure(
            Figure("lock", f"{store}: locks", found[0], _TARGETS[store], "per second", True)
        )
        if store == "SQLite":
            bench.report.figure(Figure("lock", f"{store}: p99", found[4], 50, "ms"))
    columns = (
        *("store", "locks/s", "CPU µs/lock", "database CPU µs"),
        *("p50 ms", "p99 ms", "slowest ms", "resident MB"),
    )
    bench.report.table(
        "lock_card with a reason and an idempotency key, 16 clients, durable commits", columns, rows
    )


def _turn(server: Server, database: int | None, turn: int) -> tuple[float, ...]:
    """Lock every card once, measured; unlock every card once, not measured."""
    before, database_before = server.cpu_seconds(), cpu_seconds(database) if database else 0.0
    locked = load.run(load.Job(server.port, _CLIENTS, _requests("lock", turn)))
    cpu = (server.cpu_seconds() - before) / locked.count * 1e6
    used = (cpu_seconds(database) - database_before) / locked.count * 1e6 if database else 0.0
    load.run(load.Job(server.port, _CLIENTS, _requests("unlock", turn)))
    return locked.per_second, cpu, used, locked.p50, locked.p99, locked.slowest


def _requests(verb: str, turn: int) -> list[str]:
    body = json.dumps({"reason": "Measured"})
    return [
        load.post(
            f"{COMPANY}/cards/{card_id(number)}/{verb}",
            HEADERS | {"Idempotency-Key": f"{verb}-{turn}-{number}"},
            body,
        )
        for number in range(1, CARDS + 1)
    ]
