"""A decision comes within two seconds whatever the store does: declined, and nothing is held."""

import asyncio
import sqlite3
import time
from typing import Any

import pytest
from sqlalchemy import select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import authorizations, cards
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.domain.audit.entry import Outcome
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.errors import Unavailable
from tests.support.sandbox import Sandbox
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def held(world: World) -> Any:
    """What is held for every authorization that is kept."""
    rows = await world.rows(select(authorizations.c.reason, authorizations.c.held_minor))
    return sorted((reason or "", held_minor) for reason, held_minor in rows)


async def test_a_charge_on_a_card_that_somebody_else_holds_is_declined_in_time(
    sandbox: Sandbox, world: World
) -> None:
    first = await sandbox.charge(amount="10")
    await world.core.queue.flush()
    async with world.core.database.writing() as other:
        await other.change(Statement(update(cards).values(version=cards.c.version)))
        began = time.monotonic()
        charging = asyncio.create_task(sandbox.charge(amount="100"))
        raising = asyncio.create_task(
            world.run(SimulateIncrement, authorization_id=first.authorization.id, amount="100")
        )
        done = await charging
        with pytest.raises(Unavailable) as caught:
            await raising
        assert time.monotonic() - began < 2
        assert (done.approved, done.reason) == (False, DeclineReason.NOT_DECIDED)
        assert caught.value.code == "not_decided"
        assert done.authorization.held_minor == 0
    await world.core.runner.behind.settled()
    # Kept once the store let us: the charge as it was told, and nothing more held than before.
    assert await held(world) == [("", 10_00), ("not_decided", 0)]
    kept = await world.rows(select(authorizations.c.id).where(authorizations.c.reason.is_not(None)))
    assert [row[0] for row in kept] == [done.authorization.id]
    entries = await world.audited(action="authorization.simulated", outcome=Outcome.DONE)
    assert {entry.details["reason"] for entry in entries} == {None, "not_decided"}
    assert await sandbox.broken() == []


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_charge_while_another_process_writes_the_file_is_declined_in_time(
    sandbox: Sandbox, world: World
) -> None:
    other = sqlite3.connect(world.url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        done = await sandbox.charge()
        assert time.monotonic() - began < 2
        assert done.reason is DeclineReason.NOT_DECIDED
    finally:
        other.close()
    await world.core.runner.behind.settled()
    assert await held(world) == [("not_decided", 0)]
    assert (await sandbox.charge()).approved


async def test_who_leaves_before_the_answer_leaves_no_half_of_a_charge(
    sandbox: Sandbox, world: World
) -> None:
    async with world.core.database.writing() as other:
        await other.change(Statement(update(cards).values(version=cards.c.version)))
        charging = asyncio.create_task(sandbox.charge())
        await asyncio.sleep(0.1)
        charging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await charging
    await world.core.runner.behind.settled()
    assert await held(world) == []
    assert (await sandbox.charge()).approved


async def test_an_approval_that_lasted_too_late_is_taken_back(
    sandbox: Sandbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = Session.commit

    async def slow(session: Session) -> None:
        monkeypatch.undo()
        await asyncio.sleep(2)
        await commit(session)

    monkeypatch.setattr(Session, "commit", slow)
    began = time.monotonic()
    done = await sandbox.charge()
    assert time.monotonic() - began < 2
    assert done.reason is DeclineReason.NOT_DECIDED
    await world.core.runner.behind.settled()
    assert await held(world) == [("", 0), ("not_decided", 0)]
    assert await sandbox.broken() == []


async def test_a_store_that_fails_declines_at_once(
    sandbox: Sandbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(session: Session) -> None:
        monkeypatch.undo()
        raise Unavailable("database_unavailable", "The database can't be reached just now.")

    monkeypatch.setattr(Session, "commit", fails)
    done = await sandbox.charge()
    assert done.reason is DeclineReason.NOT_DECIDED
    await world.core.runner.behind.settled()
    assert await held(world) == [("not_decided", 0)]


async def test_a_defect_declines_as_well(
    sandbox: Sandbox, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(session: Session) -> None:
        monkeypatch.undo()
        raise RuntimeError("a defect")

    monkeypatch.setattr(Session, "commit", breaks)
    assert (await sandbox.charge()).reason is DeclineReason.NOT_DECIDED
    await world.core.runner.behind.settled()
    assert await held(world) == [("not_decided", 0)]
