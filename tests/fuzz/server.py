"""The server that is fuzzed: a process of its own on a store made for this run."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from clara.adapters.system.vault import AesVault
from clara.bootstrap import build_core
from tests.fuzz.cast import Casting
from tests.fuzz.parts import Cast
from tests.fuzz.people import PASSWORD, People
from tests.support.clock import FakeClock
from tests.support.stores import PostgresTemplate, SqliteTemplate, postgres_server
from tests.support.world import found_two, founding, settings_for

PATIENCE = 60
SECRET = "a secret of the fuzzing " * 2
_LIMITS = (
    *("RATE_LIMIT", "REGISTRATION_LIMIT", "CODES_PER_ADDRESS", "CODES_PER_SOURCE"),
    "SIGN_IN_LIMIT",
)


@dataclass(frozen=True)
class Fuzzed:
    """`base` is its origin, `log` what it wrote."""

    base: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])


@contextmanager
def store(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty, migrated store of this kind."""
    if kind == "sqlite":
        with SqliteTemplate(folder).store(folder) as url:
            yield url
        return
    with postgres_server() as server, PostgresTemplate(server).store(folder) as url:
        yield url


async def cast_for(url: str) -> Cast:
    """Two companies and everybody who is asked with, stored at `url`."""
    a, b = await found_two(url)
    settings = msgspec.structs.replace(settings_for(url), secret_key=SECRET)
    core = build_core(settings)
    try:
        async with founding(core, FakeClock()) as port:
            cast = await Casting(People(port, a, AesVault(settings.key("vault")))).found(b)
    finally:
        await core.close()
    cast.canaries.secrets.update({SECRET: "the server's key", PASSWORD: "a password"})
    return cast


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Fuzzed]:
    """`clara serve` on the store at `url`, until leaving."""
    port = _free_port()
    base, log = f"http://127.0.0.1:{port}", folder / "server.log"
    environment = {name: one for name, one in os.environ.items() if not name.startswith("CLARA_")}
    environment |= {f"CLARA_{name}": "off" for name in _LIMITS} | {
        "CLARA_DATABASE_URL": url,
        "CLARA_SECRET_KEY": SECRET,
        "CLARA_MAIL_URL": f"outbox:{folder / 'outbox'}",
        "PORT": str(port),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "clara", "serve"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_ready(base, process, log)
        yield Fuzzed(base, log, process)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)


def _wait_until_ready(base: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{base}/api/v1/health/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server is not ready: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
