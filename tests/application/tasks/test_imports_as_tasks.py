"""A long import: its rows appear with the end of its task, once and all, or not at all."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from clara.adapters.blobs.connect import open_blobs
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.imports import SqlImports
from clara.adapters.persistence.tables import imports
from clara.adapters.persistence.task_files import forget_task_files
from clara.adapters.system.ids import RandomIds
from clara.application.card_transactions import importing
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.import_task import import_of
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.queue_import import QueueImport
from clara.application.card_transactions.view_import import ViewImport
from clara.application.tasks.backlog import MAX_WAITING
from clara.application.tasks.kind import TaskMovedOn
from clara.domain.errors import Conflict
from clara.domain.imports.report import ImportReport, ImportStatus
from clara.domain.tasks.task import Task, TaskStatus
from tests.support.long_work import LongWork
from tests.support.statements import purchases, write_csv
from tests.support.world import World

pytestmark = pytest.mark.anyio

NOVEMBER = {"period": "2026-11-01/2026-11-20"}


@pytest.fixture
def work(world: World, monkeypatch: pytest.MonkeyPatch) -> LongWork:
    """Imports of many batches that are small."""
    monkeypatch.setattr(importing, "BATCH", 100)
    world.clock.hurries = True
    return LongWork(world)


def result_of(task: Task) -> ImportReport:
    assert task.result is not None, task
    return import_of(task.result)


async def test_its_result_is_the_import_and_its_rows_are_there(
    work: LongWork, tmp_path: Path
) -> None:
    before = await work.world.run(ListCardTransactions, **NOVEMBER)
    task = await work.ask_import(write_csv(tmp_path / "a.csv", purchases(950)))
    assert (task.kind, task.status) == ("card_transactions.import", TaskStatus.QUEUED)
    done = await work.carry_out(task)
    report = result_of(done)
    assert done.progress.words == "950 rows read"
    assert (report.status, report.counts.added) == (ImportStatus.SUCCEEDED, 950)
    assert (report.task_id, report.file_name) == (task.id, "a.csv")
    assert await work.world.run(ViewImport, import_id=report.id) == report
    after = await work.world.run(ListCardTransactions, **NOVEMBER)
    assert after.totals.count == before.totals.count + 950
    [queued] = await work.world.audited(action="import.queued")
    [imported] = await work.world.audited(action="card_transactions.imported")
    assert (queued.subject, imported.subject) == (task.id, report.id)
    assert (imported.request_id, imported.user_id) == (task.id, work.world.a.administrator.user.id)


async def test_a_dry_run_says_what_would_be_and_adds_nothing(
    work: LongWork, tmp_path: Path
) -> None:
    before = await work.stored()
    file = write_csv(tmp_path / "a.csv", purchases(250))
    report = result_of(await work.carry_out(await work.ask_import(file, dry_run=True)))
    assert (report.status, report.counts.added) == (ImportStatus.DRY_RUN, 250)
    assert await work.stored() == before


async def test_what_is_wrong_with_the_file_is_the_tasks_error(
    work: LongWork, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [("a", "b", "c", "", "")], ("x", "y", "z", "u", "v"))
    failed = await work.carry_out(await work.ask_import(file))
    assert failed.status is TaskStatus.FAILED
    assert failed.error is not None
    assert failed.error.code in ("import_columns_missing", "header_not_found")
    assert await work.world.rows(select(imports.c.status)) == [("failed",)]


async def test_a_cancelled_one_leaves_nothing_and_the_next_may_begin(
    work: LongWork, tmp_path: Path
) -> None:
    before = await work.stored()
    file = write_csv(tmp_path / "a.csv", purchases(450))
    with pytest.raises(TaskMovedOn):
        await work.cancel_after_it_began(task := await work.ask_import(file))
    assert (await work.view(task)).status is TaskStatus.CANCELLED
    assert await work.stored() == before
    assert await work.world.rows(select(imports.c.status)) == [("failed",)]
    report = await work.world.run(ImportCardTransactions, file=file)
    assert report.counts.added == 450


async def test_one_that_is_cancelled_at_its_very_end_shows_nothing_either(
    work: LongWork, tmp_path: Path
) -> None:
    """No row of it is good, so that its first report would be its last."""
    bad = [("2026-11-03", "Shop", "much", "", "") for _ in range(3)]
    with pytest.raises(TaskMovedOn):
        await work.cancel_after_it_began(
            task := await work.ask_import(write_csv(tmp_path / "a.csv", bad))
        )
    assert (await work.view(task)).status is TaskStatus.CANCELLED
    assert await work.world.rows(select(imports.c.status)) == [("failed",)]


async def test_one_that_failed_for_a_moment_begins_again_under_its_identifier(
    work: LongWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = SqlImports.finish

    async def falls(self: SqlImports, *args: object) -> None:
        monkeypatch.setattr(SqlImports, "finish", finish)
        await finish(self, *args)  # type: ignore[arg-type]
        raise ConnectionError

    monkeypatch.setattr(SqlImports, "finish", falls)
    before = await work.stored()
    task = await work.ask_import(write_csv(tmp_path / "a.csv", purchases(250)))
    with pytest.raises(ConnectionError):
        await work.steps.next(task.id)
    assert await work.stored() == before
    report = result_of(await work.carry_out(task))
    assert await work.stored() == before + 250
    assert await work.world.rows(select(imports.c.id, imports.c.status)) == [
        (report.id, "succeeded")
    ]


async def test_it_waits_for_another_import_of_the_company(work: LongWork, tmp_path: Path) -> None:
    world = work.world
    actor = await world.actor(world.a.administrator)
    file = write_csv(tmp_path / "a.csv", purchases(150))
    port = SqlImports(Session(world.core.database), world.clock, RandomIds())
    other = ImportReport(
        id=RandomIds().new("import"),
        status=ImportStatus.FAILED,
        file_name="a.csv",
        created_at=world.clock.now(),
    )
    number = await port.begin(actor, other.id, file)
    task = await work.ask_import(file)
    step = await work.steps.begin(task.id)
    assert step is not None
    sleep, waited = world.clock.sleep, 0

    async def patience(seconds: float) -> None:
        nonlocal waited
        waited += 1
        assert (await work.view(task)).progress.words == "Waiting for another import of the company"
        if waited == 3:
            await port.abandon(actor, number, other)
        await sleep(seconds)

    world.clock.sleep = patience  # type: ignore[method-assign]
    assert await work.steps.do(step) is False
    assert waited == 3
    assert result_of(await work.view(task)).counts.added == 150


async def test_only_so_many_may_wait_and_what_is_refused_is_not_kept(
    work: LongWork, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", purchases(1))
    made = [await work.ask_import(file) for _ in range(MAX_WAITING)]
    kept = {one.name for one in work.blobs.glob("task_*")}
    with pytest.raises(Conflict) as caught:
        await work.ask_import(file)
    assert caught.value.code == "too_many_tasks"
    assert {one.name for one in work.blobs.glob("task_*")} == kept
    await work.carry_out(made[0])
    await work.ask_import(file)


async def test_the_same_request_again_is_the_same_task(work: LongWork, tmp_path: Path) -> None:
    first = await work.world.call(
        QueueImport, file=write_csv(tmp_path / "a.csv", purchases(5)), key="k"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    again = await work.world.call(
        QueueImport, file=write_csv(elsewhere / "a.csv", purchases(5)), key="k"
    )
    assert (again.replayed, again.result.id) == (True, first.result.id)


async def test_a_file_goes_once_its_task_is_over_and_not_before(
    work: LongWork, tmp_path: Path
) -> None:
    core = work.world.core
    blobs = open_blobs(core.settings.blobs_url)
    task = await work.ask_import(write_csv(tmp_path / "a.csv", purchases(5)))

    async def tidied(hours: int) -> int:
        later = datetime.now(UTC) + timedelta(hours=hours)
        await forget_task_files(core.database, blobs, later)
        return len(work.kept_of(task))

    assert await tidied(2) == 1
    await work.carry_out(task)
    assert await tidied(0) == 1
    assert await tidied(2) == 0
