"""Work on a disk that fills up: what is refused for that is asked for again when there is room."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Column, select

from clara.domain.credentials.actor import Door
from tests.faults.full.small_disk import fill, make_room
from tests.faults.stage import Served
from tests.faults.tally import Tally
from tests.support.house import Person

_MOST = 400
"""Changes that find room on a disk which has none left: there is some in pages that are begun."""

Ask = Callable[[int], Awaitable[httpx.Response]]
"""The change of that number, always in the same words and with the same key."""


@dataclass
class Filling:
    """`done` are the numbers of changes that were acknowledged. Who `swallows` takes a refusal for
    that, as an operation would which hides it."""

    here: Served
    disk: Path
    ask: Ask
    tally: Tally
    swallows: bool = False
    done: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    _next: int = 0

    async def go(self, count: int) -> None:
        """So many changes while there is room; each has to be done."""
        for _ in range(count):
            await self._change(must_be_done=True)

    async def fill(self, refusals: int) -> None:
        """Until so many changes were refused, each in the same way."""
        fill(self.disk)
        wanted = len(self.refused) + refusals
        for _ in range(_MOST):
            if len(self.refused) >= wanted:
                return
            await self._change()
        self.tally.must(False, "The disk is full and nothing was refused.")

    async def empty(self) -> None:
        """There is room again, and whoever was refused repeats itself."""
        make_room(self.disk)
        # A claim that could not be given back lapses.
        self.here.world.clock.advance(minutes=2)
        refused, self.refused = self.refused, []
        if self.swallows:
            self.done += refused
            return
        for number in refused:
            answer = await self.ask(number)
            self.tally.must(answer.is_success, f"With room again: {answer.status_code}.")
            self.done.append(number)

    async def read(self, path: str, person: Person) -> None:
        """That goes on."""
        answer = await self.here.http.get(path, headers=bearer(person))
        self.tally.must(answer.is_success, f"Reading is answered {answer.status_code}.")

    async def count(self, column: Column[Any], name: str) -> int:
        """What was acknowledged is there once, as `name` with its number; how many rows there are."""
        found = Counter(row[0] for row in await self.here.world.rows(select(column)))
        for number in self.done:
            self.tally.happened(found[name.format(number)])
        return found.total()

    async def _change(self, *, must_be_done: bool = False) -> None:
        number, self._next = self._next, self._next + 1
        answer = await self.ask(number)
        if answer.is_success:
            self.done.append(number)
            return
        self.refused.append(number)
        self.tally.cases += 1
        said = (answer.status_code, answer.json().get("code"))
        is_right = said == (503, "storage_full") and not must_be_done
        self.tally.must(is_right, f"A full disk is answered {said}.")


def bearer(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.tokens[Door.WEB]}"}
