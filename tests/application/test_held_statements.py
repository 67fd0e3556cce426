"""A statement that is kept for a look: whose it is, for how long, and that it goes in once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from clara.adapters.blobs.connect import open_blobs
from clara.adapters.persistence.task_files import forget_task_files
from clara.application.card_transactions.hold_statement import HoldStatement
from clara.application.card_transactions.import_held_statement import ImportHeldStatement
from clara.application.card_transactions.import_task import import_of
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.preview_import import PreviewImport
from clara.domain.errors import ClaraError
from clara.domain.imports.preview import ImportPreview
from clara.domain.tasks.task import Task
from tests.support.house import Person
from tests.support.long_work import LongWork
from tests.support.statements import purchases, write_csv
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def held(world: World, path: Path, count: int = 3, **more: Any) -> str:
    done = await world.run(HoldStatement, file=write_csv(path / "a.csv", purchases(count)), **more)
    return str(done.statement)


async def refusal(world: World, use_case: Any, as_: Person | None = None, **fields: Any) -> str:
    with pytest.raises(ClaraError) as caught:
        await world.run(use_case, as_=as_, **fields)
    return caught.value.code


async def test_a_look_changes_nothing_and_an_import_brings_what_was_seen(
    world: World, tmp_path: Path
) -> None:
    statement = await held(world, tmp_path)
    before = await world.run(ListCardTransactions, period="2026-11-01/2026-11-20")
    seen: ImportPreview = await world.run(PreviewImport, statement=statement)
    assert seen.report is not None
    assert (seen.report.counts.added, seen.is_whole, seen.problem) == (3, True, "")
    assert [row.amount_minor for row in seen.rows] == [100, 101, 102]
    assert seen.cells[0][:3] == ("2026-11-01", "Shop 0", "1.00")
    same = await world.run(ListCardTransactions, period="2026-11-01/2026-11-20")
    assert same.totals == before.totals
    task: Task = await world.run(ImportHeldStatement, statement=statement)
    done = await LongWork(world).carry_out(task)
    assert done.result is not None
    assert import_of(done.result).counts == seen.report.counts
    again: Task = await world.run(ImportHeldStatement, statement=statement)
    assert again.id == task.id


async def test_only_the_first_lines_of_a_long_file_are_read(world: World, tmp_path: Path) -> None:
    statement = await held(world, tmp_path, 5_001)
    seen: ImportPreview = await world.run(PreviewImport, statement=statement)
    assert seen.report is not None
    assert (seen.report.counts.read, seen.is_whole, len(seen.rows)) == (5_000, False, 12)


async def test_it_is_nobody_elses(world: World, tmp_path: Path) -> None:
    statement = await held(world, tmp_path)
    for person in (world.a.bookkeeper, world.b.administrator):
        code = await refusal(world, PreviewImport, person, statement=statement)
        assert code == "statement_gone"
        code = await refusal(world, ImportHeldStatement, person, statement=statement)
        assert code == "statement_gone"
    assert await refusal(world, PreviewImport, statement=statement[:-4]) == "statement_gone"
    code = await refusal(world, PreviewImport, world.a.manager, statement=statement)
    assert code == "role_not_allowed"


async def test_it_is_forgotten_after_an_hour_unless_its_import_waits(
    world: World, tmp_path: Path
) -> None:
    left, wanted = await held(world, tmp_path), await held(world, tmp_path, 4)
    task: Task = await world.run(ImportHeldStatement, statement=wanted)
    # Contents are as old as the files they are, whatever the test's clock says.
    later = datetime.now(UTC) + timedelta(hours=2)
    blobs = open_blobs(world.core.settings.blobs_url)
    await forget_task_files(world.core.database, blobs, later)
    assert await refusal(world, PreviewImport, statement=left) == "statement_gone"
    assert await refusal(world, ImportHeldStatement, statement=left) == "statement_gone"
    done = await LongWork(world).carry_out(task)
    assert done.result is not None
    assert import_of(done.result).counts.added == 4
