"""What a conversation is told of a task has a place in it."""

from typing import Any

import pytest
from msgspec import structs

from clara.adapters.mcp.fitting import size_of
from clara.adapters.mcp.rows import MAX_ANSWER_BYTES
from clara.adapters.mcp.task_answers import TaskAnswer
from clara.domain.tasks.result import page_of_rows
from clara.domain.tasks.task import Task, TaskProgress, TaskStatus
from tests.support.clock import NOW

DONE = Task(
    id="task_" + "1" * 32,
    kind="test",
    user_id="user_" + "1" * 32,
    company_id=None,
    viewpoint=None,
    status=TaskStatus.SUCCEEDED,
    progress=TaskProgress(percent=100, words="Done"),
    credits=20,
    attempts=0,
    created_at=NOW,
    updated_at=NOW,
)
ROWS = [{"n": n, "text": "x" * 1_000} for n in range(250)]


def answered(result: dict[str, Any] | None) -> TaskAnswer:
    answer = TaskAnswer.of(structs.replace(DONE, result=result))
    assert size_of(answer) <= MAX_ANSWER_BYTES
    return answer


@pytest.mark.parametrize("result", [None, {}, {"rows": []}, {"answer": "x" * 50_000}])
def test_what_has_a_place_is_answered_whole(result: dict[str, Any] | None) -> None:
    answer = answered(result)
    assert (answer.result, answer.note) == (result, None)


def test_pages_that_are_too_long_are_shortened_and_go_on_where_they_ended() -> None:
    seen, offset = [], 0
    while offset is not None:
        answer = answered(page_of_rows({"rows": ROWS}, 100, offset))
        assert answer.result is not None
        assert answer.result["rows_total"] == len(ROWS)
        seen += answer.result["rows"]
        offset = answer.result["rows_next_offset"]
    assert seen == ROWS


def test_what_has_no_rows_to_leave_out_is_to_be_fetched_elsewhere() -> None:
    answer = answered({"answer": "x" * 70_000})
    assert answer.result is None
    assert answer.note is not None
    assert "REST" in answer.note


def test_one_row_that_is_too_long_is_to_be_fetched_elsewhere() -> None:
    answer = answered(page_of_rows({"rows": [{"text": "x" * 70_000}]}, 50, 0))
    assert answer.result is None


def test_a_chart_too_large_to_be_read_is_left_to_its_image_and_the_rest_is_answered() -> None:
    chart = {"vega_lite": {"data": "x" * 60_000}, "alt": "…", "png_href": "/chart.png"}
    answer = answered({"answer": "…", "chart": chart})
    assert answer.result == {"answer": "…", "chart": {**chart, "vega_lite": None}}
    assert answer.note is not None
    assert "image" in answer.note
    assert answered({"answer": "x" * 70_000, "chart": chart}).result is None
