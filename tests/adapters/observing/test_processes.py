"""Real processes on PostgreSQL, watched: their figures are one, and their logs tell nothing."""

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from clara.domain.credentials.actor import Door
from tests.support.watched import METRICS_TOKEN, active_card, figure_in
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
PATIENCE = 120
REQUESTS = "clara_http_request_seconds_count"
CARD_ROUTE = "/api/v1/companies/{company_id}/cards/{card_id}"


@dataclass
class Processes:
    """Two workers; each request is a connection of its own, for whichever takes it."""

    base: str
    folder: Path

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.base + path, headers=headers, trust_env=False, timeout=30)

    def scrape(self) -> list[Metric]:
        answer = self.get("/metrics", authorization=f"Bearer {METRICS_TOKEN}")
        return list(text_string_to_metric_families(answer.text))

    def figure(self, name: str, **labels: str) -> float:
        return figure_in(self.scrape(), name, **labels)

    @property
    def pids(self) -> set[int]:
        return {int(path.stem) for path in (self.folder / "metrics").glob("*.alive")}

    @property
    def log(self) -> list[dict[str, Any]]:
        lines = (self.folder / "log").read_text().splitlines()
        # Before it serves, the command says in plain words what it found.
        return [json.loads(line) for line in lines if line.startswith("{")]


@contextmanager
def two_workers(url: str, folder: Path) -> Iterator[Processes]:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    kept = {name: text for name, text in os.environ.items() if not name.startswith("CLARA_")}
    given = {
        "PYTHONPATH": str(ROOT),
        "PORT": str(port),
        "CLARA_DATABASE_URL": url,
        "CLARA_SECRET_KEY": settings_for(url).secret_key,
        "CLARA_RATE_LIMIT": "off",
        "CLARA_METRICS_TOKEN": METRICS_TOKEN,
        "CLARA_METRICS_FOLDER": str(folder / "metrics"),
        "CLARA_LOG_LEVEL": "debug",
        "CLARA_LOG_FORMAT": "json",
        "CLARA_ACCESS_LOG": "on",
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "clara", "serve", "--workers", "2"],
            cwd=folder,
            env=kept | given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    processes = Processes(f"http://127.0.0.1:{port}", folder)
    try:
        comes_true(lambda: processes.figure("clara_processes") == 2)
        yield processes
    finally:
        process.terminate()
        process.wait(30)


def comes_true(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if condition():
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.1)


def is_written(processes: Processes, **fields: object) -> bool:
    return any(fields.items() <= line.items() for line in processes.log)


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
async def test_two_workers_count_as_one_and_write_nothing_private(
    world: World, tmp_path: Path
) -> None:
    person, card = world.a.administrator, active_card(world)
    bearer = f"Bearer {person.tokens[Door.REST]}"
    path = f"/api/v1/companies/{world.a.company.id}/cards"
    with two_workers(world.url, tmp_path) as processes:
        for _ in range(12):
            assert processes.get(f"{path}/{card.id}", authorization=bearer).status_code == 200
        # The one that is not asked tells four times a second.
        comes_true(lambda: processes.figure(REQUESTS, route=CARD_ROUTE) == 12)
        # Whichever of the two is asked.
        assert {processes.figure(REQUESTS, route=CARD_ROUTE) for _ in range(4)} == {12}

        told = base64.b64encode(f"{person.user.email}:a wrong password".encode()).decode()
        processes.get(f"{path}?q=Santiago", authorization=bearer, **{"x-request-id": "find-me"})
        processes.get(f"/{person.user.email}", authorization=f"Basic {told}")
        processes.get(f"{path}/{card.id}", authorization=bearer[:-1] + "x")
        comes_true(lambda: is_written(processes, request_id="find-me"))
        comes_true(lambda: is_written(processes, status=401))

        killed = min(processes.pids)
        os.kill(killed, signal.SIGKILL)
        comes_true(lambda: processes.figure("clara_processes") < 2)
        assert killed not in processes.pids
        assert processes.figure(REQUESTS, route=CARD_ROUTE, status="2xx") == 12
    access = [line for line in processes.log if line["logger"] == "clara.access"]
    (found,) = [line for line in access if line["request_id"] == "find-me"]
    assert (found["route"], found["status"], found["door"]) == (CARD_ROUTE[:-10], 200, "rest")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found["time"])
    private = [
        *person.tokens.values(),
        *(person.user.email, person.user.id, world.a.company.id, card.id),
        *(told, "wrong password", "Santiago", METRICS_TOKEN),
    ]
    written = (tmp_path / "log").read_text()
    assert [one for one in private if one in written] == []
