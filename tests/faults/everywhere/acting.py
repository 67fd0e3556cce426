"""What processes do: prepare a deed, do it and die, do it and live, and find what one left that died."""

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clara.application.call import Draft
from clara.domain.errors import ClaraError
from tests.faults.everywhere import snapshots
from tests.faults.everywhere.deeds import Deed
from tests.faults.everywhere.estate import Estate, Here, call_of
from tests.faults.everywhere.looking import Found, broken, look
from tests.faults.everywhere.steps import before_each_step, tear
from tests.support.world import World

MINUTES = 2
"""After which a process that died is repeated: what it had claimed has lapsed by then."""
_KEY = "a key"


@dataclass(frozen=True)
class Attempt:
    """A deed with the `fields` that it sends, on an estate as it was `kept` when all was made that
    it is about."""

    estate: Estate
    deed: Deed
    fields: Mapping[str, Any]
    kept: Path

    async def do(self, world: World) -> None:
        person = self.estate.people[self.deed.by]
        fields = dict(self.fields)
        await world.core.runner.run(
            self.deed.use_case, Draft(lambda: fields), call_of(person, self.deed.door, _KEY)
        )

    async def refusal(self, world: World) -> str | None:
        """As `do`; the code of why it is not done."""
        try:
            await self.do(world)
        except ClaraError as error:
            return error.code
        return None

    async def put_back(self) -> None:
        await snapshots.put_back(self.estate.url, self.estate.folder, self.kept)


@dataclass(frozen=True)
class Lived:
    """How many steps it took, what it left, and which `refusal` it met: not everything may be done
    so late."""

    steps: int
    found: Found
    refusal: str | None


@dataclass(frozen=True)
class Untouched:
    """What is there, and which sentences do not hold of it: some cases need that."""

    found: Found
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Repeated:
    """What one left that died, what is there once it was repeated, which `refusal` the repetition met,
    and which sentences don't hold."""

    left: Found
    after: Found
    refusal: str | None
    broken: tuple[str, ...]


def prepare(estate: Estate, deed: Deed) -> Attempt:
    """Make what it is about, and do it once so that whoever is forked knows how."""
    kept = estate.folder / deed.name
    asyncio.run(snapshots.put_back(estate.url, estate.folder, estate.founded))
    attempt = Attempt(estate, deed, asyncio.run(_prepared(estate, deed)), kept)
    snapshots.take(estate.url, estate.folder, kept)
    asyncio.run(_repeated(attempt))
    return attempt


async def _prepared(estate: Estate, deed: Deed) -> Mapping[str, Any]:
    async with estate.opened() as world:
        return await deed.prepare(Here(estate, world))


def live(attempt: Attempt, minutes: float) -> Lived:
    """Nobody dies."""
    return asyncio.run(_lived(attempt, minutes))


async def _lived(attempt: Attempt, minutes: float) -> Lived:
    await attempt.put_back()
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    async with attempt.estate.opened(minutes) as world:
        undo = before_each_step(count)
        refusal = await attempt.refusal(world)
        undo()
        return Lived(steps, await look(world), refusal)


def untouched(attempt: Attempt) -> Untouched:
    """What is there before anybody has done anything."""
    return asyncio.run(_untouched(attempt))


async def _untouched(attempt: Attempt) -> Untouched:
    await attempt.put_back()
    async with attempt.estate.opened() as world:
        return Untouched(await look(world), await broken(world))


def die(attempt: Attempt, step: int, is_torn: bool) -> None:
    """Before that step, or after the last one. A torn one commits each change by itself."""
    asyncio.run(_died(attempt, step, is_torn))


async def _died(attempt: Attempt, step: int, is_torn: bool) -> None:
    await attempt.put_back()
    left = step

    def burn() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    async with attempt.estate.opened() as world:
        if is_torn:
            tear()
        before_each_step(burn)
        await attempt.do(world)
        burn()


def repeat(attempt: Attempt) -> Repeated:
    """As whoever got no answer does: with the same key."""
    return asyncio.run(_repeated(attempt))


async def _repeated(attempt: Attempt) -> Repeated:
    async with attempt.estate.opened(MINUTES) as world:
        left = await look(world)
        refusal = await attempt.refusal(world)
        after = await look(world)
        return Repeated(left, after, refusal, await broken(world))
