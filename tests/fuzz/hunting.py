"""How a hunt goes: many connections at once, every case made from the seed and its number alone, so
that it can be made again."""

import asyncio
import itertools
import random
import time
from abc import abstractmethod
from dataclasses import dataclass
from typing import Protocol

from tests.fuzz.judges import Complaint, Judge
from tests.fuzz.parts import Cast
from tests.fuzz.raw import Line, Unanswered
from tests.fuzz.tally import Tally


@dataclass(frozen=True)
class Target:
    """The server that is hunted: its port and process, and who is known there."""

    port: int
    pid: int
    cast: Cast
    judge: Judge

    @property
    def host(self) -> tuple[str, str]:
        return ("host", f"127.0.0.1:{self.port}")


class Hunt(Protocol):
    """`name` is what it is called by, `at_once` how many connections it has."""

    name: str
    at_once: int

    @abstractmethod
    async def prepare(self, line: Line, seconds: float) -> None:
        """What is needed to make cases, asked of the server; `seconds` are what the hunt may take."""

    @abstractmethod
    async def pursue(self, line: Line, number: int, chance: random.Random, tally: Tally) -> None:
        """Sends one case, and counts and judges what came of it."""


def chance_of(seed: int, hunt: str, number: int) -> random.Random:
    return random.Random(f"{seed} {hunt} {number}")


async def pursue_all(hunt: Hunt, target: Target, seconds: float, seed: int) -> Tally:
    """Cases from the first on, until `seconds` have passed. The server's health is asked meanwhile."""
    tally = Tally(hunt.name)
    async with Line(target.port) as line:
        await hunt.prepare(line, seconds)
    started = time.monotonic()
    until, numbers = started + seconds, itertools.count()

    async def go_on() -> None:
        async with Line(target.port) as line:
            while time.monotonic() < until:
                await attempt(hunt, line, next(numbers), seed, tally)

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(target, tally))
        workers = [group.create_task(go_on()) for _ in range(hunt.at_once)]
        await asyncio.wait(workers)
        watching.cancel()
    tally.seconds = time.monotonic() - started
    return tally


async def pursue_one(hunt: Hunt, target: Target, number: int, seed: int) -> Tally:
    """The case of that number, by itself."""
    tally = Tally(hunt.name)
    async with Line(target.port) as line:
        await hunt.prepare(line, 0.0)
        await attempt(hunt, line, number, seed, tally)
    return tally


async def attempt(hunt: Hunt, line: Line, number: int, seed: int, tally: Tally) -> None:
    """One case; that nothing came back is a complaint like any other."""
    try:
        await hunt.pursue(line, number, chance_of(seed, hunt.name, number), tally)
    except Unanswered as error:
        tally.count("no answer", number)
        tally.complain(Complaint("state", str(error)), number)
    except OSError as error:
        tally.count("no connection", number)
        tally.complain(Complaint("state", f"no connection: {error}"), number)
        await asyncio.sleep(0.2)


_HEALTH = b"GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\n\r\n"
_HEALTH_SECONDS = 0.5


async def _watch(target: Target, tally: Tally) -> None:
    slowest = 0.0
    async with Line(target.port) as line:
        try:
            while True:
                slowest = max(slowest, await _health(line, tally))
                await asyncio.sleep(_HEALTH_SECONDS)
        finally:
            tally.notes.append(f"health answered within {slowest:.1f} s")


async def _health(line: Line, tally: Tally) -> float:
    asked = time.monotonic()
    try:
        answer = await line.ask(_HEALTH)
    except (Unanswered, OSError) as error:
        tally.complain(Complaint("state", f"health is not answered: {error}"), -1)
    else:
        if answer.status != 200:
            tally.complain(Complaint("state", f"health is answered with {answer.status}"), -1)
    return time.monotonic() - asked
