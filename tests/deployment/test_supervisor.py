"""Workers that die, are replaced, and end: with real processes and signals."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import children, free_port, is_alive

ROOT = Path(__file__).parents[2]
PATIENCE = 30


@dataclass
class Supervised:
    process: "subprocess.Popen[str]"
    port: int

    def answerer(self) -> int | None:
        """The process that answers on a new connection."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}", timeout=5) as answer:
                return int(answer.read())
        except OSError:
            return None

    def is_announced(self) -> bool:
        assert self.process.stdout is not None
        return self.process.stdout.readline() == "It answers.\n"

    @property
    def workers(self) -> set[int]:
        """Without the process that `multiprocessing` keeps beside them."""
        return {pid for pid in children(self.process.pid) if _is_worker(pid)}


def _is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@contextmanager
def supervised(*arguments: str) -> Iterator[Supervised]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.deployment.supervised", str(port), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    found = Supervised(process, port)
    try:
        yield found
    finally:
        workers = found.workers
        process.kill()
        process.wait(PATIENCE)
        wait_until(lambda: not any(map(is_alive, workers)))
        assert process.stdout is not None
        process.stdout.close()


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


def test_a_worker_that_is_killed_is_replaced_and_all_end_together() -> None:
    with supervised() as server:
        assert server.is_announced()
        killed, kept = sorted(server.workers)
        assert server.answerer() in (killed, kept)
        os.kill(killed, signal.SIGKILL)
        assert server.answerer() == kept
        wait_until(lambda: len(server.workers - {killed}) == 2)
        workers = server.workers
        assert kept in workers
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0
        assert not any(map(is_alive, workers))


def test_a_hangup_replaces_workers_one_by_one_and_none_outlives_the_supervisor() -> None:
    with supervised() as server:
        assert server.is_announced()
        before, unanswered = server.workers, 0
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + PATIENCE
        while server.workers & before:
            unanswered += server.answerer() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        assert unanswered == 0
        workers = server.workers
        wait_until(lambda: server.answerer() in workers)
        server.process.kill()
        wait_until(lambda: not any(map(is_alive, workers)))


def test_workers_that_cannot_start_end_it_with_one() -> None:
    with supervised("broken") as server:
        assert server.process.wait(PATIENCE) == 1
