"""`kill -9` between every two steps of an analysis: whoever repeats the question gets one answer to
it, and pays once."""

from itertools import count

from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.catalog import TASK_KINDS
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.steps import StepRunner
from clara.application.tasks.view_task import ViewTask
from clara.domain.credits.ledger import CREDITS as UNIT
from clara.domain.credits.ledger import Account
from clara.domain.tasks.task import Task, TaskStatus
from tests.faults.deeds import Found, looks
from tests.faults.shop import Shop
from tests.faults.till import Till
from tests.support.credits import Buyer

GIVEN, PRICE, MOST_STEPS = 10_000, 20, 80
QUESTION = "how much did we spend in November 2026?"


async def _begins(buyer: Buyer, till: Till) -> None:
    await buyer.is_given(GIVEN)


async def _asks(buyer: Buyer, till: Till, key: str) -> Task:
    """The same question under a key of the caller's, answered while they wait."""
    person = buyer.person
    command = RunAnalysis.command(
        user_id=person.user.id, company_id=person.company.id, prompt=QUESTION
    )
    task: Task = (await buyer.world.send(RunAnalysis, command, person, key=key)).result
    return task


async def _asks_again(buyer: Buyer, till: Till, key: str) -> tuple[Found, Task, int, Found]:
    """Then a worker takes up what a dead process had begun. How many tasks there are, too."""
    before, task = await looks(buyer, till), await _asks(buyer, till, key)
    steps = StepRunner(buyer.world.core.units, TASK_KINDS)
    while await steps.next(task.id):
        pass
    done: Task = await buyer.run(ViewTask, task_id=task.id)
    listed = await buyer.run(ListTasks)
    return before, done, listed.total_count, await looks(buyer, till)


def test_an_analysis_that_is_killed_anywhere_is_answered_once_and_charged_once(
    shop: Shop,
) -> None:
    shop.run(_begins)
    shop.rehearse(_asks_again, key="key 0")
    results = []
    for step in count(1):
        key = f"key {step}"
        ended = shop.kill(_asks, step, key=key)
        before, task, tasks, after = shop.run(_asks_again, key=key)
        assert before.broken == after.broken == ()
        assert (task.status, task.credits) == (TaskStatus.SUCCEEDED, PRICE)
        assert tasks == step + 1
        assert after.balance == GIVEN - PRICE * tasks
        assert after.books[Account.CONSUMED, UNIT] == PRICE * tasks
        results.append(task.result)
        if not ended.was_killed:
            break
    assert 15 < step < MOST_STEPS
    answers = {result["answer"] for result in results if result is not None}
    assert len(answers) == 1


def test_a_charge_apart_from_its_question_would_be_found_out(shop: Shop) -> None:
    """The test above can fail."""
    shop.run(_begins)
    shop.rehearse(_asks_again, key="key 0")
    for step in range(1, MOST_STEPS):
        ended = shop.kill(_asks, step, key=f"key {step}", is_torn=True)
        _, _, tasks, _ = shop.run(_asks_again, key=f"key {step}")
        if tasks != step + 1:
            return
        assert ended.was_killed, "nothing was found out"
