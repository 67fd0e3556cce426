"""The `Imports` port on both stores: fences, steps that commit on their own, and concurrency."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import func, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.imports import SqlImports
from clara.adapters.persistence.tables import card_transactions, cards, imports, merchants
from clara.adapters.system.ids import RandomIds
from clara.domain.card_transactions.new_row import NewRow
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


def port(world: World) -> SqlImports:
    return SqlImports(Session(world.core.database), world.clock, RandomIds())


async def begun(world: World, imports: SqlImports) -> tuple[Actor, int, str]:
    actor = await world.actor(world.a.administrator)
    id = RandomIds().new("import")
    return actor, await imports.begin(actor, id, FILE), id


def report_of(world: World, id: str) -> ImportReport:
    return ImportReport(
        id=id,
        status=ImportStatus.SUCCEEDED,
        file_name="a.csv",
        created_at=world.clock.now(),
        finished_at=world.clock.now(),
    )


async def count(world: World, table: Any) -> int:
    return int((await world.rows(select(func.count()).select_from(table)))[0][0])


async def finished(world: World, imports: SqlImports, actor: Actor, number: int, id: str) -> None:
    imports.session.write()
    await imports.finish(actor, number, report_of(world, id), "signature", MAPPING)
    await imports.session.commit()


async def test_each_import_gets_a_number_above_all_before_it(world: World) -> None:
    numbers = []
    for _ in range(3):
        imports = port(world)
        actor, number, id = await begun(world, imports)
        await finished(world, imports, actor, number, id)
        numbers.append(number)
    assert numbers == sorted(set(numbers))


async def test_only_new_rows_are_staged_and_counted(world: World) -> None:
    imports = port(world)
    actor, number, _ = await begun(world, imports)
    rows = [row(str(n)) for n in range(1, 6)]
    assert (await imports.stage(actor, number, rows[:3])).added == 3
    assert (await imports.stage(actor, number, rows)).added == 2
    assert (await imports.foresee(actor, [*rows, row("9")])).added == 1


async def test_a_finish_that_is_rolled_back_shows_nothing(world: World) -> None:
    imports = port(world)
    actor, number, id = await begun(world, imports)
    await imports.stage(
        actor, number, [row("1", card=None, last_four="8001")._replace(card="**8001")]
    )
    before = await world.dump()
    imports.session.write()
    await imports.finish(actor, number, report_of(world, id), "signature", MAPPING)
    await imports.session.close()
    assert await world.dump() == before
    assert await imports.saved_mapping(actor, "signature") is None


async def test_cards_are_written_with_the_finish_and_not_before(world: World) -> None:
    imports = port(world)
    actor, number, id = await begun(world, imports)
    before = await count(world, cards)
    external = row("1")._replace(card="411111******8001", last_four="8001", cardholder="Rosa")
    staged = await imports.stage(actor, number, [external])
    assert (staged.cards_added, await count(world, cards)) == (1, before)
    await finished(world, imports, actor, number, id)
    assert await count(world, cards) == before + 1


async def test_abandoning_removes_every_row_and_keeps_the_report(world: World) -> None:
    imports_port = port(world)
    before = await count(world, card_transactions)
    actor, number, id = await begun(world, imports_port)
    rows = [row(str(n + 1)) for n in range(9_000)]
    for start in range(0, len(rows), 3_000):
        await imports_port.stage(actor, number, rows[start : start + 3_000])
    failed = structs.replace(report_of(world, id), status=ImportStatus.FAILED, error="Bad.")
    await imports_port.abandon(actor, number, failed)
    assert await count(world, card_transactions) == before
    assert await port(world).find(actor, id) == failed


async def test_a_saved_mapping_is_read_as_it_was_and_replaced_by_a_later_one(
    world: World,
) -> None:
    actor = await world.actor(world.a.administrator)
    for _ in range(2):
        imports = port(world)
        actor, number, id = await begun(world, imports)
        await finished(world, imports, actor, number, id)
    assert await port(world).saved_mapping(actor, "signature") == MAPPING
    assert await port(world).saved_mapping(actor, "another") is None
    other = await world.actor(world.b.administrator)
    assert await port(world).saved_mapping(other, "signature") is None


async def test_of_twenty_that_begin_at_once_one_runs(world: World) -> None:
    ports = [port(world) for _ in range(20)]
    answers = await asyncio.gather(*(begun(world, one) for one in ports), return_exceptions=True)
    refused = [one for one in answers if isinstance(one, BaseException)]
    assert len(refused) == 19
    assert {getattr(one, "code", repr(one)) for one in refused} == {"import_running"}
    assert await count(world, imports) == 1


async def test_another_companys_import_runs_beside_it(world: World) -> None:
    await begun(world, port(world))
    actor = await world.actor(world.b.administrator)
    number = await port(world).begin(actor, RandomIds().new("import"), FILE)
    assert number == 1


class _Late(SqlImports):
    """Sweeps slowly: an import it takes for dead stirs once its rows are gone."""

    stalled: SqlImports
    stirred: ClaraError | None = None

    async def _remove_rows(self, actor: Actor, number: int) -> None:
        await super()._remove_rows(actor, number)
        try:
            await type(self).stalled.stage(actor, number, [row("666", merchant="Ghost")])
        except ClaraError as error:
            type(self).stirred = error


async def test_an_import_that_only_stood_still_can_not_slip_rows_in_while_it_is_swept(
    world: World,
) -> None:
    stalled = port(world)
    actor, number, _ = await begun(world, stalled)
    await stalled.stage(actor, number, [row("1", merchant="Ghost")])
    world.clock.advance(seconds=61)
    _Late.stalled, _Late.stirred = stalled, None
    sweeping = _Late(Session(world.core.database), world.clock, RandomIds())
    _, next_number, id = await begun(world, sweeping)
    assert isinstance(_Late.stirred, Conflict)
    await finished(world, sweeping, actor, next_number, id)
    ghosts = (
        select(func.count())
        .select_from(card_transactions)
        .where(card_transactions.c.import_number == number)
    )
    assert (await world.rows(ghosts))[0][0] == 0


async def test_a_sweep_that_died_is_ended_by_the_next(world: World) -> None:
    stalled = port(world)
    actor, number, _ = await begun(world, stalled)
    await stalled.stage(actor, number, [row(str(n + 1)) for n in range(10)])
    world.clock.advance(seconds=61)

    class Dies(SqlImports):
        async def _remove_rows(self, actor: Actor, number: int) -> None:
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        await begun(world, Dies(Session(world.core.database), world.clock, RandomIds()))
    await begun(world, port(world))
    left = (
        select(func.count())
        .select_from(card_transactions)
        .where(card_transactions.c.import_number == number)
    )
    assert (await world.rows(left))[0][0] == 0


async def test_a_running_import_is_alive_while_it_stages(world: World) -> None:
    imports = port(world)
    actor, number, _ = await begun(world, imports)
    for _ in range(5):
        world.clock.advance(seconds=50)
        await imports.stage(actor, number, [row("1")])
    with pytest.raises(Conflict) as caught:
        await begun(world, port(world))
    assert caught.value.code == "import_running"


async def test_twenty_writers_of_the_same_merchants_never_make_two_of_one(world: World) -> None:
    shops = [f"Shop {n}" for n in range(30)]

    async def write(number: int) -> int:
        rows = [
            row(str(number + 1), merchant=shop, at=world.clock.now() - timedelta(hours=number))
            for shop in shops[number % 7 :]
        ]
        return await world.add_rows(world.a.company, *rows)

    added = await asyncio.gather(*(write(number) for number in range(20)))
    names = await world.rows(
        select(merchants.c.name, func.count()).group_by(
            merchants.c.company_number, merchants.c.name
        )
    )
    assert {n for _, n in names} == {1}
    listed = select(func.count()).select_from(card_transactions)
    founded = len(world.a.rows) + len(world.b.rows)
    assert (await world.rows(listed))[0][0] == sum(added) + founded


async def test_the_same_rows_written_twenty_times_at_once_are_stored_once(world: World) -> None:
    rows: list[NewRow] = [row(str(n + 1)) for n in range(50)]
    added = await asyncio.gather(*(world.add_rows(world.a.company, *rows) for _ in range(20)))
    assert sum(added) == 50
