"""Lock cards, 16 clients at once: each request locks another card, and says who, when and why."""

import json
from statistics import median

from benchmarks import load
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.company import CARDS, card_id
from benchmarks.questions import COMPANY, HEADERS
from benchmarks.report import Figure

_CLIENTS = 16
_TARGETS = {"PostgreSQL": 1_500, "SQLite": 400}


def run(bench: Bench) -> None:
    rows = []
    for store in STORES:
        with bench.stores.copy(store) as url, clara_on(url, store) as (server, _):
            taken = []
            for turn in range(max(2, bench.rounds)):
                before = server.cpu_seconds()
                locked = load.run(load.Job(server.port, _CLIENTS, _requests("lock", turn)))
                cpu = (server.cpu_seconds() - before) / locked.count * 1e6
                load.run(load.Job(server.port, _CLIENTS, _requests("unlock", turn)))
                taken.append((locked.per_second, cpu, locked.p50, locked.p99, locked.slowest))
            memory = server.resident_mb()
        # The first turn warms up: statements are prepared, pages are read.
        found = [median(values) for values in zip(*taken[1:], strict=True)]
        rows.append((store, *found, memory))
        bench.report.figure(
            Figure("lock", f"{store}: locks", found[0], _TARGETS[store], "per second", True)
        )
        if store == "SQLite":
            bench.report.figure(Figure("lock", f"{store}: p99", found[3], 50, "ms"))
    bench.report.table(
        "lock_card with a reason and an idempotency key, 16 clients, durable commits",
        ("store", "locks/s", "CPU µs/lock", "p50 ms", "p99 ms", "slowest ms", "resident MB"),
        rows,
    )


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
