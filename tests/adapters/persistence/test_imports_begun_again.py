"""The `Imports` port when a task's import begins again, and its earlier attempt may be alive."""

import pytest
from sqlalchemy import func, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.imports import SqlImports
from clara.adapters.persistence.tables import card_transactions, imports
from clara.adapters.system.ids import RandomIds
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError, Conflict
from clara.domain.imports.field import Field
from clara.domain.imports.mapping import Mapping
from clara.domain.imports.report import ImportReport, ImportStatus, StatementFile
from tests.support.builders import row
from tests.support.world import World

pytestmark = pytest.mark.anyio

FILE = StatementFile(path="a.csv", name="a.csv", size=1, digest="ab" * 32)
MAPPING = Mapping(columns={Field.DATE: 0, Field.AMOUNT: 1}, headers=("Date", "Amount"))
ID, TASK = "import_" + "1" * 32, "task_" + "1" * 32


def port(world: World) -> SqlImports:
    return SqlImports(Session(world.core.database), world.clock, RandomIds())


async def begun(world: World, imports: SqlImports) -> tuple[Actor, int]:
    actor = await world.actor(world.a.administrator)
    return actor, await imports.begin(actor, ID, FILE, TASK)


async def rows_of(world: World, number: int) -> int:
    query = select(func.count()).where(
        card_transactions.c.import_number == number,
        card_transactions.c.merchant_raw == "GHOST",
    )
    return int((await world.rows(query))[0][0])


async def finished(world: World, imports: SqlImports, actor: Actor, number: int) -> None:
    now = world.clock.now()
    report = ImportReport(
        id=ID,
        status=ImportStatus.SUCCEEDED,
        file_name="a.csv",
        created_at=now,
        finished_at=now,
        task_id=TASK,
    )
    imports.session.write()
    await imports.finish(actor, number, report, "signature", MAPPING)
    await imports.session.commit()


async def test_a_running_one_names_its_task(world: World) -> None:
    actor, _ = await begun(world, port(world))
    running = await port(world).find(actor, ID)
    assert running is not None
    assert (running.status, running.task_id) == (ImportStatus.RUNNING, TASK)


async def test_the_second_attempt_begins_at_once_and_without_the_rows_of_the_first(
    world: World,
) -> None:
    first, second = port(world), port(world)
    actor, number = await begun(world, first)
    await first.stage(actor, number, [row(str(n + 1), merchant="Ghost") for n in range(9)])
    _, later = await begun(world, second)
    assert later > number
    assert await rows_of(world, number) == 0
    await second.stage(actor, later, [row("1", merchant="Ghost")])
    await finished(world, second, actor, later)
    assert await world.rows(select(imports.c.number, imports.c.id, imports.c.status)) == [
        (later, ID, "succeeded")
    ]


@pytest.mark.parametrize("deed", ["stage", "finish", "abandon"])
async def test_the_first_attempt_can_do_nothing_any_more(world: World, deed: str) -> None:
    first, second = port(world), port(world)
    actor, number = await begun(world, first)
    _, later = await begun(world, second)
    await second.stage(actor, later, [row("1", merchant="Ghost")])
    if deed == "abandon":
        report = ImportReport(
            id=ID, status=ImportStatus.FAILED, file_name="a.csv", created_at=world.clock.now()
        )
        await first.abandon(actor, number, report)
    else:
        adding = first.stage(actor, number, [row("2", merchant="Ghost")])
        trying = adding if deed == "stage" else finished(world, first, actor, number)
        with pytest.raises(Conflict) as caught:
            await trying
        assert caught.value.code == "import_lost"
        adding.close()
        await first.session.close()
    assert (await rows_of(world, number), await rows_of(world, later)) == (0, 1)
    await finished(world, second, actor, later)


async def test_one_that_is_done_does_not_begin_again(world: World) -> None:
    first = port(world)
    actor, number = await begun(world, first)
    await first.stage(actor, number, [row("1", merchant="Ghost")])
    await finished(world, first, actor, number)
    with pytest.raises(Conflict) as caught:
        await begun(world, port(world))
    assert caught.value.code == "import_lost"
    assert await rows_of(world, number) == 1


async def test_it_begins_again_after_it_was_swept_away(world: World) -> None:
    actor, number = await begun(world, port(world))
    world.clock.advance(seconds=61)
    other = port(world)
    theirs = await other.begin(actor, RandomIds().new("import"), FILE)
    with pytest.raises(Conflict) as caught:
        await begun(world, port(world))
    assert caught.value.code == "import_running"
    swept = await port(world).find(actor, ID)
    assert swept is not None
    assert (swept.status, swept.task_id) == (ImportStatus.FAILED, TASK)
    await other.abandon(
        actor,
        theirs,
        ImportReport(
            id="x", status=ImportStatus.FAILED, file_name="a", created_at=world.clock.now()
        ),
    )
    third = port(world)
    _, later = await begun(world, third)
    assert later > theirs > number
    await finished(world, third, actor, later)


class _Late(SqlImports):
    """Takes its time: the attempt before it stirs once its rows are gone."""

    earlier: SqlImports
    stirred: ClaraError | None = None

    async def _remove_rows(self, actor: Actor, number: int) -> None:
        await super()._remove_rows(actor, number)
        try:
            await type(self).earlier.stage(actor, number, [row("666", merchant="Ghost")])
        except ClaraError as error:
            type(self).stirred = error


async def test_the_first_attempt_can_not_slip_rows_in_while_the_second_begins(
    world: World,
) -> None:
    first = port(world)
    actor, number = await begun(world, first)
    await first.stage(actor, number, [row("1", merchant="Ghost")])
    _Late.earlier, _Late.stirred = first, None
    second = _Late(Session(world.core.database), world.clock, RandomIds())
    _, later = await begun(world, second)
    assert isinstance(_Late.stirred, Conflict)
    await finished(world, second, actor, later)
    assert await rows_of(world, number) == 0
