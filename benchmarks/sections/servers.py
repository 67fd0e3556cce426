"""The same application under uvicorn, as `clara serve` has it, and under granian: lists of 50, with one
and with two processes, in turns."""

import sys

from benchmarks import load
from benchmarks.bench import Bench
from benchmarks.processes import Server, running
from benchmarks.questions import HEADERS, Client, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, Round, compare
from benchmarks.servers import clara

_COLUMNS = ("", "requests/s", "of uvicorn's", "CPU µs/request", "p50 ms", "p99 ms", "resident MB")
_FILTERS = {"status": "POSTED", "category": "FOOD,TRAVEL,SOFTWARE_AND_HARDWARE"}
_PAGES = 40


def run(bench: Bench) -> None:
    url = bench.stores.postgresql()
    path = listing(**_FILTERS, **bench.whole)
    for workers in (1, 2):
        servers = {
            "uvicorn": clara(f"uvicorn {workers}", url, workers=workers),
            "granian": _granian(url, workers),
        }
        with running(*servers.values()):
            client = Client(servers["uvicorn"])
            requests = [load.get(page, HEADERS) for page in walk(client, path, _PAGES).of_clara()]
            client.close()
            found = compare(
                {name: Load(server, requests) for name, server in servers.items()},
                rounds=bench.rounds,
                seconds=bench.seconds,
                database_pid=bench.stores.postgresql_pid,
            )
        _show(bench, workers, found)


def _granian(url: str, workers: int) -> Server:
    server = clara(f"granian {workers}", url)
    server.command = [
        *(sys.executable, "-m", "granian", "--interface", "asgi", "--factory"),
        *("--host", "127.0.0.1", "--port", str(server.port), "--workers", str(workers)),
        *("--loop", "uvloop", "--http", "1", "--no-ws", "--log-level", "warning"),
        "clara.__main__:server",
    ]
    return server


def _show(bench: Bench, workers: int, found: dict[str, Round]) -> None:
    base = found["uvicorn"]
    rows = [
        (
            *(name, one.per_second, one.per_second / base.per_second, one.cpu),
            *(one.p50, one.p99, one.resident_mb),
        )
        for name, one in found.items()
    ]
    bench.report.table(f"Servers, {workers} workers: a page of 50, 32 connections", _COLUMNS, rows)
    ratio = base.per_second / found["granian"].per_second
    what = f"uvicorn's requests/s, of granian's, {workers} workers"
    bench.report.figure(Figure("servers", what, ratio, 0.9, "×", at_least=True))
