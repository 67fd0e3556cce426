"""What `make run` starts, as a process in an empty folder: first run, second run, and commands
beside it."""

import hashlib
import json
import os
import re
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
STATEMENT = (
    'Fecha,Comercio,Importe\n03/11/2026,Papelería Xoloitzcuintle,"1.250,50"\nnunca,Sin fecha,10\n'
)
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


def environment(**settings: str) -> dict[str, str]:
    """This one, without any setting of Clara's but these."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CLARA_") and name not in ("HOST", "PORT")
    }
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **settings}


def clara(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "clara", *arguments],
        cwd=folder,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@contextmanager
def running(folder: Path, port: int) -> Iterator[float]:
    """`clara run`, told its port as `PORT=… make run` does; the seconds until it was ready."""
    began = time.monotonic()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "clara", "run"],
            cwd=folder,
            env=environment(PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        while not _answers(f"http://127.0.0.1:{port}/api/v1/health/ready"):
            log_text = (folder / "server.log").read_text("utf-8")
            assert process.poll() is None, log_text
            assert time.monotonic() - began < 30, log_text
            time.sleep(0.05)
        yield time.monotonic() - began
    finally:
        process.terminate()
        process.wait(15)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def ask(url: str, headers: Mapping[str, str], body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(
        urllib.request.Request(url, data, dict(headers)), timeout=10
    ) as got:
        return json.load(got)


def kept(folder: Path) -> dict[str, str]:
    """Digests of everything under var/, by name; of the database, what it says."""
    import sqlite3

    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "var").iterdir())
        if not path.name.startswith("clara.db")
    }
    database = sqlite3.connect(folder / "var/clara.db")
    try:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        rows = [
            (name, sorted(map(repr, database.execute(f"SELECT * FROM {name}"))))
            for (name,) in tables.fetchall()
        ]
    finally:
        database.close()
    return {**digests, "clara.db": hashlib.sha256(repr(rows).encode()).hexdigest()}


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clara")


@pytest.fixture(scope="module")
def first(folder: Path, port: int) -> str:
    """What the first run printed. It has ended."""
    with running(folder, port):
        pass
    return (folder / "server.log").read_text("utf-8")


@pytest.fixture(scope="module")
def demo(first: str, folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / "var/demo.json").read_text("utf-8"))
    return held


class SecondRun(NamedTuple):
    address: str
    seconds: float
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def second(demo: dict[str, Any], folder: Path, port: int) -> Iterator[SecondRun]:
    """A server on what the first run left, and what was kept before and once it was ready."""
    before = kept(folder)
    with running(folder, port) as seconds:
        yield SecondRun(f"http://127.0.0.1:{port}", seconds, before, kept(folder))


@pytest.fixture(scope="module")
def server(second: SecondRun) -> str:
    """Its address, for tests that only add."""
    return second.address


def test_the_credentials_are_written_as_promised(demo: dict[str, Any], port: int) -> None:
    assert demo["base_url"] == f"http://127.0.0.1:{port}"
    assert re.fullmatch(r"company_[0-9a-f]{32}", demo["company_id"])
    assert demo["public_api_key"].startswith("clara_pub_")
    for role in ("administrator", "bookkeeper", "employee"):
        person = demo[role]
        assert re.fullmatch(r"user_[0-9a-f]{32}", person["user_id"])
        assert person["email"] == f"demo.{role}@example.com"
        assert len(person["password"]) >= 16
        assert person["api_key"].startswith("clara_api_")
        assert ("mcp_token" in person) is (role != "employee")


@pytest.mark.parametrize("name", ["demo.json", "secret_key"])
def test_secrets_are_their_owners_only(first: str, folder: Path, name: str) -> None:
    assert stat.S_IMODE((folder / "var" / name).stat().st_mode) == 0o600


def test_it_says_what_to_try_next_and_prints_no_secret(
    first: str, demo: dict[str, Any], port: int
) -> None:
    for words in (
        "curl -s",
        f"http://127.0.0.1:{port}/api/v1/companies/{demo['company_id']}",
        f"claude mcp add --transport http clara http://127.0.0.1:{port}/mcp",
        "Cursor",
        "Claude Desktop",
        "var/demo.json",
    ):
        assert words in first
    assert re.findall(r"clara_(?:api|mcp|pub)_\w{20,}", first) == []
    assert demo["administrator"]["password"] not in first


def test_a_second_run_is_ready_soon_and_changes_nothing(second: SecondRun) -> None:
    # Five seconds are promised on a machine that does nothing else; tests share theirs.
    assert second.seconds < 20
    assert second.after == second.before


def test_the_credentials_open_both_doors(server: str, demo: dict[str, Any]) -> None:
    key = demo["employee"]["api_key"]
    cards = ask(
        f"{server}/api/v1/companies/{demo['company_id']}/cards",
        {"Authorization": f"Bearer {key}"},
    )
    assert cards["data"]["totals"]["count"] >= 1
    token = demo["bookkeeper"]["mcp_token"]
    call = {"name": "list_cards", "arguments": {"limit": 1}}
    answer = ask(
        f"{server}/mcp",
        {**HEADERS, "clara-mcp-token": token},
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call},
    )
    assert answer["result"]["structuredContent"]["total_count"] == 60


def test_a_statement_goes_in_while_the_server_runs(
    server: str, demo: dict[str, Any], folder: Path
) -> None:
    (folder / "statement.csv").write_text(STATEMENT, "utf-8")
    done = clara(folder, "import", "statement.csv", "--company", demo["company_id"])
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 rows read, 1 added, 0 known already, 1 rejected" in done.stdout
    found = ask(
        f"{server}/api/v1/companies/{demo['company_id']}/card_transactions"
        "?merchant=xoloitzcuintle&from=2026-11-03&to=2026-11-03",
        {"Authorization": f"Bearer {demo['administrator']['api_key']}"},
    )
    assert [row["amount_minor"] for row in found["data"]["items"]] == [125050]


def test_a_token_made_while_the_server_runs_works_at_once(
    server: str, demo: dict[str, Any], folder: Path
) -> None:
    done = clara(
        folder,
        *("token", "create", "--company", demo["company_id"], "--kind", "api"),
        *("--email", "demo.bookkeeper@example.com", "--name", "Script"),
    )
    assert done.returncode == 0, done.stderr
    cards = ask(
        f"{server}/api/v1/companies/{demo['company_id']}/cards",
        {"Authorization": f"Bearer {done.stdout.strip()}"},
    )
    assert cards["data"]["totals"]["count"] == 60


def test_the_installation_is_healthy_while_the_server_runs(server: str, folder: Path) -> None:
    done = clara(folder, "doctor", "--invariants")
    assert done.returncode == 0, done.stdout + done.stderr
    assert clara(folder, "audit", "verify").returncode == 0


def test_a_second_server_on_the_same_database_is_refused(server: str, folder: Path) -> None:
    done = clara(folder, "serve", PORT="1")
    assert done.returncode == 1
    assert "SQLite takes one" in done.stderr


def test_production_does_not_start_without_a_secret(tmp_path: Path) -> None:
    done = clara(tmp_path, "run", CLARA_ENV="production")
    assert done.returncode == 1
    assert "CLARA_SECRET_KEY is not set" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
