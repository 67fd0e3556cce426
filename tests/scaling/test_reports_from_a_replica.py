"""Reports are read from a copy of the database, if it has all that was committed when they were asked
for; whoever asks can't tell."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

import pytest
from msgspec import structs
from sqlalchemy import text, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import cards, credentials
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.cards.view_card import ViewCard
from clara.application.catalog import CATALOG
from clara.application.tasks.steps import StepRunner
from clara.application.tasks.view_task import ViewTask
from clara.application.use_case import Effect
from clara.bootstrap import Core, build_core
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.errors import ClaraError, Invalid
from clara.domain.tasks.task import TaskStatus
from tests.scaling.following import Replica, following
from tests.support.builders import row
from tests.support.stores import PostgresServer
from tests.support.task_kinds import KINDS, ROWS, enqueue
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

REPORTS = {
    "analysis.answer",
    "card.export",
    "card.monthly_statement",
    "card.overview",
    "card.summary",
}
IN_RECOVERY = Statement(text("SELECT pg_is_in_recovery()"))


@pytest.fixture
def store() -> str:
    return "postgresql"


@pytest.fixture(scope="module")
def replica(postgres: PostgresServer) -> Iterator[Replica]:
    if os.environ.get("CLARA_TEST_DATABASE_URL"):
        pytest.skip("a server that is not ours is not copied")
    with following(postgres.url_of("postgres")) as replica:
        yield replica


@pytest.fixture
async def copy(world: World, replica: Replica) -> str:
    """Where the copy of the test's own database is."""
    await replica.catch_up(world.url)
    return replica.url_of(world.url)


@asynccontextmanager
async def reading_from(
    world: World, replica_url: str, *, durable: bool = False
) -> AsyncIterator[Core]:
    """Tests' servers do not wait for the disk, unless the product asks for it as `durable`."""
    url = f"{world.url}&synchronous_commit=on" if durable else world.url
    settings = structs.replace(settings_for(url), database_replica_url=replica_url)
    core = build_core(settings, clock=world.clock, kinds=KINDS)
    try:
        yield core
    finally:
        await core.close()


async def summary(world: World, core: Core) -> int:
    """How many card transactions it counts."""
    by = SummaryKey.CATEGORY
    found = await world.run(SummarizeSpending, core=core, group_by=by, period="this_year")
    return int(found.coverage.matched)


def was_read(core: Core) -> bool:
    """Whether anybody was connected to the copy."""
    return core.database.pools()["replica"].idle > 0


async def test_a_report_is_read_from_the_copy_and_nothing_else_is(world: World, copy: str) -> None:
    async with reading_from(world, copy) as core:
        await world.run(ListCardTransactions, core=core)
        await world.run(ViewCard, core=core, card=world.a.cards["luis"].id)
        assert not was_read(core)
        assert await summary(world, core) == await summary(world, world.core) > 0
        assert was_read(core)


async def test_what_was_written_before_a_report_is_in_it(world: World, copy: str) -> None:
    async with reading_from(world, copy) as core:
        for more in range(1, 4):
            before = await summary(world, core)
            await world.add_rows(world.a.company, row(id=bytes([more]) * 16))
            assert await summary(world, core) == before + 1
        assert was_read(core)


async def test_a_copy_that_is_behind_is_not_read(
    world: World, replica: Replica, copy: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with reading_from(world, copy) as core:
        before = await summary(world, core)
        await replica.pause(world.url)
        try:
            await world.add_rows(world.a.company, row(id=b"behind.behind.be"))
            assert await summary(world, core) == before + 1
        finally:
            await replica.resume(world.url)
    assert "bytes behind" in caplog.text


async def test_a_credential_that_was_revoked_opens_no_copy(
    world: World, replica: Replica, copy: str
) -> None:
    async with reading_from(world, copy) as core:
        await summary(world, core)
        await replica.pause(world.url)
        try:
            await world.change(update(credentials).values(revoked_at=1))
            with pytest.raises(ClaraError, match="unauthenticated") as refused:
                await summary(world, core)
        finally:
            await replica.resume(world.url)
    assert refused.value.code == "unauthenticated"


async def test_after_a_report_is_read_writing_goes_to_the_database(world: World, copy: str) -> None:
    async with reading_from(world, copy, durable=True) as core:
        session = Session(core.database)
        try:
            await session.read_report()
            assert await (await session.connection()).rows(IN_RECOVERY) == [(True,)]
            session.write()
            connection = await session.connection()
            assert await connection.rows(IN_RECOVERY) == [(False,)]
            assert await connection.change(Statement(update(cards).values(alias="Ours"))) > 0
            await session.commit()
        finally:
            await session.close()


async def test_a_step_of_a_task_that_only_reads_reads_the_copy(world: World, copy: str) -> None:
    async with reading_from(world, copy) as core:
        actor = await world.actor(world.a.administrator)
        task = await enqueue(core, actor, ROWS, asked=3)
        steps = StepRunner(core.units, KINDS)
        while await steps.next(task.id):
            pass
        assert was_read(core)
        asked = world.draft(task_id=task.id)
        done = (await world.send(ViewTask, asked, world.a.administrator)).result
        assert done.status is TaskStatus.SUCCEEDED


async def test_a_copy_that_is_away_or_of_something_else_is_not_read(
    world: World, replica: Replica, caplog: pytest.LogCaptureFixture
) -> None:
    another = urlunsplit(urlsplit(world.url)._replace(path="/postgres"))
    missing = urlunsplit(urlsplit(world.url)._replace(path="/missing"))
    nobody = "postgresql://postgres@127.0.0.1:1/clara"
    for wrong in (world.url, replica.url_of(another), replica.url_of(missing), nobody):
        caplog.clear()
        async with reading_from(world, wrong) as core:
            expected = await summary(world, world.core)
            assert await summary(world, core) == await summary(world, core) == expected
            assert core.database.pools()["replica"].used == 0
        assert caplog.text.count("reports are read from the database itself") == 1


async def test_reports_are_these_and_change_nothing() -> None:
    reports = [use_case for use_case in CATALOG if use_case.is_report]
    assert {one.name for one in reports} == REPORTS
    assert {one.effect for one in reports} == {Effect.READ}


async def test_sqlite_has_no_replicas() -> None:
    settings = structs.replace(
        settings_for("sqlite:///x.db"), database_replica_url="postgresql://x"
    )
    with pytest.raises(Invalid, match="SQLite has no replicas"):
        build_core(settings)
