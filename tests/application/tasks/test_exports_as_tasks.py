"""A long export: the file that its task makes is what the request would have been answered with."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from clara.adapters.blobs.connect import open_blobs
from clara.adapters.exports.files import WrittenExports
from clara.adapters.persistence.attachments import forget_strays
from clara.adapters.persistence.database import Database
from clara.adapters.persistence.tables import tasks
from clara.adapters.persistence.task_files import forget_task_files
from clara.adapters.system.ids import new_token
from clara.application.attachments.ports import Blobs
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.export_task import ExportedFile, export_of
from clara.application.tasks.download_task_file import DownloadTaskFile
from clara.application.tasks.kind import TaskMovedOn
from clara.domain.card_transactions.export_format import ExportFormat
from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError
from clara.domain.tasks.task import Task, TaskStatus
from tests.support.builders import api_key, row
from tests.support.house import Person
from tests.support.long_work import LongWork
from tests.support.world import World

pytestmark = pytest.mark.anyio

DAYS = {"period": "last_30_days"}


@pytest.fixture
async def work(world: World) -> LongWork:
    await world.add_rows(world.a.company, *(row(f"{n + 1}.00") for n in range(2_100)))
    return LongWork(world)


def made_by(task: Task) -> ExportedFile:
    assert task.result is not None, task
    return export_of(task.result)


async def download(work: LongWork, task: Task, person: Person | None = None) -> bytes:
    person = person or work.world.a.administrator
    command = DownloadTaskFile.command(task_id=task.id, user_id=person.user.id)
    done = await work.world.send(DownloadTaskFile, command, person)
    async with done.result.opened as path:
        return bytes(path.read_bytes())


async def who_sees_tasks_only(world: World) -> Person:
    of = world.a.administrator
    token = new_token(CredentialKind.API_KEY)
    async with world.founding() as founding:
        key = api_key(of.user, scopes=frozenset({Scope.TASKS_READ}))
        await founding.add_credential(key, token)
    return Person(of.user, of.role, of.company, tokens={Door.REST: token})


async def refused(work: LongWork, task: Task, person: Person | None = None) -> str:
    with pytest.raises(ClaraError) as caught:
        await download(work, task, person)
    return caught.value.code


@pytest.mark.parametrize("format", [ExportFormat.CSV, ExportFormat.JSONL])
async def test_the_file_is_that_of_the_request_and_its_result_says_what_is_in_it(
    work: LongWork, tmp_path: Path, format: ExportFormat
) -> None:
    done = await work.carry_out(await work.ask_export(**DAYS, format=format))
    made = made_by(done)
    content = await download(work, done)
    export = await work.world.run(ExportCardTransactions, **DAYS)
    async with export.opened as exported:
        await WrittenExports().write(exported, format, tmp_path / "asked")
        assert (made.totals, made.coverage) == (exported.totals, exported.coverage)
    assert content == (tmp_path / "asked").read_bytes()
    assert (made.file.size, made.file.digest) == (
        len(content),
        hashlib.sha256(content).hexdigest(),
    )
    assert made.file.name == f"card-transactions-2026-10-22-2026-11-20.{format.value}"
    assert (done.status, done.progress.percent) == (TaskStatus.SUCCEEDED, 100)


async def test_the_days_meant_are_those_of_the_asking(work: LongWork) -> None:
    task = await work.ask_export(**DAYS)
    work.world.clock.advance(days=3)
    done = await work.carry_out(task)
    assert made_by(done).file.name == "card-transactions-2026-10-22-2026-11-20.csv"


async def test_a_cancelled_one_makes_no_file(work: LongWork) -> None:
    with pytest.raises(TaskMovedOn):
        await work.cancel_after_it_began(task := await work.ask_export(**DAYS))
    assert (await work.view(task)).status is TaskStatus.CANCELLED
    assert work.kept_of(task) == []
    assert await refused(work, task) == "task_file_not_found"


async def test_it_is_its_users_and_only_while_they_may_see_card_transactions(
    work: LongWork,
) -> None:
    done = await work.carry_out(await work.ask_export(**DAYS))
    assert await refused(work, done, work.world.b.administrator) == "task_not_found"
    assert await refused(work, done, work.world.a.bookkeeper) == "task_not_found"
    assert await refused(work, done, await who_sees_tasks_only(work.world)) == "scope_missing"
    assert len(await download(work, done)) > 100_000


async def test_there_is_no_file_before_the_task_has_made_it(work: LongWork) -> None:
    assert await refused(work, await work.ask_export(**DAYS)) == "task_file_not_found"


async def tidied(database: Database, blobs: Blobs) -> None:
    later = datetime.now(UTC) + timedelta(hours=2)
    await forget_strays(database, blobs, later)
    await forget_task_files(database, blobs, later)


async def test_the_file_is_kept_as_long_as_the_task(work: LongWork) -> None:
    core = work.world.core
    blobs = open_blobs(core.settings.blobs_url)
    done = await work.carry_out(await work.ask_export(**DAYS))
    stray = work.kept_of(done)[0].with_name("0" * 64)
    stray.write_bytes(b"of an attempt that died")
    await tidied(core.database, blobs)
    assert not stray.exists()
    assert len(await download(work, done)) > 100_000
    await work.world.change(delete(tasks))
    await tidied(core.database, blobs)
    assert work.kept_of(done) == []
