"""PostgreSQL behind a network that holds everything up, resets, is slow, or breaks in the middle of a
commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from random import Random

from clara.adapters.persistence import postgresql
from tests.faults.kind import Budget, Kind, Outcome
from tests.faults.load import Load
from tests.faults.sabotage import forgetful, replaced, sabotaged
from tests.faults.stage import Fault, Served, Site, on_a_site, served
from tests.faults.tally import Tally, rounds
from tests.faults.wire import Wire, wired

_STORES = ("postgresql",)
_WORKERS = 6
_ANSWER_SECONDS = 1.0
"""What the product waits for an answer of PostgreSQL here; otherwise forty seconds."""
_COMMIT, _CUTS = b"COMMIT", 12


@asynccontextmanager
async def _loaded(
    site: Site, *, with_keys: bool = True
) -> AsyncIterator[tuple[Served, Wire, Load]]:
    """The product behind a wire, and administrators who work on it."""
    with replaced(postgresql, "ANSWER_SECONDS", lambda _: _ANSWER_SECONDS):
        async with (
            wired(site.url) as (wire, url),
            served(site, url) as server,
        ):
            load = Load(server.http, site.houses[0], server.world.clock, with_keys)
            yield server, wire, load
            wire.heal()


async def _checked(site: Site, load: Load, tally: Tally) -> None:
    """By a product that no wire is in between of."""
    async with served(site) as server:
        await load.check(tally, server.world)


def _held_up(
    harm: Callable[[Wire], None],
) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, count = Tally(), 0
        async with _loaded(site) as (_, wire, load):
            load.start(_WORKERS)
            for dice in rounds(budget):
                await load.until(3)
                harm(wire)
                count += 1
                await asyncio.sleep(dice.uniform(0.1, 0.8))
                wire.heal()
                await load.until(3)
            await load.stop()
        await _checked(site, load, tally)
        return tally.outcome(f"{count} times, {load.told}")

    return fault


def _told(load: Load) -> str:
    """What was answered in between."""
    return (
        ", ".join(f"{count} × {name}" for name, count in sorted(load.answers.items())) or "all well"
    )


def _mute(wire: Wire) -> None:
    wire.is_mute = True


def _reset(wire: Wire) -> None:
    wire.is_down = True
    wire.reset_all()


def _slow(wire: Wire) -> None:
    wire.delay_seconds = 0.02


def _in_commit(*, with_keys: bool) -> Fault:
    """Some commits break the connection, a third of them before PostgreSQL has heard of it."""

    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, unknown = Tally(), "503 outcome_unknown"
        async with _loaded(site, with_keys=with_keys) as (_, wire, load):
            for dice in rounds(budget):
                most = wire.cuts + _CUTS

                def breaks(
                    piece: bytes, odds: float, dice: Random = dice, most: int = most
                ) -> bool:
                    return _COMMIT in piece and wire.cuts < most and dice.random() < odds

                wire.cuts_before, wire.cuts_after = (
                    partial(breaks, odds=0.1),
                    partial(breaks, odds=0.2),
                )
                load.start(_WORKERS)
                await load.until(12)
                wire.heal()
                await load.stop()
            cuts = wire.cuts
        await _checked(site, load, tally)
        tally.must(load.answers[unknown] > 0, "Nobody was told that the outcome is not known.")
        return tally.outcome(f"{cuts} commits cut, {load.answers[unknown]} × {unknown}")

    return fault


def _kind(name: str, sentence: str, harm: Callable[[Wire], None]) -> Kind:
    run = on_a_site(_held_up(harm))
    return Kind(name, _STORES, sentence, run, sabotaged(run, forgetful))


KINDS = (
    _kind(
        "postgresql-black-hole",
        "Connections on which nothing comes back are given up; what was acknowledged is there.",
        _mute,
    ),
    _kind(
        "postgresql-reset",
        "While every connection is reset the answer is 503; the service heals by itself.",
        _reset,
    ),
    _kind("postgresql-slow", "A slow network makes answers slow, and nothing else.", _slow),
    Kind(
        "postgresql-cut-in-commit",
        _STORES,
        "Who can't know whether it was done is told so; repeated with its key it is done once.",
        on_a_site(_in_commit(with_keys=True)),
        on_a_site(_in_commit(with_keys=False)),
    ),
)
