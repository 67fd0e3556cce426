"""A task's states, every pair of them, and what its progress may do."""

from collections.abc import Callable

import pytest
from msgspec import structs

from clara.domain.errors import Conflict
from clara.domain.tasks.result import page_of_rows
from clara.domain.tasks.task import Task, TaskError, TaskProgress, TaskStatus
from tests.support.clock import NOW

QUEUED, RUNNING, SUCCEEDED, FAILED, CANCELLED = TaskStatus
TASK = Task(
    id="task_" + "1" * 32,
    kind="test",
    user_id="user_" + "1" * 32,
    company_id=None,
    viewpoint=None,
    status=QUEUED,
    progress=TaskProgress(),
    credits=20,
    attempts=0,
    created_at=NOW,
    updated_at=NOW,
)
CHANGES: dict[TaskStatus, Callable[[Task], Task]] = {
    RUNNING: lambda task: task.begin_step("Reading", NOW),
    SUCCEEDED: lambda task: task.succeed({}, 20, NOW),
    FAILED: lambda task: task.fail(TaskError(code="internal", message="Oh."), NOW),
    CANCELLED: lambda task: task.cancel(NOW),
}
ALLOWED = {
    *((QUEUED, to) for to in (RUNNING, FAILED, CANCELLED)),
    *((RUNNING, to) for to in (RUNNING, SUCCEEDED, FAILED, CANCELLED)),
    (CANCELLED, CANCELLED),
}


def in_status(status: TaskStatus) -> Task:
    return structs.replace(TASK, status=status)


@pytest.mark.parametrize("before", TaskStatus)
@pytest.mark.parametrize("after", CHANGES)
def test_a_task_goes_from_one_status_to_another_or_says_that_it_is_over(
    before: TaskStatus, after: TaskStatus
) -> None:
    task = in_status(before)
    if (before, after) in ALLOWED:
        assert CHANGES[after](task).status is after
        return
    with pytest.raises(Conflict) as refused:
        CHANGES[after](task)
    assert refused.value.code == "task_over"
    assert refused.value.details == {"status": before.value}


def test_only_what_can_change_no_more_is_over() -> None:
    assert [status for status in TaskStatus if status.is_over] == [SUCCEEDED, FAILED, CANCELLED]


def test_cancelling_again_changes_nothing() -> None:
    cancelled = TASK.cancel(NOW)
    assert cancelled.cancel(NOW) is cancelled


@pytest.mark.parametrize("status", [FAILED, CANCELLED])
def test_what_comes_to_nothing_costs_nothing(status: TaskStatus) -> None:
    assert CHANGES[status](in_status(RUNNING)).credits == 0


def test_progress_never_goes_back_nor_beyond_its_end() -> None:
    task = in_status(RUNNING).advance(TaskProgress(percent=40, words="Half"), NOW)
    assert task.advance(TaskProgress(percent=10), NOW).progress.percent == 40
    assert task.advance(TaskProgress(percent=400), NOW).progress.percent == 100
    assert in_status(RUNNING).advance(TaskProgress(percent=-1), NOW).progress.percent == 0


@pytest.mark.parametrize("status", [QUEUED, SUCCEEDED, FAILED, CANCELLED])
def test_only_a_running_task_gets_further(status: TaskStatus) -> None:
    with pytest.raises(Conflict):
        in_status(status).advance(TaskProgress(percent=1), NOW)


def test_attempts_are_counted_until_the_step_is_done() -> None:
    task = TASK.begin_step("Reading", NOW).begin_step("Reading", NOW)
    assert task.attempts == 2
    assert task.end_step(50, NOW).attempts == 0


def test_rows_come_a_page_at_a_time() -> None:
    result = {"rows": [*range(5)], "answer": "Five."}
    assert page_of_rows(result, 2, 2) == {
        "rows": [2, 3],
        "answer": "Five.",
        "rows_total": 5,
        "rows_next_offset": 4,
    }
    assert page_of_rows(result, 2, 3)["rows_next_offset"] is None
    assert page_of_rows(result, 2, 9)["rows"] == []
    assert page_of_rows({"rows": "none"}, 2, 0) == {"rows": "none"}
    assert page_of_rows({"answer": "None."}, 2, 0) == {"answer": "None."}
