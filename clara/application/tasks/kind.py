"""What a task of some kind does: named steps, one after the other."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from msgspec import Struct

from clara.application.use_case import Effect
from clara.domain.credentials.actor import Actor

STEP_SECONDS = 600.0
"""How long one attempt at a step may take."""


class TaskMovedOn(Exception):
    """The task was cancelled, or somebody else has done this step: what it would give is not needed."""


class Report(Protocol):
    async def __call__(self, percent: int, words: str) -> None:
        """Tell whoever waits how far this step is, of 100. Raises `TaskMovedOn`: let it through."""

    async def ending(self) -> None:
        """Before a staged step writes into the transaction in which it will be known to be done:
        nobody ends the task any more. Nothing can be reported afterwards. Raises `TaskMovedOn`."""


class Work(Struct, frozen=True, kw_only=True):
    """What a step knows: for whom it acts, as they were when they asked, what was asked (JSON), and
    what the steps before it gave, by their names."""

    task_id: str
    actor: Actor
    asked: Any
    outputs: Mapping[str, Any]


class TaskStep(ABC):
    """One step, built by the container with its ports on one unit.

    A step with `effect` READ looks and computes for as long as it takes; its report is heard. One
    with WRITE is short: all of it happens in the transaction in which the step is known to be done,
    so that it happens once, however often a process dies. One with STAGED is long, and writes what
    nobody sees in short transactions of its own; then it says that it is `ending`, and the rest is like
    WRITE. What a step does outside of the store may happen again and has to bear that.
    """

    name: ClassVar[str]
    words: ClassVar[str]
    """What whoever waits is told while it runs."""
    effect: ClassVar[Effect] = Effect.READ

    @abstractmethod
    async def __call__(self, work: Work, report: Report) -> Any:
        """What the step gives, as JSON; the last one's is the task's result, an object.

        A `ClaraError` ends the task as failed, with its code and message, unless it is
        `Unavailable`: that, like any other exception, is tried again after a pause, up to
        `MAX_ATTEMPTS` times.
        """


def _always(_: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class TaskKind:
    """`is_charged` tells of a result whether it costs what was set aside for it."""

    name: str
    steps: tuple[type[TaskStep], ...]
    is_charged: Callable[[Mapping[str, Any]], bool] = field(default=_always)

    def __post_init__(self) -> None:
        assert self.steps, "a task does something"
        assert len({step.name for step in self.steps}) == len(self.steps), "steps are told apart"


class TaskKinds(dict[str, TaskKind]):
    """The kinds this server carries out, by name."""

    @classmethod
    def of(cls, *kinds: TaskKind) -> "TaskKinds":
        return cls({kind.name: kind for kind in kinds})


Carry = Callable[[str], Awaitable[bool]]
"""Does the next step of the task with that id; whether there may be another."""
