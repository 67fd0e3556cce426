"""`clara serve --workers 2` on PostgreSQL: one worker is killed while people work."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import card_locks
from clara.bootstrap import build_core
from clara.domain.cards.card import CardStatus
from clara.domain.credentials.actor import Door
from tests.deployment.served import Served, served
from tests.support.house import House
from tests.support.processes import children, is_alive
from tests.support.world import found_two, settings_for

pytestmark = pytest.mark.anyio

CHANGES = 10
PATIENCE = 30


class Client:
    """Locks and unlocks a card in turns, and asks once more when it got no answer. `lost` counts
    those: whether they were carried out says the next answer."""

    def __init__(self, card: str, server: Served, house: House) -> None:
        self.path = f"{server.base}/api/v1/companies/{house.company.id}/cards/{card}"
        self.token = house.administrator.tokens[Door.REST]
        self.begun = asyncio.Event()
        self.done = self.lost = 0

    async def work(self) -> None:
        headers = {"authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(headers=headers, timeout=PATIENCE) as http:
            for step in range(CHANGES):
                verb, after = (("lock", "LOCKED"), ("unlock", "ACTIVE"))[step % 2]
                lost_before = self.lost
                change = await self._asked(http, verb)
                assert change["after"] == after
                assert change["changed"] or self.lost > lost_before, "undone by nobody"
                self.done += 1
                self.begun.set()

    async def _asked(self, http: httpx.AsyncClient, verb: str) -> dict[str, Any]:
        while True:
            try:
                answer = await http.post(f"{self.path}/{verb}")
            except httpx.TransportError:
                self.lost += 1
                await asyncio.sleep(0.05)
            else:
                assert answer.status_code == 200, answer.text
                found: dict[str, Any] = answer.json()["data"]
                return found


@pytest.mark.parametrize("store", ["postgresql"])
async def test_a_killed_worker_takes_no_answered_request_with_it(url: str, tmp_path: Path) -> None:
    house, _ = await found_two(url)
    before = await _locks(url)
    active = [one.id for one in house.cards.values() if one.status is CardStatus.ACTIVE]
    with served(url, tmp_path, "--workers", "2") as server:
        clients = [Client(card, server, house) for card in active]
        workers = [pid for pid in children(server.process.pid) if _serves(pid)]
        working = [asyncio.create_task(one.work()) for one in clients]
        await asyncio.gather(*(one.begun.wait() for one in clients))
        # Of the two, the one with most connections: somebody is waiting for it.
        killed = max(workers, key=_open_files)
        os.kill(killed, signal.SIGKILL)
        await asyncio.gather(*working)
        assert all(is_alive(pid) for pid in workers if pid != killed)
        assert server.stop() == 0, server.log.read_text()
    assert len(clients) > 1
    assert [one.done for one in clients] == [CHANGES] * len(clients)
    assert any(one.lost for one in clients), "nobody was waiting when the worker was killed"
    assert await _locks(url) - before == len(clients) * CHANGES // 2


def _serves(pid: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _open_files(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


async def _locks(url: str) -> int:
    """That were ever put on a card: each is a row."""
    core = build_core(settings_for(url))
    async with core.database.reading() as connection:
        rows = await connection.rows(Statement(select(func.count()).select_from(card_locks)))
    await core.close()
    return int(rows[0][0])
