"""What tasks need from the outside: a place in the store, and the hand-over to whoever carries them
out."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from clara.domain.credentials.actor import Actor
from clara.domain.tasks.task import Task, TaskList, TaskStatus

MAX_LISTED_RESULT = 4_096
"""Bytes of JSON above which a list leaves a result out."""


class HeldTask(Struct, frozen=True, kw_only=True):
    """A task that nobody else changes until the transaction ends. `outputs` are those of the steps
    that are done, by their names."""

    task: Task
    actor: Actor
    asked: Any
    outputs: Mapping[str, Any]


class Tasks(Protocol):
    """All within the operation's transaction."""

    @abstractmethod
    async def add(self, task: Task, actor: Actor, asked: Any, *, handed_over: bool = False) -> None:
        """Queue a new task: it is carried out after the commit, and never when the operation rolls
        back. `actor` and `asked`, as JSON, are what its steps are told. One that is `handed_over`
        somebody has in hand already."""

    @abstractmethod
    async def page(
        self, actor: Actor, status: TaskStatus | None, limit: int, offset: int
    ) -> TaskList:
        """The user's tasks within their `reach`, newest first, without results above
        `MAX_LISTED_RESULT`."""

    @abstractmethod
    async def find(self, actor: Actor, task_id: str) -> Task | None:
        """One of the user's tasks within their `reach`, whole."""

    @abstractmethod
    async def hold(self, task_id: str) -> HeldTask | None:
        """Anybody's task, locked until the transaction ends."""

    @abstractmethod
    async def save(self, task: Task) -> None:
        """Keep what changed of a held task."""

    @abstractmethod
    async def keep_output(self, task_id: str, step: str, output: Any, at: datetime) -> None:
        """The step is done. Raises `conflict` where it was already."""


class TaskOutbox(Protocol):
    """Between the store, which knows what has to be done, and the engine that does it. Each call is
    a transaction of its own."""

    @abstractmethod
    async def has_work(self) -> bool:
        """Whether any task is not over."""

    @abstractmethod
    async def waiting(self, limit: int) -> Sequence[tuple[str, str]]:
        """Queued tasks that no engine was told of, oldest first: the id, and in whose line it
        stands, which is its company's or else its user's."""

    @abstractmethod
    async def hand_over(self, task_ids: Sequence[str]) -> None:
        """An engine has these."""

    @abstractmethod
    async def take_back(self, task_ids: Sequence[str]) -> Sequence[str]:
        """An engine has these no longer: those that are not over wait again; their ids."""

    @abstractmethod
    async def handed_over(self, before: datetime, limit: int) -> Sequence[str]:
        """Tasks that are not over and that an engine was told of before then, oldest first."""

    @abstractmethod
    async def beat(self, worker_id: str) -> None:
        """A worker lives, and may begin tasks."""

    @abstractmethod
    async def workers(self) -> Sequence[tuple[str, datetime]]:
        """Every worker that has not left, the longest at work first, and when it last lived."""

    @abstractmethod
    async def leave(self, worker_id: str) -> None:
        """A worker is no more: others may go on with its tasks."""
