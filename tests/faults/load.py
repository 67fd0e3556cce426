"""Administrators who issue cards and lock them, over REST, and repeat themselves until they are
answered."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from sqlalchemy import func, select

from clara.adapters.persistence.tables import card_locks, cards
from clara.domain.credentials.actor import Door
from tests.faults.tally import Tally
from tests.support.clock import FakeClock
from tests.support.house import House
from tests.support.world import World

_PASSING = {
    503: {"database_unavailable", "database_busy", "outcome_unknown"},
    409: {"idempotency_in_progress"},
}
"""Answers after which one repeats oneself: their codes by status."""
_WRONG = "! "
_PAUSE_SECONDS = 0.05


@dataclass
class Load:
    """What `house` asks for through `http`. `issued` has the alias of each card that was acknowledged
    with its id, `locked` the ids whose lock was. `answers` counts what came in between. A claim that
    nobody holds any more lapses by `clock`, which is moved on where somebody waits. Who `gives_up` asks
    nobody again who is gone. `round` tells the cards of several loads on one store apart."""

    http: httpx.AsyncClient
    house: House
    clock: FakeClock | None = None
    with_keys: bool = True
    gives_up: bool = False
    round: int = 0
    issued: dict[str, str] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _workers: list[asyncio.Task[None]] = field(default_factory=list)
    _stopped: bool = False

    def start(self, workers: int = 6) -> None:
        """They work until they are stopped; what was begun is insisted on."""
        self._stopped = False
        self._workers = [asyncio.create_task(self._work()) for _ in range(workers)]

    async def until(self, more: int) -> None:
        """So many cards more were issued."""
        wanted = len(self.issued) + more
        while len(self.issued) < wanted:
            await asyncio.sleep(0.01)
            for one in self._workers:
                if one.done():
                    one.result()

    async def stop(self) -> None:
        self._stopped = True
        await asyncio.gather(*self._workers)

    async def _work(self) -> None:
        while not self._stopped:
            await self.one()

    async def one(self) -> None:
        """A card is issued, and locked."""
        alias = f"card {self.round} {next(self._numbers)}"
        made = await self.insist("/cards", {"cardholder_name": "Nora Prueba", "alias": alias})
        if made is None:
            return
        card_id = made["card"]["id"] if "card" in made else made["id"]
        self.issued[alias] = card_id
        if await self.insist(f"/cards/{card_id}/lock", {"reason": alias}) is not None:
            self.locked.add(card_id)

    async def insist(self, path: str, body: Any) -> Any:
        """The data of the answer; None for one that repeating oneself won't change."""
        while True:
            answer = await self.ask(path, body, f"{path} {body}")
            if answer is not None and answer.is_success:
                return answer.json()["data"]
            if not self._passes(answer):
                return None
            await asyncio.sleep(_PAUSE_SECONDS)

    async def ask(self, path: str, body: Any, key: str) -> httpx.Response | None:
        """None where the connection broke."""
        headers = {"authorization": f"Bearer {self.house.administrator.tokens[Door.WEB]}"}
        if self.with_keys:
            headers["idempotency-key"] = key
        address = f"/api/v1/companies/{self.house.company.id}{path}"
        try:
            return await self.http.post(address, json=body, headers=headers)
        except httpx.TransportError:
            return None

    @property
    def told(self) -> str:
        """What was answered in between."""
        counted = (f"{count} × {name}" for name, count in sorted(self.answers.items()))
        return ", ".join(counted) or "all well"

    def _passes(self, answer: httpx.Response | None) -> bool:
        if answer is None:
            self.answers["no answer"] += 1
            self._stopped |= self.gives_up
            return not self.gives_up
        code = answer.json().get("code", "")
        passing = code in _PASSING.get(answer.status_code, ())
        self.answers[f"{'' if passing else _WRONG}{answer.status_code} {code}"] += 1
        if self.clock is not None and answer.status_code == 409:
            self.clock.advance(minutes=2)
        return passing

    async def check(self, tally: Tally, world: World) -> None:
        """Each acknowledged card is there once, locked once where that was acknowledged."""
        found = Counter(
            row[0]
            for row in await world.rows(
                select(cards.c.alias).where(cards.c.alias.like(f"card {self.round} %"))
            )
        )
        locks = select(cards.c.id, func.count()).join(
            card_locks,
            (card_locks.c.company_number == cards.c.company_number)
            & (card_locks.c.card_number == cards.c.number),
        )
        locked = {row[0]: row[1] for row in await world.rows(locks.group_by(cards.c.id))}
        for alias, count in found.items():
            tally.doubled += max(count - 1, 0)
            if alias not in self.issued:
                tally.must(count <= 1, "What was not acknowledged is there more than once.")
        tally.lost += sum(alias not in found for alias in self.issued)
        for card_id in self.locked:
            tally.happened(locked.get(card_id, 0))
        tally.cases += len(self.issued) + len(self.locked)
        for name in self.answers:
            tally.must(not name.startswith(_WRONG), f"It was answered {name.removeprefix(_WRONG)}.")
        await tally.look(world)
