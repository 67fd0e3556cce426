"""A hundred questions over all rows at once, while others list the current month at their own pace.

Not everything there is: first pages of a million rows with their totals, forty a second, keep more than
two cores busy by themselves, and would measure nothing but their own line."""

import os
import subprocess
import sys
import time

from benchmarks import load
from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.company import COMPANY_ID, USER_ID, email
from benchmarks.data import ROOT
from benchmarks.paced import Felt, Stream
from benchmarks.paced import run as paced
from benchmarks.processes import Server
from benchmarks.questions import HEADERS, Client, listing
from benchmarks.report import Figure

QUESTIONS = 100
_BEFORE = 10
_LISTS = 40
"""List requests a second."""
_PATIENCE = 300
_BOUNDARY = "a-question"
_DIMENSIONS = ("category", "merchant", "cardholder", "card", "currency")


def run(bench: Bench) -> None:
    rows = []
    seconds = 6.0 if bench.quick else 20.0
    for store in STORES:
        with bench.stores.copy(store) as url:
            _give_credits(url)
            with clara_on(url, store) as (server, client):
                _begin_engine(server, client, bench)
                calm = _lists(server, bench, seconds)
                memory = server.resident_mb()
                crowded, asked, drained = _crowd(server, client, bench, seconds)
                rows.append(
                    (
                        *(store, calm.p50, crowded.p50, calm.p99, crowded.p99),
                        *(crowded.p99 / calm.p99, asked.slowest, drained),
                        *(memory, server.resident_mb()),
                    )
                )
        ratio = crowded.p99 / calm.p99
        label = f"{store}: p99 of lists beside {QUESTIONS} questions, of that without"
        bench.report.figure(Figure("crowd", label, ratio, 2.0, "×"))
    bench.report.table(
        f"{QUESTIONS} questions at once over {bench.count:,} rows, beside {_LISTS} lists a second",
        (
            *("store", "p50 before", "p50 beside", "p99 before", "p99 beside", "× p99"),
            *("slowest answer to a question ms", "drained in s", "MB before", "MB after"),
        ),
        rows,
    )


def _lists(server: Server, bench: Bench, seconds: float) -> Felt:
    return paced(_listing(server, bench, seconds))["lists"]


def _listing(server: Server, bench: Bench, seconds: float) -> Stream:
    days = {"from_": bench.today.replace(day=1), "to": bench.whole["to"]}
    paths = [listing(**days, status=status) for status in ("POSTED", "AUTHORIZED")]
    return Stream("lists", server.port, [load.get(one, HEADERS) for one in paths], _LISTS, seconds)


def _crowd(
    server: Server, client: Client, bench: Bench, seconds: float
) -> tuple[Felt, Felt, float]:
    """Lists while the questions are asked and worked off; what asking took; and how long it was
    until the last answer."""
    began = time.monotonic()
    asking = Stream("asked", server.port, _questions(bench), QUESTIONS, 1.0)
    found = paced(_listing(server, bench, seconds), asking)
    if found["asked"].statuses != {"201": QUESTIONS}:
        raise RuntimeError(f"questions were answered {found['asked'].statuses}")
    _wait(client)
    return found["lists"], found["asked"], time.monotonic() - began


def _begin_engine(server: Server, client: Client, bench: Bench) -> None:
    """The engine of tasks is imported with the first that waits: once in the life of a server."""
    paced(Stream("asked", server.port, _questions(bench), _BEFORE, 1.0))
    _wait(client)


def _wait(client: Client) -> None:
    """Until every question has its answer."""
    until = time.monotonic() + _PATIENCE
    while _open(client):
        if time.monotonic() > until:
            raise RuntimeError("the questions are not worked off")
        time.sleep(0.2)


def _open(client: Client) -> bool:
    path = f"/api/v1/users/{USER_ID}/tasks?limit=1&status="
    return bool(client.data(f"{path}queued") or client.data(f"{path}running"))


def _questions(bench: Bench) -> list[str]:
    """Each another one, over all rows."""
    days = bench.whole
    return [
        _form(
            f"top {5 + number // len(_DIMENSIONS)} {_DIMENSIONS[number % len(_DIMENSIONS)]} by spend"
            f" from {days['from_']} to {days['to']}"
        )
        for number in range(QUESTIONS)
    ]


def _form(prompt: str) -> str:
    parts = "".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("prompt", prompt), ("company_id", COMPANY_ID))
    )
    body = f"{parts}--{_BOUNDARY}--\r\n"
    lines = [
        f"POST /api/v1/users/{USER_ID}/agent/analysis HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Type: multipart/form-data; boundary={_BOUNDARY}",
        f"Content-Length: {len(body.encode())}",
        *(f"{name}: {value}" for name, value in HEADERS.items()),
    ]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def _give_credits(url: str) -> None:
    command = [sys.executable, "-m", "clara", "credits", "adjust", "--email", email(0)]
    subprocess.run(
        [*command, "--credits", str(20 * (_BEFORE + QUESTIONS)), "--reason", "Measured"],
        env=os.environ | {"CLARA_DATABASE_URL": url, "CLARA_SECRET_KEY": "0123456789abcdef" * 4},
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
