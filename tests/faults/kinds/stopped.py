"""A server that is told to stop while it is worked with (SIGTERM)."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.load import Load
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.processes import free_port
from tests.support.world import settings_for

_ROOT = Path(__file__).parents[3]
_PATIENCE_SECONDS = 60.0
_ENDS = (0, -signal.SIGTERM)
"""Of its own accord, by itself or by sending itself the signal at last, as uvicorn does."""


def _started(site: Site, port: int, module: str) -> "subprocess.Popen[bytes]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLARA_")}
    environment = {
        **kept,
        "PYTHONPATH": str(_ROOT),
        "PORT": str(port),
        "CLARA_DATABASE_URL": site.url,
        "CLARA_SECRET_KEY": settings_for(site.url).secret_key,
        "CLARA_RATE_LIMIT": "off",
        "CLARA_TASKS_AT_ONCE": "0",
    }
    return subprocess.Popen(
        [sys.executable, "-m", module, "serve"],
        cwd=site.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def _ready(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            try:
                if (await http.get("/api/v1/health/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


def _terminated(module: str) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, stopped = Tally(), 0
        told = 0
        for number, dice in enumerate(rounds(budget)):
            port = free_port()
            server = _started(site, port, module)
            try:
                base = f"http://127.0.0.1:{port}"
                async with httpx.AsyncClient(base_url=base, trust_env=False) as http:
                    load = Load(http, site.houses[0], gives_up=True, round=number)
                    await _ready(http)
                    load.start()
                    await load.until(dice.randint(4, 10))
                    server.send_signal(signal.SIGTERM)
                    code = await asyncio.to_thread(server.wait, _PATIENCE_SECONDS)
                    await load.stop()
                tally.must(code in _ENDS, f"It ended with {code}.")
                stopped += 1
                told += len(load.issued)
            finally:
                server.kill()
                server.wait()
            async with at_work(site) as world:
                await load.check(tally, world)
        return tally.outcome(f"stopped {stopped} times, {told} cards acknowledged")

    return fault


KINDS = (
    Kind(
        "server-stopped",
        BOTH,
        "A server that is told to stop finishes what it has begun, and loses nothing acknowledged.",
        on_a_site(_terminated("clara")),
        on_a_site(_terminated("tests.faults.forgetful")),
    ),
)
