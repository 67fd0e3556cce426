"""From the command to ready, and what an idle server holds."""

import time
from statistics import median

from benchmarks.bench import STORES, Bench
from benchmarks.processes import running
from benchmarks.report import Figure
from benchmarks.servers import clara


def run(bench: Bench) -> None:
    seconds: dict[str, list[float]] = {store: [] for store in STORES}
    memory: dict[str, list[float]] = {store: [] for store in STORES}
    for _ in range(max(3, bench.rounds)):
        for store in STORES:
            server = clara(f"Clara {store} start", bench.stores.named(store))
            with running(server):
                seconds[store].append(server.seconds_to_ready)
                time.sleep(1)
                memory[store].append(server.resident_mb())
    rows = []
    for store in STORES:
        ready, held = median(seconds[store]), median(memory[store])
        rows.append((store, ready, held))
        bench.report.figure(Figure("start", f"{store}: ready after", ready, 3, "s"))
        bench.report.figure(Figure("start", f"{store}: resident, idle", held, 200, "MB"))
    bench.report.table("Start", ("store", "ready after s", "resident idle MB"), rows)
