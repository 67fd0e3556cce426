"""List 50 of a million, filtered and authenticated: Clara beside the floor, FastAPI and Flask."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import load
from benchmarks.bench import Bench, clara_on
from benchmarks.processes import Server, running
from benchmarks.questions import HEADERS, Client, Pages, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, Round, compare
from benchmarks.servers import fastapi, flask, floor
from benchmarks.watching import EVERYTHING_ON, collector, ways

_COLUMNS = (
    *("", "requests/s", "of the floor", "CPU µs/request", "database CPU µs"),
    *("p50 ms", "p99 ms", "p99 of the floor's", "resident MB"),
)
_FILTERS = {"status": "POSTED", "category": "FOOD,TRAVEL,SOFTWARE_AND_HARDWARE"}
_PAGES = 40
_WATCHED = f"Clara, {EVERYTHING_ON}"


def run(bench: Bench) -> None:
    url = bench.stores.postgresql()
    peers = (floor(url), fastapi(url), flask(url))
    path = listing(**_FILTERS, **bench.whole)
    with (
        running(*peers),
        clara_on(url, "PostgreSQL") as (clara, client),
        TemporaryDirectory() as folder,
        collector() as port,
        clara_on(url, "watched", **ways(Path(folder), port)[EVERYTHING_ON]) as (watched, _),
    ):
        pages = walk(client, path, _PAGES)
        _check_equal(client, peers, pages)
        ours = {"Clara": clara, _WATCHED: watched}
        found = _compare(bench, ours, peers, pages.of_clara(), pages.of_peer())
        found["Clara on SQLite"] = _on_sqlite(bench, path)
        _show(bench, "A page of 50 (the second and later ones), 32 connections", found)
        _judge(bench, found)
        month = listing(**_FILTERS, from_=bench.today.replace(day=1), to=bench.whole["to"])
        first = [f"{month}&limit=50"]
        both = _compare(bench, ours, peers, first, [f"{first[0]}&with_totals=1"])
    _show(bench, "The first page with exact totals of the current month, 32 connections", both)


def _check_equal(client: Client, peers: Sequence[Server], pages: Pages) -> None:
    """Everybody answers with the same rows in the same order, or nothing is measured."""
    expected = [_rows(client.data(path)) for path in pages.of_clara()]
    for peer in peers:
        other = Client(peer)
        for path, rows in zip(pages.of_peer(), expected, strict=True):
            if _rows(other.data(path)) != rows or len(rows) != 50:
                raise RuntimeError(f"{peer.name} answers {path} with other rows than Clara")
        other.close()


def _rows(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [row | {"occurred_at": row["occurred_at"][:19]} for row in page["items"]]


def _compare(
    bench: Bench,
    claras: Mapping[str, Server],
    peers: Sequence[Server],
    ours: list[str],
    theirs: list[str],
) -> dict[str, Round]:
    loads = {peer.name: Load(peer, [load.get(p, HEADERS) for p in theirs]) for peer in peers}
    loads |= {
        name: Load(server, [load.get(p, HEADERS) for p in ours]) for name, server in claras.items()
    }
    names = ("floor", *claras, "FastAPI", "Flask")
    return compare(
        {name: loads[name] for name in names},
        rounds=bench.rounds,
        seconds=bench.seconds,
        database_pid=bench.stores.postgresql_pid,
    )


def _on_sqlite(bench: Bench, path: str) -> Round:
    with clara_on(bench.stores.sqlite(), "SQLite") as (server, client):
        paths = walk(client, path, _PAGES).of_clara()
        one = Load(server, [load.get(p, HEADERS) for p in paths])
        found = compare({"": one}, rounds=bench.rounds, seconds=bench.seconds, database_pid=None)
    return found[""]


def _show(bench: Bench, title: str, found: dict[str, Round]) -> None:
    base = found["floor"]
    rows = [
        (
            *(name, one.per_second, one.per_second / base.per_second, one.cpu, one.database_cpu),
            *(one.p50, one.p99, one.p99 / base.p99, one.resident_mb),
        )
        for name, one in found.items()
    ]
    bench.report.table(title, _COLUMNS, rows)


def _judge(bench: Bench, found: dict[str, Round]) -> None:
    base, clara, fast = found["floor"], found["Clara"], found["FastAPI"]
    watched = found[_WATCHED].per_second / base.per_second
    judged = (
        (f"requests/s, of the floor's, {EVERYTHING_ON}", watched, 0.60, "×", True),
        ("requests/s, of the floor's", clara.per_second / base.per_second, 0.60, "×", True),
        ("requests/s, of FastAPI's", clara.per_second / fast.per_second, 4.0, "×", True),
        ("p99, of the floor's", clara.p99 / base.p99, 1.5, "×", False),
    )
    for what, value, target, unit, at_least in judged:
        bench.report.figure(Figure("list", what, value, target, unit, at_least))
