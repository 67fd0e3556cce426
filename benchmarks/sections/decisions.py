"""Decide about charges: as fast as 16 clients get them, then 100 a second at a steady pace, each on
another card; then 200 at once on one limit."""

import json
from contextlib import closing
from statistics import median
from typing import Any

import psycopg
import pysqlite3 as sqlite3

from benchmarks import load, paced
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.company import CARDS, FIRST_USD_CARD, card_id
from benchmarks.processes import Server, cpu_seconds
from benchmarks.questions import COMPANY, HEADERS
from benchmarks.report import Figure

_CLIENTS, _PER_SECOND, _AT_ONCE = 16, 100, 200
_CHARGE = 1_000_000
"""Pesos; what the card has spent before in the month is far below."""
_ROOM = 100
"""So many charges fit into the limit on which all come at once."""
_SQLITE = "sqlite:///"
_WIDE = 10**14


def run(bench: Bench) -> None:
    rows, steady, raced = [], [], []
    for store in STORES:
        with bench.stores.copy(store) as url:
            _change(url, "UPDATE companies SET is_sandbox = true")
            _change(url, f"UPDATE cards SET limit_minor = {_WIDE}")
            limit = _ROOM * _CHARGE * 100 + _CHARGE * 50
            _change(url, f"UPDATE cards SET limit_minor = {limit} WHERE number = {CARDS}")
            _change(url, f"UPDATE cards SET currency = 'MXN' WHERE number = {CARDS}")
            with clara_on(url, store) as (server, _):
                database = bench.stores.postgresql_pid if store == "PostgreSQL" else None
                # The first turn makes each card's counter: it is measured by itself.
                first = _turn(server, database)
                taken = [_turn(server, database) for _ in range(bench.rounds)]
                felt = [_paced(server, bench.seconds) for _ in range(bench.rounds)]
                at_once = load.run(load.Job(server.port, _AT_ONCE, [_charge(CARDS)] * _AT_ONCE))
                memory = server.resident_mb()
            approved, undecided = _counted(url)
        found = [median(values) for values in zip(*taken, strict=True)]
        rows.append((store, *found, first[4], memory))
        raced.append((store, at_once.per_second, at_once.p99, at_once.slowest, approved, undecided))
        p50, p99, longest = (
            median(one.p50 for one in felt),
            median(one.p99 for one in felt),
            max(one.slowest for one in felt),
        )
        steady.append((store, p50, p99, longest))
        slowest = max(first[5], at_once.slowest, longest, *(turn[5] for turn in taken))
        bench.report.figure(Figure("decisions", f"{store}: p99 at {_PER_SECOND}/s", p99, 50, "ms"))
        bench.report.figure(Figure("decisions", f"{store}: slowest of all", slowest, 2_000, "ms"))
        bench.report.figure(
            Figure("decisions", f"{store}: approved where {_ROOM} fit", approved, _ROOM)
        )
    columns = (
        *("store", "decisions/s", "CPU µs/decision", "database CPU µs"),
        *("p50 ms", "p99 ms", "slowest ms", "p99 ms, first of a card", "resident MB"),
    )
    bench.report.table("Charges on all cards in turn, 16 clients, durable commits", columns, rows)
    bench.report.table(
        f"{_PER_SECOND} charges a second, due at a steady pace",
        ("store", "p50 ms", "p99 ms", "slowest ms"),
        steady,
    )
    bench.report.table(
        f"{_AT_ONCE} charges at once on a limit that {_ROOM} fit into",
        ("store", "decisions/s", "p99 ms", "slowest ms", "approved", "not decided in time"),
        raced,
    )


def _turn(server: Server, database: int | None) -> tuple[float, ...]:
    """A charge on every card but the one of the race."""
    before, database_before = server.cpu_seconds(), cpu_seconds(database) if database else 0.0
    requests = [_charge(number, 1) for number in range(1, CARDS)]
    done = load.run(load.Job(server.port, _CLIENTS, requests))
    cpu = (server.cpu_seconds() - before) / done.count * 1e6
    used = (cpu_seconds(database) - database_before) / done.count * 1e6 if database else 0.0
    return done.per_second, cpu, used, done.p50, done.p99, done.slowest


def _paced(server: Server, seconds: float) -> paced.Felt:
    requests = [_charge(number, 1) for number in range(1, CARDS)]
    stream = paced.Stream("charges", server.port, requests, _PER_SECOND, seconds)
    return paced.run(stream)["charges"]


def _charge(number: int, amount: int = _CHARGE) -> str:
    is_dollars = FIRST_USD_CARD <= number < CARDS
    body = {
        "card_id": card_id(number),
        "amount": amount,
        "currency": "USD" if is_dollars else "MXN",
        "merchant": "UBER TRIP HELP.UBER.COM",
        "mcc": 4121,
    }
    return load.post(f"{COMPANY}/simulate/authorizations", HEADERS, json.dumps(body))


def _counted(url: str) -> tuple[int, int]:
    """Of the race: how many were approved, and how many declined because of the time."""
    here = f"SELECT count(*) FROM authorizations WHERE card_number = {CARDS}"
    approved = _first(url, f"{here} AND reason IS NULL")
    return approved, _first(url, f"{here} AND reason = 'not_decided'")


def _change(url: str, text: str) -> None:
    with closing(_connected(url)) as connection:
        connection.execute(text)
        connection.commit()


def _first(url: str, text: str) -> int:
    with closing(_connected(url)) as connection:
        return int(connection.execute(text).fetchone()[0])


def _connected(url: str) -> Any:
    if url.startswith(_SQLITE):
        return sqlite3.connect(url.removeprefix(_SQLITE))
    return psycopg.connect(url)
