"""A sandbox's own time: frozen, advanced, reset."""

from datetime import timedelta

import pytest

from clara.application.analysis.answer_question import AnswerQuestion
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.cards.view_card import ViewCard
from clara.application.simulator.advance_clock import AdvanceClock
from clara.application.simulator.freeze_clock import FreezeClock
from clara.application.simulator.reset_clock import ResetClock
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.credentials.actor import Door
from clara.domain.errors import Forbidden, Invalid
from tests.support.clock import NOW
from tests.support.sandbox import Sandbox
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def test_a_clock_that_is_advanced_begins_limits_anew_and_ends_holds(
    sandbox: Sandbox, world: World
) -> None:
    await sandbox.charge(amount="19000")
    assert (await sandbox.charge(amount="19000")).reason is DeclineReason.PERIOD_LIMIT_EXCEEDED
    moved = await world.run(AdvanceClock, days=11)
    assert (moved.now, moved.is_frozen, moved.released) == (NOW + timedelta(days=11), False, 1)
    assert (await world.run(ViewCard, card="4417")).spent_minor == 0
    charged = await sandbox.charge(amount="19000")
    assert charged.authorization.charge.at == NOW + timedelta(days=11)
    listed = await world.run(ListCardTransactions, period="today")
    assert [row.id for row in listed.items] == [charged.authorization.transaction_id]
    assert await sandbox.broken() == []


async def test_a_frozen_clock_stands_until_it_is_moved(sandbox: Sandbox, world: World) -> None:
    await world.run(FreezeClock)
    world.clock.advance(hours=5)
    assert (await sandbox.charge()).authorization.charge.at == NOW
    assert (await world.run(FreezeClock)).now == NOW
    assert (await world.run(AdvanceClock, hours=2)).now == NOW + timedelta(hours=2)
    world.clock.advance(hours=1)
    assert (await sandbox.charge()).authorization.charge.at == NOW + timedelta(hours=2)
    assert (await world.run(ResetClock)).now == NOW + timedelta(hours=6)
    assert (await sandbox.charge()).authorization.charge.at == NOW + timedelta(hours=6)


async def test_a_clock_goes_neither_nowhere_nor_too_far(sandbox: Sandbox, world: World) -> None:
    with pytest.raises(Invalid) as caught:
        await world.run(AdvanceClock)
    assert caught.value.code == "invalid_parameters"
    for _ in range(7):
        await world.run(AdvanceClock, days=3_660)
    with pytest.raises(Invalid) as caught:
        await world.run(AdvanceClock, days=3_660)
    assert caught.value.code == "clock_too_late"


async def test_real_companies_keep_everybodys_time(world: World) -> None:
    for use_case in (FreezeClock, ResetClock):
        with pytest.raises(Forbidden) as caught:
            await world.run(use_case)
        assert caught.value.code == "sandbox_only"


async def test_a_clock_is_stopped_where_it_is_told_to_stand(sandbox: Sandbox, world: World) -> None:
    there = NOW + timedelta(days=40)
    stopped = await world.run(FreezeClock, at=there)
    assert (stopped.now, stopped.is_frozen) == (there, True)
    assert (await sandbox.charge()).authorization.charge.at == there
    assert (await world.run(FreezeClock, at=NOW)).now == NOW
    with pytest.raises(Invalid) as caught:
        await world.run(FreezeClock, at=NOW.replace(year=2100))
    assert caught.value.code == "clock_too_late"


async def test_the_analysts_today_is_the_companys(sandbox: Sandbox, world: World) -> None:
    await world.run(FreezeClock, at=NOW + timedelta(days=40))
    charged = await sandbox.charge(amount="123.45")
    assert charged.approved
    command = AnswerQuestion.command(
        company_id=world.a.company.id, question="how much did we spend today?"
    )
    done = await world.send(AnswerQuestion, command, world.a.administrator, Door.CLI)
    period = done.result.coverage.period
    assert (str(period.first), done.result.coverage.counted) == ("2026-12-30", 1)
    assert "123.45" in done.result.text
    await sandbox.charge(amount="19800")
    near = AnswerQuestion.command(
        company_id=world.a.company.id, question="which cards are close to their limit?"
    )
    told = await world.send(AnswerQuestion, near, world.a.administrator, Door.CLI)
    assert "Luis Pérez" in str(told.result.table), told.result
