"""A page costs the same wherever it is and however many rows there are."""

from benchmarks import load
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.questions import HEADERS, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, compare

_FEW = 10_000
_CONNECTIONS = 4


def run(bench: Bench) -> None:
    deep = min(10_000, bench.count // 100)
    path = listing(status="POSTED", **bench.whole)
    rows = []
    for store in STORES:
        small, large = bench.small().named(store), bench.stores.named(store)
        with (
            clara_on(small, f"{store} small") as (few, few_client),
            clara_on(large, store) as (many, client),
        ):
            if True:
                near = walk(client, path, 8).of_clara()
                far = walk(client, path, 8, skip=(deep - 2) * 50).of_clara()
                in_few = walk(few_client, path, 8).of_clara()
                loads = {
                    "page 2": Load(many, _requests(near), _CONNECTIONS),
                    f"page {deep:,}": Load(many, _requests(far), _CONNECTIONS),
                    f"page 2 of {_FEW:,} rows": Load(few, _requests(in_few), _CONNECTIONS),
                }
                found = compare(
                    loads,
                    rounds=bench.rounds,
                    seconds=bench.seconds / 2,
                    database_pid=bench.stores.postgresql_pid,
                )
                first = client.milliseconds(f"{path}&limit=50")
        base = found["page 2"]
        rows += [
            (store, name, one.per_second, one.p50, one.p50 / base.p50)
            for name, one in found.items()
        ]
        rows.append((store, "page 1, with exact totals of all rows, alone", float("nan"), first,
                     float("nan")))  # fmt: skip
        for name, one in found.items():
            if one is not base:
                slower = max(one.p50 / base.p50, base.p50 / one.p50)
                bench.report.figure(
                    Figure("pages", f"{store}: page 2 against {name}", slower, 1.2, "×")
                )
    columns = ("store", "page", "requests/s", "p50 ms", "of page 2")
    bench.report.table(f"Pages of 50 of {bench.count:,} rows, 4 connections", columns, rows)


def _requests(paths: list[str]) -> list[str]:
    return [load.get(path, HEADERS) for path in paths]
