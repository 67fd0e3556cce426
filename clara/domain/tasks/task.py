"""Work that goes on after its request was answered, and the states it passes through."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, structs

from clara.domain.errors import Conflict
from clara.domain.ids import CompanyId, TaskId, UserId

MAX_ATTEMPTS = 5
"""How often a step is begun. What still fails then, or has ended its process each time, is given up."""


class TaskStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return not _NEXT[self]


_NEXT: Mapping[TaskStatus, frozenset[TaskStatus]] = {
    TaskStatus.QUEUED: frozenset({TaskStatus.RUNNING, TaskStatus.FAILED, TaskStatus.CANCELLED}),
    TaskStatus.RUNNING: frozenset({TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED}),
    TaskStatus.SUCCEEDED: frozenset(),
    TaskStatus.FAILED: frozenset(),
    TaskStatus.CANCELLED: frozenset(),
}


class TaskProgress(Struct, frozen=True, kw_only=True):
    """How much is done, of 100, and what is being done in a few words."""

    percent: int = 0
    words: str = ""


class TaskError(Struct, frozen=True, kw_only=True):
    """Why a task failed: a stable code and a sentence for people."""

    code: str
    message: str


class Task(Struct, frozen=True, kw_only=True):
    """One piece of work, about a company as it is seen from `viewpoint`, or about none. `credits` are
    what it costs its user: set aside while it is not over, spent when it has succeeded, 0 when it cost
    nothing in the end. `attempts` counts how often its current step was begun. `result_bytes` is the size of the result; a list leaves large results out,
    and only a list says what each is `about`."""

    id: TaskId
    kind: str
    user_id: UserId
    company_id: CompanyId | None
    viewpoint: str | None
    status: TaskStatus
    progress: TaskProgress
    credits: int
    attempts: int
    created_at: datetime
    updated_at: datetime
    result: dict[str, Any] | None = None
    result_bytes: int | None = None
    error: TaskError | None = None
    about: str | None = None

    def begin_step(self, words: str, at: datetime) -> "Task":
        """Running, with one more attempt at its step."""
        changed = self if self.status is TaskStatus.RUNNING else self._become(TaskStatus.RUNNING)
        progress = structs.replace(self.progress, words=words)
        return structs.replace(
            changed, progress=progress, attempts=self.attempts + 1, updated_at=at
        )

    def advance(self, progress: TaskProgress, at: datetime) -> "Task":
        """Further on; never back. Raises `task_over`."""
        if self.status is not TaskStatus.RUNNING:
            raise _over(self.status)
        percent = max(0, self.progress.percent, min(progress.percent, 100))
        progress = structs.replace(progress, percent=percent)
        return structs.replace(self, progress=progress, updated_at=at)

    def end_step(self, percent: int, at: datetime) -> "Task":
        """Further on, with the attempts at its next step before it. Raises `task_over`."""
        progress = structs.replace(self.progress, percent=percent)
        return structs.replace(self.advance(progress, at), attempts=0)

    def succeed(self, result: dict[str, Any], credits: int, at: datetime) -> "Task":
        """Over, with what it found and what that costs. Raises `task_over`."""
        return structs.replace(
            self._become(TaskStatus.SUCCEEDED),
            progress=TaskProgress(percent=100, words=self.progress.words),
            result=result,
            credits=credits,
            updated_at=at,
        )

    def fail(self, error: TaskError, at: datetime) -> "Task":
        """Over; it costs nothing. Raises `task_over`."""
        failed = self._become(TaskStatus.FAILED)
        return structs.replace(failed, error=error, credits=0, updated_at=at)

    def cancel(self, at: datetime) -> "Task":
        """Over; it costs nothing. The same task when it was cancelled already. Raises `task_over`."""
        if self.status is TaskStatus.CANCELLED:
            return self
        return structs.replace(self._become(TaskStatus.CANCELLED), credits=0, updated_at=at)

    def _become(self, status: TaskStatus) -> "Task":
        if status not in _NEXT[self.status]:
            raise _over(self.status)
        return structs.replace(self, status=status)


class TaskList(Struct, frozen=True, kw_only=True):
    """Some of a user's tasks, newest first, after the `offset` newest; `total_count` is how many
    there are."""

    items: tuple[Task, ...]
    offset: int
    total_count: int

    @property
    def next_offset(self) -> int | None:
        """Where the list goes on; None at its end."""
        after = self.offset + len(self.items)
        return after if after < self.total_count else None


def _over(status: TaskStatus) -> Conflict:
    return Conflict(
        "task_over",
        f"The task is {status.value} already.",
        details={"status": status.value},
        remedy="View the task; what is over stays as it is.",
    )
