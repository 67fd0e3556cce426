"""The server under the suite: a real process on a store of its own."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clara.adapters.mcp.credentials import TOKEN
from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.database import Session
from clara.adapters.system.passwords import Argon2Passwords
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from tests.end_to_end.test_real_process import ROOT, _environment, _is_ready
from tests.end_to_end.test_real_process import _free_port as free_port
from tests.support.clock import NOW
from tests.support.house import House, Person
from tests.support.stores import Template
from tests.support.world import settings_for

PASSWORD = "violin under seven lamps"
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Served:
    """Where it is reached, and who may sign in there with `PASSWORD`."""

    base: str
    person: Person


@contextmanager
def serving(template: Template, house: House, folder: Path) -> Iterator[Served]:
    """From when it is ready until it is not needed any more. Its log is left in `folder`."""
    port, log = free_port(), folder / "server.log"
    with template.store(folder) as url, log.open("wb") as output:
        asyncio.run(_give_password(url, house.administrator))
        environment = {
            **_environment(url, port),
            TOKEN: house.administrator.tokens[Door.MCP],
            "CLARA_RATE_LIMIT": "off",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.conformance.server", "serve"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            base, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE_SECONDS
            while not _is_ready(base):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.02)
            yield Served(base, house.administrator)
        finally:
            process.kill()
            process.wait(15)


async def _give_password(url: str, person: Person) -> None:
    core = build_core(settings_for(url))
    session = Session(core.database)
    session.write()
    hashed = await Argon2Passwords().hash(PASSWORD)
    await SqlAccounts(session).replace_password(person.user.id, hashed, NOW)
    await session.commit()
    await session.close()
    await core.close()
