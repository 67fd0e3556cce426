"""Migrating below servers that go on (PostgreSQL): nobody waits long, and who comes second waits."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from clara.adapters.persistence import migrate
from clara.adapters.persistence.dependencies import DatabaseDependencies
from clara.domain.errors import Unavailable
from tests.support.stores import PostgresServer

pytestmark = pytest.mark.anyio

BEFORE = "0010_receipts"
MIGRATES_ALONE = 0x436C617261


@pytest.fixture
def of_before(postgres: PostgresServer) -> Iterator[str]:
    """A database with the schema of a version before."""
    name = postgres.create()
    migrate.upgrade(postgres.url_of(name), BEFORE)
    yield postgres.url_of(name)
    postgres.drop(name)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    driver = await asyncpg.connect(url)
    try:
        yield driver
    finally:
        await driver.close()


async def test_a_migration_gives_up_where_it_would_hold_everybody_up(
    of_before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "100ms")
    async with connected(of_before) as somebody, somebody.transaction():
        await somebody.execute("LOCK TABLE cards IN ROW EXCLUSIVE MODE")
        with pytest.raises(Unavailable) as refused:
            await asyncio.to_thread(migrate.upgrade, of_before)
    assert refused.value.code == "schema_locked"
    assert await migrate.revision(of_before) == BEFORE
    await asyncio.to_thread(migrate.upgrade, of_before)
    assert await migrate.revision(of_before) == migrate.HEAD


async def _somebody_else_came(driver: "asyncpg.Connection[asyncpg.Record]") -> None:
    others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> $1"
    for _ in range(1_000):
        if await driver.fetchval(others, driver.get_server_pid()):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody came")


async def test_who_migrates_second_waits_without_a_snapshot_for_indexes_to_wait_for(
    of_before: str,
) -> None:
    async with connected(of_before) as first:
        await first.execute(f"SELECT pg_advisory_lock({MIGRATES_ALONE})")
        second = asyncio.create_task(asyncio.to_thread(migrate.upgrade, of_before))
        await _somebody_else_came(first)
        await first.execute("CREATE INDEX CONCURRENTLY ix_made_meanwhile ON cards (status)")
        assert not second.done()
        await first.execute(f"SELECT pg_advisory_unlock({MIGRATES_ALONE})")
        await second
    assert await migrate.revision(of_before) == migrate.HEAD


async def test_servers_of_the_version_before_stay_ready_on_the_next_schema(
    of_before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dependencies = DatabaseDependencies(of_before)
    assert await dependencies.check() == {"database": "schema_out_of_date"}
    monkeypatch.setattr(migrate, "HEAD", "0009_webhooks")
    assert await dependencies.check() == {"database": "ok"}
