"""Steps are done one after the other, each once; credits and task end together."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from clara.adapters.persistence.tables import tasks
from clara.application.system.check_invariants import CheckInvariants
from clara.application.tasks.kind import TaskMovedOn
from clara.application.tasks.list_tasks import ListTasks
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Conflict, PaymentRequired, Unavailable
from clara.domain.tasks.task import MAX_ATTEMPTS, TaskStatus
from tests.application.tasks.conftest import Desk
from tests.support.task_kinds import FREE, MARKING, REFUSING, ROWS, STUMBLING

pytestmark = pytest.mark.anyio


async def test_a_task_does_its_steps_in_order_and_keeps_the_last_ones_output(desk: Desk) -> None:
    task = await desk.ask(MARKING, {"what": "clouds"})
    assert (await desk.view(task)).status is TaskStatus.QUEUED
    seen = []
    while await desk.steps.next(task.id):
        now = await desk.view(task)
        seen.append((now.status.value, now.progress.percent, now.progress.words))
    assert seen == [("running", 33, "Beginning"), ("running", 66, "Half seen")]
    done = await desk.view(task)
    assert done.status is TaskStatus.SUCCEEDED
    assert done.progress.percent == 100
    assert done.result == {"steps": ["first", "look"], "asked": {"what": "clouds"}}
    assert await desk.marks() == ["first", "last"]


async def test_what_is_over_is_not_done_again(desk: Desk) -> None:
    task = await desk.ask(MARKING)
    done = await desk.carry_out(task)
    assert await desk.steps.next(task.id) is False
    assert await desk.view(task) == done
    assert await desk.marks() == ["first", "last"]


async def test_nobody_carries_out_what_does_not_exist(desk: Desk) -> None:
    assert await desk.steps.next("task_" + "0" * 32) is False


async def test_success_costs_what_was_set_aside(desk: Desk) -> None:
    task = await desk.ask(MARKING, credits=20)
    assert await desk.buyer.balance() == 80
    assert (await desk.carry_out(task)).credits == 20
    assert await desk.buyer.balance() == 80
    await desk.buyer.is_sound()


async def test_a_result_that_is_free_gives_the_credits_back(desk: Desk) -> None:
    done = await desk.carry_out(await desk.ask(FREE, credits=20))
    assert (done.status, done.credits) == (TaskStatus.SUCCEEDED, 0)
    assert await desk.buyer.balance() == 100
    await desk.buyer.is_sound()


async def test_a_refusal_ends_the_task_at_once_and_costs_nothing(desk: Desk) -> None:
    done = await desk.carry_out(await desk.ask(REFUSING, credits=20))
    assert done.status is TaskStatus.FAILED
    assert done.error is not None
    assert (done.error.code, done.error.message) == ("not_today", "Not today.")
    assert await desk.buyer.balance() == 100
    assert await desk.marks() == ["first"]
    await desk.buyer.is_sound()


async def test_too_few_credits_queue_nothing(desk: Desk) -> None:
    with pytest.raises(PaymentRequired):
        await desk.ask(MARKING, credits=101)
    assert (await desk.buyer.run(ListTasks)).total_count == 0


async def test_what_passes_is_tried_again_and_succeeds(desk: Desk, tmp_path: Path) -> None:
    task = await desk.ask(STUMBLING, {"tries": str(tmp_path / "tries"), "falls": 2}, credits=20)
    assert await desk.steps.next(task.id) is True
    for _ in range(2):
        with pytest.raises(Unavailable):
            await desk.steps.next(task.id)
        assert (await desk.view(task)).status is TaskStatus.RUNNING
    done = await desk.carry_out(task)
    assert (done.status, done.result) == (TaskStatus.SUCCEEDED, {"tries": 3})
    assert await desk.buyer.balance() == 80


@pytest.mark.parametrize(("unforeseen", "code"), [(False, "away"), (True, "internal")])
async def test_what_does_not_pass_is_given_up(
    desk: Desk, tmp_path: Path, unforeseen: bool, code: str
) -> None:
    tries = tmp_path / "tries"
    asked = {"tries": str(tries), "falls": 99, "unforeseen": unforeseen}
    task = await desk.ask(STUMBLING, asked, credits=20)
    assert await desk.steps.next(task.id) is True
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises((Unavailable, ZeroDivisionError)):
            await desk.steps.next(task.id)
    assert await desk.steps.next(task.id) is False
    done = await desk.view(task)
    assert done.error is not None
    assert done.error.code == code
    assert len(tries.read_text()) == MAX_ATTEMPTS
    assert await desk.buyer.balance() == 100


async def test_a_step_that_always_ends_its_process_is_given_up(desk: Desk) -> None:
    task = await desk.ask(MARKING, credits=20)
    for _ in range(MAX_ATTEMPTS):
        assert await desk.steps.begin(task.id) is not None  # and here the process dies
    assert await desk.steps.next(task.id) is False
    done = await desk.view(task)
    assert done.error is not None
    assert done.error.code == "task_gave_up"
    assert await desk.buyer.balance() == 100
    assert await desk.marks() == []


async def test_two_that_believe_to_be_alone_with_a_step_do_it_once(desk: Desk) -> None:
    task = await desk.ask(MARKING, credits=20)
    begun = [await desk.steps.begin(task.id) for _ in range(2)]
    for step in begun:
        assert step is not None
        assert await desk.steps.do(step) is True
    assert await desk.marks() == ["first"]
    assert (await desk.carry_out(task)).status is TaskStatus.SUCCEEDED
    assert await desk.marks() == ["first", "last"]
    assert await desk.buyer.balance() == 80


async def test_a_slower_double_does_not_end_what_another_is_ahead_with(desk: Desk) -> None:
    task = await desk.ask(MARKING, {"what": "clouds"})
    await desk.steps.next(task.id)
    slow = await desk.steps.begin(task.id)
    assert slow is not None
    await desk.steps.next(task.id)  # somebody else looks meanwhile
    with pytest.raises(TaskMovedOn):
        await desk.steps.do(slow)
    assert (await desk.carry_out(task)).status is TaskStatus.SUCCEEDED


async def test_a_kind_that_this_version_does_not_know_fails(desk: Desk) -> None:
    done = await desk.carry_out(await desk.ask("test.forgotten", credits=20))
    assert done.error is not None
    assert done.error.code == "task_kind_unknown"
    assert await desk.buyer.balance() == 100


async def test_cancelling_between_steps_begins_no_other_and_gives_back_the_credits(
    desk: Desk,
) -> None:
    task = await desk.ask(MARKING, credits=20)
    await desk.steps.next(task.id)
    assert (await desk.cancel(task)).status is TaskStatus.CANCELLED
    assert await desk.buyer.balance() == 100
    assert (await desk.carry_out(task)).status is TaskStatus.CANCELLED
    assert await desk.marks() == ["first"]
    assert await desk.cancel(task) == await desk.view(task)
    await desk.buyer.is_sound()


async def test_what_is_cancelled_while_it_is_done_leaves_nothing(desk: Desk) -> None:
    task = await desk.ask(MARKING, credits=20)
    step = await desk.steps.begin(task.id)
    assert step is not None
    await desk.cancel(task)
    assert await desk.steps.do(step) is True
    assert await desk.steps.next(task.id) is False
    assert await desk.marks() == []
    assert await desk.buyer.balance() == 100


async def test_what_has_succeeded_can_not_be_cancelled(desk: Desk) -> None:
    task = await desk.ask(MARKING, credits=20)
    await desk.carry_out(task)
    with pytest.raises(Conflict) as refused:
        await desk.cancel(task)
    assert refused.value.code == "task_over"
    assert await desk.buyer.balance() == 80


async def test_another_users_task_is_not_there(desk: Desk) -> None:
    task = await desk.ask(MARKING)
    stranger = desk.buyer.world.b.administrator
    theirs = Desk(type(desk.buyer)(desk.buyer.world, stranger), desk.steps)
    for asking in (theirs.view(task), theirs.cancel(task)):
        with pytest.raises(ClaraError) as refused:
            await asking
        assert refused.value.code == "task_not_found"
    assert (await theirs.buyer.run(ListTasks)).total_count == 0


async def test_large_results_are_left_out_of_lists_and_paged_in_views(desk: Desk) -> None:
    small = await desk.carry_out(await desk.ask(ROWS, 3))
    large = await desk.carry_out(await desk.ask(ROWS, 1_000))
    listed = {one.id: one for one in (await desk.buyer.run(ListTasks)).items}
    assert listed[small.id].result == {"rows": [{"n": 0}, {"n": 1}, {"n": 2}]}
    assert listed[large.id].result is None
    assert listed[large.id].result_bytes == large.result_bytes
    assert large.result is not None
    assert (len(large.result["rows"]), large.result["rows_total"]) == (50, 1_000)
    last = await desk.view(large, limit=200, offset=900)
    assert last.result is not None
    assert last.result["rows"][-1] == {"n": 999}
    assert last.result["rows_next_offset"] is None


async def test_tasks_are_listed_newest_first_and_by_status(desk: Desk) -> None:
    made = []
    for _ in range(3):
        made.append(await desk.ask(MARKING))
        desk.buyer.world.clock.advance(seconds=1)
    await desk.cancel(made[1])
    newest = await desk.buyer.run(ListTasks)
    assert [one.id for one in newest.items] == [one.id for one in reversed(made)]
    page = await desk.buyer.run(ListTasks, limit=1, offset=1)
    assert ([one.id for one in page.items], page.next_offset) == ([made[1].id], 2)
    queued = await desk.buyer.run(ListTasks, status=TaskStatus.QUEUED)
    assert queued.total_count == 2


@pytest.mark.parametrize("changes", [{"credits": 19}, {"status": "failed"}])
async def test_a_price_that_is_not_what_was_set_aside_is_noticed(
    desk: Desk, changes: dict[str, Any]
) -> None:
    await desk.ask(MARKING, credits=20)
    await desk.buyer.is_sound()
    await desk.buyer.world.change(update(tasks).values(changes))
    checked = await desk.buyer.run(CheckInvariants, Door.CLI)
    (broken,) = [one for one in checked.invariants if one.violations]
    assert "task" in broken.sentence
