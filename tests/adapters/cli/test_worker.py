"""`clara worker`: tasks in a process of their own."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.cli.conftest import Installation

ROOT = Path(__file__).parents[3]
PATIENCE = 30


@pytest.fixture
def worker_environment(templates: Any, tmp_path: Path) -> Any:
    with templates.of("postgresql", with_houses=False).store(tmp_path) as url:
        yield {
            "PYTHONPATH": str(ROOT),
            "CLARA_DATABASE_URL": url,
            "CLARA_SECRET_KEY": "a secret of the tests " * 2,
        }


def started(folder: Path, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "clara", "worker"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_worker_says_that_it_works_and_stops_when_told(
    worker_environment: dict[str, str], tmp_path: Path
) -> None:
    with started(tmp_path, worker_environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "Clara carries out tasks.\n"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (0, "")


def test_a_worker_with_nothing_to_do_says_so(
    worker_environment: dict[str, str], tmp_path: Path
) -> None:
    with started(tmp_path, worker_environment | {"CLARA_TASKS_AT_ONCE": "0"}) as process:
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "clara worker --at-once 2" in said


def test_sqlite_needs_no_worker(bare: Installation) -> None:
    ended = bare.clara("worker")
    assert ended.code == 1
    assert "clara serve" in ended.err
