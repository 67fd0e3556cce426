"""`clara serve` and `clara run`: what they refuse, and what they say to try next."""

import json
import os
import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from clara.adapters.cli import listening
from clara.adapters.cli.listening import claimed
from clara.adapters.cli.next_steps import claude_desktop, next_steps
from clara.settings import load
from tests.adapters.cli.conftest import Installation

OBJECT = re.compile(r"^  \{\n.*?^  \}$", re.MULTILINE | re.DOTALL)


def test_two_workers_on_sqlite_are_refused_and_postgresql_is_named(here: Installation) -> None:
    ended = here.clara("serve", "--workers", "2")
    assert ended.code == 1
    assert "one process" in ended.err
    assert "PostgreSQL" in ended.err


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_second_server_on_one_file_is_refused(here: Installation, command: str) -> None:
    with claimed(load({"PORT": str(_free_port())})):
        ended = here.clara(command, "--port", str(_free_port()))
    assert ended.code == 1
    assert "Another server process works on" in ended.err


def test_a_port_that_is_taken_is_a_sentence(here: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = here.clara("run", "--port", str(taken.getsockname()[1]))
    assert ended.code == 1
    assert "can't be listened on" in ended.err
    assert here.demo["base_url"] == "http://127.0.0.1:8000"


def test_a_schema_that_is_not_this_versions_is_not_served(bare: Installation) -> None:
    ended = bare.clara("serve")
    assert ended.code == 1
    assert "Run: clara migrate" in ended.err


@pytest.mark.parametrize("command", ["serve", "run", "migrate", "demo", "doctor"])
def test_production_refuses_to_start_without_a_secret(
    bare: Installation, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("CLARA_ENV", "production")
    ended = bare.clara(command)
    assert ended.code == 1
    assert "CLARA_SECRET_KEY is not set" in ended.err
    assert list(bare.folder.iterdir()) == []


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """`clara run` up to where it would serve; what it would serve with."""
    seen: dict[str, object] = {}

    def listen(server: str, settings: object, place: object, announce: Callable[[], str]) -> int:
        seen.update(server=server, settings=settings, says=announce())
        return 0

    monkeypatch.setattr(listening, "listen", listen)
    for name in ("HOST", "PORT"):
        monkeypatch.setenv(name, "")  # what the command sets is undone with it
        os.environ.pop(name)
    return seen


def test_run_does_everything_in_an_empty_folder(
    bare: Installation, served: dict[str, object]
) -> None:
    port = _free_port()
    ended = bare.clara("run", "--port", str(port))
    assert ended.code == 0
    assert "60 cards, 20,000 card transactions" in ended.out
    assert bare.demo["base_url"] == f"http://127.0.0.1:{port}"
    assert f"http://127.0.0.1:{port}/mcp" in str(served["says"])


def test_run_in_production_loads_no_demo(
    bare: Installation, served: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLARA_ENV", "production")
    monkeypatch.setenv("CLARA_SECRET_KEY", "s" * 40)
    assert bare.clara("run", "--port", str(_free_port())).code == 0
    assert bare.query("SELECT count(*) FROM companies") == [(0,)]
    assert "demo" not in str(served["says"])


def test_the_next_steps_are_for_this_very_server(here: Installation) -> None:
    text = next_steps(load({"PORT": "8123"}))
    base = "http://127.0.0.1:8123"
    assert f"{base}/api/v1/companies/{here.company}/card_transactions" in text
    assert f"claude mcp add --transport http clara {base}/mcp" in text
    assert "var/demo.json" in text
    cursor, desktop = (json.loads(found) for found in OBJECT.findall(text))
    assert cursor["mcpServers"]["clara"]["url"] == f"{base}/mcp"
    assert f"{base}/mcp" in desktop["mcpServers"]["clara"]["args"]


@pytest.mark.parametrize("is_terminal", [False, True])
def test_tokens_are_shown_on_a_terminal_only(
    here: Installation, monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    text = next_steps(load({}))
    assert (here.demo["administrator"]["mcp_token"] in text) is is_terminal
    assert here.demo["administrator"]["api_key"] not in text


def test_the_desktops_bridge_is_our_own_program() -> None:
    bridge = claude_desktop("https://clara.example.com", "token")["mcpServers"]["clara"]
    assert bridge["args"] == ["mcp", "--url", "https://clara.example.com/mcp"]
    assert Path(bridge["command"]).is_file()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
