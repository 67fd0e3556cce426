"""Tasks on the wire: how far each is, and what it found."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from msgspec import Struct, structs

from clara.adapters.wire.credits import CreditAmount
from clara.adapters.wire.described import Instant, described
from clara.adapters.wire.exports import ExportView
from clara.adapters.wire.imports import ImportView
from clara.application.card_transactions.export_task import EXPORT, export_of
from clara.application.card_transactions.import_task import IMPORT, import_of
from clara.domain.tasks.task import Task, TaskStatus

_COMPANY = "company_0123456789abcdef0123456789abcdef"
_TASK = "task_0123456789abcdef0123456789abcdef"

Percent = Annotated[int, described("How much is done, of 100.", 50, ge=0, le=100)]
Step = Annotated[str, described("What is being done, or was last.", "Reading attachments")]


class TaskErrorView(Struct, frozen=True, kw_only=True):
    """Why a task failed."""

    code: Annotated[str, described("Stable code.", "internal")]
    message: Annotated[str, described("A sentence for people.", "Something went wrong.")]


class TaskView(Struct, frozen=True, kw_only=True):
    """Work that goes on after its request was answered."""

    company_id: Annotated[str | None, described("About which company, if any.", _COMPANY)]
    created_at: Instant
    credits: CreditAmount
    error: Annotated[TaskErrorView | None, described("Only of a failed task.")]
    id: Annotated[str, described("Identifier of the task.", _TASK)]
    kind: Annotated[str, described("What is done.", "agent.analysis")]
    progress: Percent
    result: Annotated[
        dict[str, Any] | None,
        described("What a succeeded task found; a list leaves large ones out."),
    ]
    result_bytes: Annotated[int | None, described("Bytes of JSON of the whole result.", 1024)]
    status: TaskStatus
    step: Step
    updated_at: Instant
    user_id: Annotated[str, described("Whose task.", "user_0123456789abcdef0123456789abcdef")]

    @classmethod
    def of(cls, task: Task) -> "TaskView":
        error = task.error
        return cls(
            company_id=task.company_id,
            created_at=task.created_at,
            credits=task.credits,
            error=TaskErrorView(code=error.code, message=error.message) if error else None,
            id=task.id,
            kind=task.kind,
            progress=task.progress.percent,
            result=_shown(task),
            result_bytes=task.result_bytes,
            status=task.status,
            step=task.progress.words,
            updated_at=task.updated_at,
            user_id=task.user_id,
        )


_VIEWS: Mapping[str, Callable[[dict[str, Any]], Struct]] = {
    IMPORT.name: lambda result: ImportView.of(import_of(result)),
    EXPORT.name: lambda result: ExportView.of(export_of(result)),
}
"""Results that are kept in the product's own words; the others are kept as they are shown."""


def _shown(task: Task) -> dict[str, Any] | None:
    view = _VIEWS.get(task.kind)
    if task.result is None or view is None:
        return task.result
    return structs.asdict(view(task.result))
