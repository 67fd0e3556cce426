"""What becomes of a task, and of the credits that were set aside for it: always together."""

from dataclasses import dataclass
from typing import Any

from clara.application.credits.credit_accounts import CreditAccounts
from clara.application.ports import Clock
from clara.application.tasks.kind import TaskKind, TaskKinds, TaskMovedOn, TaskStep, Work
from clara.application.tasks.ports import HeldTask, Tasks
from clara.application.webhooks.ports import Events
from clara.domain.tasks.task import MAX_ATTEMPTS, Task, TaskError, TaskProgress
from clara.domain.webhooks.event import EventType, Happened

GAVE_UP = TaskError(
    code="task_gave_up", message="The task could not be finished, however often it was tried."
)
UNKNOWN_KIND = TaskError(
    code="task_kind_unknown", message="This version of the server has no such tasks any more."
)


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that has begun for the `attempt`-th time, `position` steps after the first."""

    type: type[TaskStep]
    kind: TaskKind
    position: int
    attempt: int
    work: Work

    @property
    def is_last(self) -> bool:
        return self.position == len(self.kind.steps) - 1

    def percent(self, of_step: int) -> int:
        """How much of the task is done when `of_step` percent of this step are."""
        return (100 * self.position + max(0, min(of_step, 100))) // len(self.kind.steps)


@dataclass(frozen=True, slots=True)
class TaskLifecycle:
    """All within the caller's transaction, which holds the task."""

    tasks: Tasks
    accounts: CreditAccounts
    events: Events
    clock: Clock

    async def begin(self, task_id: str, kinds: TaskKinds) -> NextStep | None:
        """Count one more attempt at the first step that is not done; None when the task is over,
        which it is too when its step was begun often enough."""
        held = await self.tasks.hold(task_id)
        if held is None or held.task.status.is_over:
            return None
        kind = kinds.get(held.task.kind)
        if kind is None:
            await self._end(held.task.fail(UNKNOWN_KIND, self.clock.now()))
            return None
        if held.task.attempts >= MAX_ATTEMPTS:
            await self._end(held.task.fail(GAVE_UP, self.clock.now()))
            return None
        position = _position(kind, held)
        if position is None:
            await self._succeed(held.task, kind, held.outputs[kind.steps[-1].name])
            return None
        step = kind.steps[position]
        begun = held.task.begin_step(step.words, self.clock.now())
        await self.tasks.save(begun)
        return NextStep(step, kind, position, begun.attempts, _work(held))

    async def is_next(self, step: NextStep) -> bool:
        """Whether nobody else did the step or ended the task. Holds the task."""
        return await self._held(step) is not None

    async def report(self, step: NextStep, percent: int, words: str) -> None:
        """Raises `TaskMovedOn`."""
        held = await self._held(step)
        if held is None:
            raise TaskMovedOn
        progress = TaskProgress(percent=step.percent(percent), words=words)
        await self.tasks.save(held.task.advance(progress, self.clock.now()))

    async def complete(self, step: NextStep, output: Any) -> bool:
        """The step is done, unless it was already; whether there may be another."""
        held = await self._held(step)
        if held is None:
            return True
        now = self.clock.now()
        await self.tasks.keep_output(held.task.id, step.type.name, output, now)
        if not step.is_last:
            await self.tasks.save(held.task.end_step(step.percent(100), now))
            return True
        await self._succeed(held.task, step.kind, output)
        return False

    async def fail(self, task_id: str, error: TaskError) -> None:
        """Nothing, when the task is over."""
        held = await self.tasks.hold(task_id)
        if held is not None and not held.task.status.is_over:
            await self._end(held.task.fail(error, self.clock.now()))

    async def cancel(self, task: Task) -> Task:
        """A held task, cancelled. Raises `task_over`."""
        cancelled = task.cancel(self.clock.now())
        if cancelled is not task:
            await self._end(cancelled)
        return cancelled

    async def _held(self, step: NextStep) -> HeldTask | None:
        held = await self.tasks.hold(step.work.task_id)
        if held is None or held.task.status.is_over or step.type.name in held.outputs:
            return None
        return held

    async def _succeed(self, task: Task, kind: TaskKind, result: dict[str, Any]) -> None:
        is_charged = bool(task.credits) and kind.is_charged(result)
        if is_charged:
            await self.accounts.settle(task.id, f"Task {kind.name}")
        elif task.credits:
            await self.accounts.release(task.id, f"Task {kind.name}, free of charge")
        credits = task.credits if is_charged else 0
        await self._over(task.succeed(result, credits, self.clock.now()))

    async def _end(self, task: Task) -> None:
        """Without a result: what was set aside can be spent again."""
        held = await self.tasks.hold(task.id)
        if held is not None and held.task.credits:
            await self.accounts.release(task.id, f"Task {task.kind}, {task.status.value}")
        await self._over(task)

    async def _over(self, task: Task) -> None:
        await self.tasks.save(task)
        # Not what it found: who reads webhooks need not be who may see that.
        said = {
            "task_id": task.id,
            "kind": task.kind,
            "status": task.status.value,
            "user_id": task.user_id,
            "credits": task.credits,
        }
        finished = Happened(type=EventType.TASK_FINISHED, data=said)
        if task.company_id is None:
            await self.events.add_for_user(task.user_id, finished)
        else:
            await self.events.add(task.company_id, finished)


def _position(kind: TaskKind, held: HeldTask) -> int | None:
    """Where the task goes on, by names: another version of the server may have more steps, or fewer,
    so that none is left to do."""
    undone = (i for i, step in enumerate(kind.steps) if step.name not in held.outputs)
    return next(undone, None)


def _work(held: HeldTask) -> Work:
    return Work(task_id=held.task.id, actor=held.actor, asked=held.asked, outputs=held.outputs)
