"""`clara serve` as it is deployed: a process on a free port, over a store with two companies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.processes import free_port
from tests.support.world import settings_for

ROOT = Path(__file__).parents[2]
PATIENCE = 60


@dataclass
class Served:
    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def served(url: str, folder: Path, *options: str, **settings: str) -> Iterator[Served]:
    """From when it says that it serves until the test is done with it."""
    port, log = free_port(), folder / "clara.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "clara", "serve", *options],
            cwd=folder,
            env=environment(url, PORT=str(port), **settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + PATIENCE
        while "Clara serves" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.02)
        ready = httpx.get(f"http://127.0.0.1:{port}/api/v1/health/ready", timeout=PATIENCE)
        assert ready.status_code == 200, ready.text
        yield Served(process, port, log)
    finally:
        process.kill()
        process.wait(PATIENCE)


def environment(url: str, **settings: str) -> dict[str, str]:
    """This process's, with no settings of Clara's but these."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CLARA_", "STRIPE_"))
        and name not in ("HOST", "PORT", "USER_ID", "API_KEY_TOKEN")
    }
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "CLARA_DATABASE_URL": url,
        "CLARA_SECRET_KEY": settings_for(url).secret_key,
        "CLARA_RATE_LIMIT": "1000/second",
        **settings,
    }
