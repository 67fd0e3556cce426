"""Connections: served in order, given back whatever happens, replaced when they break; snapshots
see one moment and transactions are all or nothing."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from clara.adapters.persistence.database import Database, Session
from clara.adapters.persistence.pool import Pool
from clara.adapters.persistence.postgresql import PostgresDatabase
from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import card_transactions, companies
from clara.application.call import Call
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.system.check_readiness import CheckReadiness
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Unavailable
from tests.support.builders import row
from tests.support.clock import FakeClock
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

NAMES = Statement(select(companies.c.name).order_by(companies.c.number))
RENAME = Statement(update(companies).values(name="Renamed"))
COUNT = Statement(select(func.count()).select_from(card_transactions))


class Wire:
    """A connection of the pool's own tests."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.broken = False
        self.closed = False


def pool_of(
    size: int, *, patience: float = 5.0, failures: int = 0
) -> tuple[Pool[Wire], list[Wire]]:
    made: list[Wire] = []
    left = [failures]

    async def connect() -> Wire:
        await asyncio.sleep(0)
        if left[0]:
            left[0] -= 1
            raise OSError("refused")
        made.append(Wire(len(made)))
        return made[-1]

    async def close(wire: Wire) -> None:
        wire.closed = True

    return Pool(connect, close, lambda w: w.broken, size=size, patience=patience), made


async def test_who_waits_longest_is_served_first_and_nobody_overtakes() -> None:
    pool, _ = pool_of(2)
    served: list[int] = []

    async def use(n: int) -> None:
        async with pool.connection():
            served.append(n)
            await asyncio.sleep(0)

    tasks = []
    for n in range(50):
        tasks.append(asyncio.create_task(use(n)))
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert served == list(range(50))


async def test_no_more_connections_are_opened_than_there_may_be() -> None:
    pool, made = pool_of(3)

    async def use() -> None:
        async with pool.connection():
            await asyncio.sleep(0.001)

    await asyncio.gather(*(use() for _ in range(60)))
    assert len(made) == 3


async def test_a_waiter_whose_patience_ends_is_told_that_the_server_is_busy() -> None:
    pool, _ = pool_of(1, patience=0.05)
    held = await pool.acquire()
    with pytest.raises(Unavailable) as caught:
        await pool.acquire()
    assert (caught.value.code, caught.value.retry_after) == ("database_busy", 1)
    pool.release(held)
    assert await pool.acquire() is held


async def test_a_waiter_that_gives_up_does_not_take_the_connection_with_it() -> None:
    pool, _ = pool_of(1)
    held = await pool.acquire()
    first, second = asyncio.create_task(pool.acquire()), asyncio.create_task(pool.acquire())
    await asyncio.sleep(0)
    pool.release(held)
    first.cancel()
    assert await asyncio.wait_for(second, 1) is held
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize("when", ["while it is held", "while it is idle"])
async def test_a_broken_connection_is_replaced(when: str) -> None:
    pool, made = pool_of(1)
    held = await pool.acquire()
    if when == "while it is held":
        held.broken = True
    pool.release(held)
    held.broken = True
    assert (await asyncio.wait_for(pool.acquire(), 1)).number == 1
    assert len(made) == 2


async def test_a_place_handed_over_is_not_taken_twice() -> None:
    pool, made = pool_of(1)
    held = await pool.acquire()
    waiting = asyncio.create_task(pool.acquire())
    await asyncio.sleep(0)
    held.broken = True
    pool.release(held)
    newcomer = asyncio.create_task(pool.acquire())
    second = await asyncio.wait_for(waiting, 1)
    await asyncio.sleep(0.01)
    assert not newcomer.done()
    assert len(made) == 2
    pool.release(second)
    assert await asyncio.wait_for(newcomer, 1) is second


async def test_a_connection_that_can_not_be_opened_lets_the_next_one_try() -> None:
    pool, made = pool_of(1, failures=2)
    answers = await asyncio.gather(*(pool.acquire() for _ in range(3)), return_exceptions=True)
    assert [isinstance(one, OSError) for one in answers] == [True, True, False]
    assert len(made) == 1


async def test_closing_closes_what_is_idle() -> None:
    pool, made = pool_of(2)
    pool.release(await pool.acquire())
    await pool.close()
    assert [wire.closed for wire in made] == [True]


# On the stores themselves.
async def test_a_snapshot_sees_one_moment(world: World) -> None:
    session = Session(world.core.database)
    async with session.snapshot() as snapshot:
        before = await snapshot.rows(COUNT)
        await world.add_rows(world.a.company, row("1"), row("2"))
        again = await snapshot.rows(COUNT)
    after = await (await session.connection()).rows(COUNT)
    await session.close()
    assert again[0][0] == before[0][0]
    assert after[0][0] == before[0][0] + 2


async def test_a_session_that_is_not_committed_changes_nothing(world: World) -> None:
    before = await world.dump()
    session = Session(world.core.database)
    session.write()
    assert await (await session.connection()).change(RENAME) == 2
    await session.close()
    assert await world.dump() == before


async def test_a_writer_that_raises_changes_nothing(world: World) -> None:
    before = await world.dump()

    async def fail() -> None:
        async with world.core.database.writing() as connection:
            await connection.change(RENAME)
            raise RuntimeError("a defect")

    with pytest.raises(RuntimeError):
        await fail()
    assert await world.dump() == before


async def test_what_is_not_committed_is_seen_by_nobody_else(world: World) -> None:
    async with world.core.database.writing() as writer:
        await writer.change(RENAME)
        async with world.core.database.reading() as reader:
            seen = await reader.rows(NAMES)
    assert "Renamed" not in {one[0] for one in seen}


async def _unharmed(world: World) -> None:
    """Every connection still works, none of them sits in an old transaction."""
    for _ in range(12):
        await world.add_rows(world.a.company, row("1"))
        expected = (await world.rows(select(func.count()).select_from(card_transactions)))[0][0]
        answers = await asyncio.gather(
            *(world.run(ListCardTransactions, period="last_365_days", limit=1) for _ in range(12))
        )
        assert {one.totals.count for one in answers} == {expected - len(world.b.rows)}


Work = Callable[[Database], Coroutine[Any, Any, None]]


async def _write(database: Database) -> None:
    async with database.writing() as connection:
        await connection.rows(NAMES)


async def _look(database: Database) -> None:
    session = Session(database)
    try:
        async with session.snapshot() as connection:
            await connection.rows(NAMES)
    finally:
        await session.close()


@pytest.mark.parametrize("work", [_write, _look])
async def test_work_cancelled_at_any_moment_leaves_its_connection_clean(
    world: World, work: Work
) -> None:
    for steps in range(12):
        task = asyncio.create_task(work(world.core.database))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    for pause in range(12):
        task = asyncio.create_task(work(world.core.database))
        await asyncio.sleep(pause * 0.0002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(20):
        await _unharmed(world)


async def test_requests_cancelled_at_any_moment_leave_the_store_well(world: World) -> None:
    for pause in range(40):
        task = asyncio.create_task(world.run(LockCard, card="4417", key=f"k{pause}"))
        await asyncio.sleep(pause * 0.0004)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(20):
        await _unharmed(world)


async def test_more_requests_than_connections_are_all_served(world: World) -> None:
    async with asyncio.timeout(20):
        reads = [world.run(ListCards, limit=1) for _ in range(60)]
        writes = [world.run(LockCard, card="4417", key=f"k{n}") for n in range(40)]
        answers = await asyncio.gather(*reads, *writes)
    assert len(answers) == 100


@pytest.mark.parametrize("store", ["postgresql"])
async def test_connections_that_the_server_killed_are_replaced(world: World, store: str) -> None:
    await asyncio.gather(*(world.run(ListCards) for _ in range(8)))
    other = PostgresDatabase(world.url, size=1)
    kill = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with other.reading() as connection:
        [(killed,)] = await connection.rows(Statement(kill))
    await other.close()
    assert killed >= 1
    await asyncio.sleep(0.05)
    answers = await asyncio.gather(*(world.run(ListCards) for _ in range(8)))
    assert {one.totals.count for one in answers} == {9}


@pytest.mark.parametrize("store", ["postgresql"])
async def test_a_connection_killed_in_a_transaction_is_replaced_and_nothing_is_kept(
    world: World, store: str
) -> None:
    before = await world.dump()
    own = Statement(text("SELECT pg_backend_pid()"))

    async def be_killed() -> None:
        async with world.core.database.writing() as connection:
            [(pid,)] = await connection.rows(own)
            await connection.change(RENAME)
            await world.rows(text(f"SELECT pg_terminate_backend({int(pid)})"))
            await asyncio.sleep(0.05)
            await connection.change(RENAME)

    with pytest.raises(ClaraError) as caught:
        await be_killed()
    assert caught.value.code == "database_unavailable"
    assert await world.dump() == before


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("sqlite:////no/such/folder/clara.db", "database_unavailable"),
        ("postgresql://nobody@127.0.0.1:1/nowhere", "database_unavailable"),
    ],
)
async def test_a_store_that_is_not_there_is_said_so(address: str, code: str) -> None:
    core = build_core(settings_for(address), clock=FakeClock())
    call = Call(door=Door.CLI, request_id="r")
    ready = await core.runner.run(CheckReadiness, CheckReadiness.command(), call)
    assert ready.result.status == "not_ready"
    with pytest.raises(ClaraError) as caught:
        await core.runner.run(ListCards, ListCards.command(company_id="x"), call)
    assert caught.value.code == code
    await core.close()
