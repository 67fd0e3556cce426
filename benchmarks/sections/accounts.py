"""What knowing the caller costs, as shares of the request that is asked most; and what signing in
costs everybody else."""

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from benchmarks import load, paced
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.company import API_KEY, COMPANY_ID, PASSWORD, USERS, email
from benchmarks.processes import reset_peak, resident_mb
from benchmarks.questions import HEADERS, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, compare
from clara.adapters.gateway.dispatcher import Message, Receive, Scope, Send
from clara.adapters.gateway.rate_limit import rate_limited
from clara.adapters.http.running import REST_KINDS
from clara.adapters.limits.storage import open_storage
from clara.adapters.system.ids import new_token
from clara.application.call import Call, Draft
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from clara.settings import load as settings

_FILTERS = {"status": "POSTED", "category": "FOOD,TRAVEL,SOFTWARE_AND_HARDWARE"}
_LISTS_PER_SECOND, _SIGN_INS_PER_SECOND = 100, 40
_CALLS = 1_000
_ENVIRONMENT = {"CLARA_SECRET_KEY": "0123456789abcdef" * 4, "CLARA_RATE_LIMIT": "1000000/second"}


def run(bench: Bench) -> None:
    for name in STORES:
        url = bench.stores.postgresql() if name == "PostgreSQL" else bench.stores.sqlite()
        _shares(bench, name, url)
        _sign_ins(bench, name, url)


def _shares(bench: Bench, name: str, url: str) -> None:
    """The list request, and one that is refused, which looks a token up and leaves an audit entry."""
    with clara_on(url, name) as (server, client):
        pages = walk(client, listing(**_FILTERS, **bench.whole), 20)
        lists = [load.get(path, HEADERS) for path in pages.of_clara()]
        stranger = {"Authorization": f"Bearer {new_token(CredentialKind.API_KEY)}"}
        found = compare(
            {
                "list": Load(server, lists),
                "refused": Load(server, [load.get(pages.path, stranger)], expected="401"),
            },
            rounds=bench.rounds,
            seconds=bench.seconds,
            database_pid=bench.stores.postgresql_pid if name == "PostgreSQL" else None,
        )
    limiting = asyncio.run(_limiting(url))
    lookup, whole = asyncio.run(_inside(url, {**_FILTERS, **bench.whole}, pages.cursors))
    base = found["list"]
    rows: list[tuple[Any, ...]] = [
        (case, one.per_second, one.cpu, one.cpu / base.cpu, one.p50, one.p99)
        for case, one in found.items()
    ]
    bench.report.table(
        f"Knowing the caller, {name}, 32 connections",
        ("request", "requests/s", "CPU µs/request", "of the list's CPU", "p50 ms", "p99 ms"),
        rows,
        note=f"Inside the process: rate limit {limiting:.1f} µs of CPU; in the Runner, one after the"
        f" other, token lookup {lookup:.3f} ms of {whole:.3f} ms for the list.",
    )
    for what, share, target in (
        ("rate limit, share of the list's CPU", limiting / base.cpu, 0.10),
        ("token lookup, share of the list inside the Runner", lookup / whole, 0.50),
        (
            "refused request with its audit entry, of the list's CPU",
            found["refused"].cpu / base.cpu,
            1.0,
        ),
    ):
        bench.report.figure(Figure("accounts", f"{name}: {what}", share, target))


async def _limiting(url: str) -> float:
    """Microseconds of CPU that the rate limit takes of one request. Two servers, one without it,
    differ by more than that between runs."""

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_: Message) -> None:
        return

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    given = settings({**_ENVIRONMENT, "CLARA_DATABASE_URL": url})
    storage = open_storage(None)
    limited = rate_limited(served, given, storage)
    header = (b"authorization", f"Bearer {API_KEY}".encode())
    taken = []
    for app in (served, limited, served, limited):
        began = time.process_time()
        for _ in range(_CALLS * 10):
            scope = {"type": "http", "path": "/", "client": ("127.0.0.1", 1), "headers": [header]}
            await app(scope, receive, send)
        taken.append((time.process_time() - began) / (_CALLS * 10) * 1e6)
    return taken[3] - taken[2]


async def _inside(url: str, filters: dict[str, str], cursors: Sequence[str]) -> tuple[float, float]:
    """Milliseconds of finding the caller, and of the whole operation, without any door."""
    core = build_core(settings({**_ENVIRONMENT, "CLARA_DATABASE_URL": url}))
    call = Call(door=Door.REST, request_id="bench", token=API_KEY, accepts=REST_KINDS)

    async def listed(number: int) -> object:
        fields = {"company_id": COMPANY_ID, "limit": 50, "cursor": cursors[number % len(cursors)]}
        return await core.runner.run(ListCardTransactions, Draft(lambda: fields), call)

    async def found(_: int) -> object:
        return await core.runner.authenticate(call)

    try:
        return await _milliseconds(found), await _milliseconds(listed)
    finally:
        await core.close()


async def _milliseconds(work: Callable[[int], Awaitable[object]]) -> float:
    for number in range(_CALLS // 10):
        await work(number)
    began = time.perf_counter()
    for number in range(_CALLS):
        await work(number)
    return (time.perf_counter() - began) / _CALLS * 1e3


def _sign_ins(bench: Bench, name: str, url: str) -> None:
    """Lists at a steady pace, alone and while forty people a second sign in."""
    with clara_on(url, name, CLARA_SIGN_IN_LIMIT="off") as (server, client):
        pages = walk(client, listing(**_FILTERS, **bench.whole), 20)
        lists = [load.get(path, HEADERS) for path in pages.of_clara()]
        sign_ins = [
            load.post("/api/v1/auth/session", _basic(number), "") for number in range(1, USERS)
        ]
        seconds = bench.seconds * 3

        def lists_for(seconds: float) -> paced.Stream:
            return paced.Stream("lists", server.port, lists, _LISTS_PER_SECOND, seconds)

        signing_in = paced.Stream("sign-ins", server.port, sign_ins, _SIGN_INS_PER_SECOND, seconds)
        paced.run(lists_for(2.0))
        alone, together, memory = [], [], []
        for _ in range(bench.rounds):
            reset_peak(server.pid)
            alone.append(paced.run(lists_for(seconds))["lists"])
            before = resident_mb(server.pid, "VmHWM")
            together.append(paced.run(lists_for(seconds), signing_in))
            memory.append(resident_mb(server.pid, "VmHWM") - before)
    _report(bench, name, alone, together, max(memory))


def _report(
    bench: Bench,
    name: str,
    alone: Sequence[paced.Felt],
    together: Sequence[dict[str, paced.Felt]],
    memory: float,
) -> None:
    cases = {
        "lists alone": alone,
        "lists, while people sign in": [one["lists"] for one in together],
        "sign-ins": [one["sign-ins"] for one in together],
    }
    for case, rounds in cases.items():
        if wrong := [one.statuses for one in rounds if set(one.statuses) != {"200"}]:
            raise RuntimeError(f"{case}: answers were {wrong}")
    middle = {
        case: sorted(rounds, key=lambda one: one.p99)[len(rounds) // 2]
        for case, rounds in cases.items()
    }
    bench.report.table(
        f"{_SIGN_INS_PER_SECOND} sign-ins a second beside {_LISTS_PER_SECOND} lists a second, {name}",
        ("requests", "count", "p50 ms", "p99 ms", "slowest ms"),
        [(case, one.count, one.p50, one.p99, one.slowest) for case, one in middle.items()],
        note=f"The highest memory while people sign in is {memory:.0f} MB above that without.",
    )
    ratio = middle["lists, while people sign in"].p99 / middle["lists alone"].p99
    bench.report.figure(
        Figure("accounts", f"{name}: p99 of lists while people sign in, of alone", ratio, 2.0, "×")
    )
    bench.report.figure(
        Figure("accounts", f"{name}: memory that signing in adds", memory, 256, "MB")
    )


def _basic(number: int) -> dict[str, str]:
    pair = base64.b64encode(f"{email(number)}:{PASSWORD}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}
