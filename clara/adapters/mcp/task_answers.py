"""What tools answer about tasks, short enough for a conversation."""

from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.mcp.answers import Returned, TotalCount
from clara.adapters.mcp.fitting import size_of
from clara.adapters.mcp.rows import MAX_ANSWER_BYTES
from clara.adapters.wire.described import Instant, described
from clara.adapters.wire.tasks import Percent, Step, TaskView
from clara.domain.tasks.result import page_of_rows
from clara.domain.tasks.task import Task, TaskList, TaskStatus

_FIELDS_BYTES = 2_000
"""Bytes for everything but the result."""
_TOO_LARGE = "The result is too large for a conversation: fetch the task over REST."
_NO_DRAWING = "The chart's specification is left out: it comes as an image, and over REST."
_FEWER = "Fewer rows than asked for have a place here; go on at rows_next_offset."


class TaskRow(Struct, frozen=True, kw_only=True):
    """A task in a list; task_view gives its result."""

    id: Annotated[str, described("For task_view.")]
    kind: str
    status: TaskStatus
    progress: Percent
    step: Step
    created_at: Instant

    @classmethod
    def of(cls, task: Task) -> "TaskRow":
        return cls(
            id=task.id,
            kind=task.kind,
            status=task.status,
            progress=task.progress.percent,
            step=task.progress.words,
            created_at=task.created_at,
        )


class TasksAnswer(Struct, frozen=True, kw_only=True):
    """Tasks, newest first."""

    total_count: TotalCount
    returned: Returned
    next_offset: Annotated[int | None, described("Send as `offset` for more; null at the end.")]
    items: tuple[TaskRow, ...]

    @classmethod
    def of(cls, found: TaskList) -> "TasksAnswer":
        return cls(
            total_count=found.total_count,
            returned=len(found.items),
            next_offset=found.next_offset,
            items=tuple(map(TaskRow.of, found.items)),
        )


class TaskAnswer(TaskView, frozen=True, kw_only=True):
    """One task with its result."""

    note: Annotated[str | None, described("What is left out, and where it is.")]

    @classmethod
    def of(cls, task: Task) -> "TaskAnswer":
        view = TaskView.of(task)
        result, note = _fitted(view.result)
        fields = {name: getattr(view, name) for name in TaskView.__struct_fields__}
        return cls(**(fields | {"result": result}), note=note)


def _fitted(result: dict[str, Any] | None) -> tuple[dict[str, Any] | None, str | None]:
    """As many of the page's rows as an answer holds, halved until they do."""
    room = MAX_ANSWER_BYTES - _FIELDS_BYTES
    if result is None or size_of(result) <= room:
        return result, None
    if result.get("chart"):
        undrawn = {**result, "chart": {**result["chart"], "vega_lite": None}}
        return (undrawn, _NO_DRAWING) if size_of(undrawn) <= room else (None, _TOO_LARGE)
    rows = result.get("rows")
    count = len(rows) if isinstance(rows, list) else 0
    while count := count // 2:
        shorter = _shortened(result, count)
        if size_of(shorter) <= room:
            return shorter, _FEWER
    return None, _TOO_LARGE


def _shortened(result: dict[str, Any], count: int) -> dict[str, Any]:
    """The page's first `count` rows; the rest comes with the next page."""
    page, total = result["rows"], result["rows_total"]
    after = result["rows_next_offset"]
    offset = (total if after is None else after) - len(page)
    return {
        **page_of_rows(result, count, 0),
        "rows_total": total,
        "rows_next_offset": offset + count,
    }
