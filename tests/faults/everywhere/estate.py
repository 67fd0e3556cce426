"""Two companies with a thing of every kind, as processes hand them to each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from msgspec import structs

from clara.application.call import Call
from clara.bootstrap import Core, build_core
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.faults.everywhere.snapshots import BLOBS, take
from tests.parity.support.people import engage
from tests.support.clock import FakeClock
from tests.support.house import House, Person
from tests.support.world import World, settings_for

EVERY_KIND = frozenset(CredentialKind)


@dataclass(frozen=True)
class Estate:
    """On the store at `url`; files and blobs are in `folder`, how it was founded in `founded`."""

    url: str
    folder: Path
    a: House
    b: House
    people: dict[str, Person]

    @property
    def founded(self) -> Path:
        return self.folder / "founded"

    @asynccontextmanager
    async def opened(self, minutes: float = 0) -> AsyncIterator[World]:
        """The product on it, so many minutes after the tests' now."""
        core, clock = _core(self.url, self.folder)
        clock.turn_back()
        clock.advance(minutes=minutes)
        try:
            yield World(self.url, core, clock, self.a, self.b)
        finally:
            await core.database.close()


@dataclass(frozen=True)
class Here:
    """An estate whose product is running; `world` is where the cases of all doors look things up."""

    estate: Estate
    world: World

    @property
    def folder(self) -> Path:
        return self.estate.folder


@cache
def _core(url: str, folder: Path) -> tuple[Core, FakeClock]:
    """Connected to nothing yet: what is forked has connections of its own."""
    clock = FakeClock()
    settings = structs.replace(settings_for(url), blobs_url=f"folder:{folder / BLOBS}")
    return build_core(settings, clock=clock), clock


def call_of(person: Person, door: Door, key: str) -> Call:
    return Call(
        door=door,
        request_id="request",
        token=person.tokens.get(door),
        accepts=EVERY_KIND,
        idempotency_key=key,
        source="192.0.2.1",
    )


def found(url: str, folder: Path, a: House, b: House) -> Estate:
    """On a store that holds two houses and nothing else."""
    return asyncio.run(_found(url, folder, a, b))


async def _found(url: str, folder: Path, a: House, b: House) -> Estate:
    (folder / BLOBS).mkdir()
    estate = Estate(url, folder, a, b, {})
    async with estate.opened() as world:
        estate.people.update(await engage(world))
    await asyncio.to_thread(take, url, folder, estate.founded)
    return estate
