"""A page costs the same wherever it is and however many rows there are."""

from benchmarks import load
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.questions import HEADERS, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, Round, compare

_FEW = 10_000
_PAGES = 8
_CONNECTIONS = 4
_NEAR = "page 2"


def run(bench: Bench) -> None:
    rows = []
    for store in STORES:
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
    with (
        clara_on(bench.small().named(store), f"{store} small") as (few, few_client),
        clara_on(bench.stores.named(store), store) as (many, client),
    ):
        near = walk(client, path, _PAGES).of_clara()
        far = walk(client, path, _PAGES, skip=(deep - 2) * 50).of_clara()
        in_few = walk(few_client, path, _PAGES).of_clara()
        found = compare(
            {
                _NEAR: Load(many, _requests(near), _CONNECTIONS),
                f"page {deep:,}": Load(many, _requests(far), _CONNECTIONS),
                f"{_NEAR} of {_FEW:,} rows": Load(few, _requests(in_few), _CONNECTIONS),
            },
            rounds=bench.rounds,
            seconds=bench.seconds / 2,
            database_pid=bench.stores.postgresql_pid,
        )
        return found, client.milliseconds(f"{path}&limit=50")


def _requests(paths: list[str]) -> list[str]:
    return [load.get(path, HEADERS) for path in paths]
