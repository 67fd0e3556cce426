"""The disk fills up where letters are delivered to."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from clara.adapters.mail.outbox_folder import OutboxFolder
from clara.adapters.persistence.tables import letters
from tests.faults.full.filling import bearer
from tests.faults.full.small_disk import fill, make_room, mounted
from tests.faults.kind import Budget, Outcome
from tests.faults.sabotage import replaced
from tests.faults.stage import Served, Site, served
from tests.faults.tally import Tally, rounds

_DELIVERY_SECONDS = 20


async def fills_up(site: Site, budget: Budget) -> Outcome:
    """Whoever is invited meanwhile gets the letter later."""
    house, tally = site.houses[0], Tally()
    path = f"/api/v1/companies/{house.company.id}/members"
    with mounted(1) as disk:
        outbox = disk / "outbox"
        async with served(site, mail_url=f"outbox:{outbox}") as here:
            for dice in rounds(budget, 5):
                fill(disk)
                email = f"nora{dice.random()}@example.com"
                asked = await here.http.post(
                    path,
                    json={"email": email, "role": "employee"},
                    headers=bearer(house.administrator),
                )
                tally.must(asked.is_success, f"An invitation is answered {asked.status_code}.")
                tally.cases += 1
                await _tried(here)
                make_room(disk)
                await _delivered(here)
                found = sum(email in one.read_text() for one in outbox.glob("*.eml"))
                tally.happened(found)
            await tally.look(here.world)
    return tally.outcome(f"{tally.cases} letters on a full disk")


async def _tried(here: Served) -> None:
    """In vain: the letter was postponed, or was thrown away."""
    async with asyncio.timeout(_DELIVERY_SECONDS):
        untried = select(func.count()).select_from(letters).where(letters.c.attempts == 0)
        while (await here.world.rows(untried))[0][0]:  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(0.05)


async def _delivered(here: Served) -> None:
    async with asyncio.timeout(_DELIVERY_SECONDS):
        while (await here.world.rows(select(func.count()).select_from(letters)))[0][0]:
            here.world.clock.advance(minutes=5)
            await asyncio.sleep(0.05)


@contextmanager
def careless() -> Iterator[None]:
    """Letters that can't be written are taken for delivered."""

    def made(write: Callable[..., None]) -> Callable[..., None]:
        def thrown_away(self: OutboxFolder, name: str, content: bytes) -> None:
            try:
                write(self, name, content)
            except OSError:
                return

        return thrown_away

    with replaced(OutboxFolder, "_write", made):
        yield
