"""Pages of the web console: of the demo company each, and the list of card transactions of a company
with 50 times as many rows. What a browser takes to draw them is not in it."""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.company import PASSWORD, email
from benchmarks.data import ROOT
from benchmarks.processes import Server, running
from benchmarks.report import Figure
from benchmarks.servers import clara
from benchmarks.stores import Stores

_FEW = 20_000
_MOST_MILLISECONDS, _MOST_KILOBYTES = 150, 100
_PLACES = (
    *("/", "/cards", "/transactions", "/transactions?period=last_month&category=software"),
    *("/transactions/import", "/tasks", "/ask", "/credits", "/activity", "/settings"),
    *("/settings/company", "/settings/members", "/settings/integrations", "/settings/api-key"),
)
_FIRST_CARD = re.compile(r'href="[^"]*(/cards/card_[0-9a-f]{32})"')
_NEXT = re.compile(r'rel="next" href="([^"]+)"')


@dataclass
class Browser:
    """One kept-alive connection of somebody who has signed in."""

    server: Server
    cookie: str = ""

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.server.port, timeout=120)

    def signs_in(self, email: str, password: str) -> None:
        pair = base64.b64encode(f"{email}:{password}".encode()).decode()
        headers = {"authorization": f"Basic {pair}"}
        answer = self._asked("POST", "/api/v1/auth/session", headers)
        self.cookie = "clara_session=" + json.loads(answer)["data"]["token"]

    def page(self, path: str) -> str:
        headers = {"cookie": self.cookie, "accept": "text/html", "accept-encoding": "gzip"}
        return self._asked("GET", path, headers).decode("utf-8", "replace")

    def taken(self, path: str, times: int) -> tuple[list[float], int]:
        """Milliseconds of `times` answers after two that are not counted, and the bytes of one."""
        found = []
        for _ in range(times + 2):
            began = time.perf_counter()
            answer = self.page(path)
            found.append((time.perf_counter() - began) * 1e3)
        return found[2:], len(answer.encode())

    def _asked(self, method: str, path: str, headers: Mapping[str, str]) -> bytes:
        self._connection.request(method, path, headers=dict(headers))
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status}: {body[:300].decode()}")
        return body


def run(bench: Bench) -> None:
    times = 10 if bench.quick else 40
    _demo(bench, times)
    rows = []
    for store in STORES:
        few = _listed(Stores(_FEW, bench.today), store, times)
        many = _listed(bench.stores, store, times)
        for name, taken in many.items():
            apart = taken / few[name]
            rows.append((store, name, few[name], taken, apart))
        bench.report.figure(
            Figure("console", f"{store}: a list's next page", rows[-1][-1], 1.2, "×")
        )
    bench.report.table(
        "The console's list of card transactions, p50 ms on one connection",
        ("store", "page", f"{_FEW:,} rows", f"{bench.count:,} rows", "times"),
        rows,
        "The first page also adds up everything that the filter matches, in its own line; pages"
        " after it carry the totals along.",
    )


def _demo(bench: Bench, times: int) -> None:
    """Every place of the demo company, on SQLite as `make run` has it."""
    with tempfile.TemporaryDirectory(prefix="clara-console-") as folder:
        url = f"sqlite:///{folder}/demo.db"
        server = clara("Clara console", url, CLARA_SIGN_IN_LIMIT="off")
        for command in ("migrate", "demo"):
            subprocess.run(
                [sys.executable, "-m", "clara", command],
                cwd=folder,
                env={**_environment(), **server.environment, "PYTHONPATH": str(ROOT)},
                check=True,
                capture_output=True,
            )
        person = json.loads((Path(folder) / "var/demo.json").read_text())["administrator"]
        with running(server):
            browser = Browser(server)
            browser.signs_in(person["email"], person["password"])
            _report(bench, browser, _paths(browser), times)


def _paths(browser: Browser) -> Sequence[str]:
    card = _FIRST_CARD.search(browser.page("/cards"))
    if card is None:
        raise RuntimeError("The demo company has no card.")
    return (*_PLACES, card[1], card[1] + "/controls")


def _report(bench: Bench, browser: Browser, paths: Sequence[str], times: int) -> None:
    rows: list[tuple[Any, ...]] = []
    for path in paths:
        taken, size = browser.taken(path, times)
        shown = re.sub(r"card_[0-9a-f]{32}", "…", path)
        rows.append((shown, median(taken), quantiles(taken, n=20)[-1], size / 1e3))
    slowest = max(row[2] for row in rows)
    largest = max(row[3] for row in rows)
    note = f"{_MOST_MILLISECONDS} ms and {_MOST_KILOBYTES} KB are what a page may take."
    bench.report.table(
        "Pages of the demo company (20,000 rows), SQLite, one connection, warm",
        ("page", "p50 ms", "p95 ms", "KB"),
        rows,
        note,
    )
    report = bench.report
    report.figure(Figure("console", "slowest page, p95", slowest, _MOST_MILLISECONDS, "ms"))
    report.figure(Figure("console", "largest page", largest, _MOST_KILOBYTES, "KB"))


def _listed(stores: Stores, store: str, times: int) -> dict[str, float]:
    """Medians of the list's first page, of one card's, and of the page after the first."""
    with clara_on(stores.named(store), f"{store} console") as (server, _):
        browser = Browser(server)
        browser.signs_in(email(0), PASSWORD)
        first = browser.page("/transactions")
        after = _NEXT.search(first)
        if after is None:
            raise RuntimeError("There is no next page.")
        parts = urlsplit(unescape(after[1]))
        paths = {
            "the current billing period, with its totals": "/transactions",
            "the page after it": f"{parts.path}?{parts.query}",
        }
        return {name: median(browser.taken(path, times)[0]) for name, path in paths.items()}


def _environment() -> Mapping[str, str]:
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "VIRTUAL_ENV", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}
