"""A page costs the same wherever it is and however many rows there are.

`--rows 10000000` asks PostgreSQL only: about 3 GB of table and indexes, 4 GB of log while it is filled, and
none of Clara's or of the generator's memory, since rows are made and copied in batches. SQLite would take
half an hour to fill, for a size that is not its own.
"""

from contextlib import ExitStack

from benchmarks import load
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.questions import HEADERS, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, Round, compare
from benchmarks.stores import Stores

_FEWER = (10_000, 1_000_000)
_MOST_ON_SQLITE = 2_000_000
_PAGES = 8
_CONNECTIONS = 4
_NEAR = "page 2"


def run(bench: Bench) -> None:
    rows = []
    for store in STORES if bench.count <= _MOST_ON_SQLITE else ("PostgreSQL",):
        found, first = _on(bench, store)
        base = found[_NEAR]
        for name, one in found.items():
            rows.append((store, name, one.per_second, one.p50, one.p50 / base.p50))
            if one is not base:
                apart = max(one.p50 / base.p50, base.p50 / one.p50)
                bench.report.figure(
                    Figure("pages", f"{store}: {_NEAR} against {name}", apart, 1.2, "×")
                )
        nothing = float("nan")
        rows.append((store, "page 1, with totals of all rows", nothing, first, first / base.p50))
    bench.report.table(
        f"Pages of 50 of {bench.count:,} rows, 4 connections",
        ("store", "page", "requests/s", "p50 ms", "of page 2"),
        rows,
    )


def _on(bench: Bench, store: str) -> tuple[dict[str, Round], float]:
    """Rounds by page, and the milliseconds of the first page."""
    deep = min(10_000, bench.count // 100)
    path = listing(status="POSTED", **bench.whole)
    fewer = [count for count in _FEWER if count < bench.count]
    with ExitStack() as servers:
        many, client = servers.enter_context(clara_on(bench.stores.named(store), store))
        near = walk(client, path, _PAGES).of_clara()
        far = walk(client, path, _PAGES, skip=(deep - 2) * 50).of_clara()
        loads = {
            _NEAR: Load(many, _requests(near), _CONNECTIONS),
            f"page {deep:,}": Load(many, _requests(far), _CONNECTIONS),
        }
        for count in fewer:
            url = Stores(count, bench.today).named(store)
            few, few_client = servers.enter_context(clara_on(url, f"{store} of {count:,}"))
            in_few = walk(few_client, path, _PAGES).of_clara()
            loads[f"{_NEAR} of {count:,} rows"] = Load(few, _requests(in_few), _CONNECTIONS)
        found = compare(
            loads,
            rounds=bench.rounds,
            seconds=bench.seconds / 2,
            database_pid=bench.stores.postgresql_pid,
        )
        return found, client.milliseconds(f"{path}&limit=50")


def _requests(paths: list[str]) -> list[str]:
    return [load.get(path, HEADERS) for path in paths]
