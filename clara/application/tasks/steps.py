"""Steps of tasks, done one at a time, each once."""

import logging
from dataclasses import dataclass

import msgspec

from clara.application.ports import Unit, Units
from clara.application.tasks.kind import Report, TaskKinds, TaskMovedOn, TaskStep
from clara.application.tasks.lifecycle import NextStep, TaskLifecycle
from clara.application.use_case import Effect
from clara.domain.errors import ClaraError, Unavailable
from clara.domain.tasks.task import MAX_ATTEMPTS, TaskError

_log = logging.getLogger("clara.tasks")

FAILED = TaskError(code="internal", message="Something went wrong.")


@dataclass(frozen=True, slots=True)
class StepRunner:
    """Carries tasks out, whoever asks and however often: what is done is in the store.

    An attempt is counted in a transaction before the step, the step's output in one after it or, for
    a step that writes, in the step's own. Two processes that believe to be the only one with a task
    may both compute a step; one of them is heard.
    """

    units: Units
    kinds: TaskKinds

    async def next(self, task_id: str) -> bool:
        """Do the task's next step; whether there may be another. Raises what may pass by itself,
        and is then to be called again after a pause."""
        step = await self.begin(task_id)
        if step is None:
            return False
        try:
            return await self.do(step)
        except TaskMovedOn:
            return True
        except ClaraError as error:
            if not isinstance(error, Unavailable) or step.attempt >= MAX_ATTEMPTS:
                return await self._fail(task_id, TaskError(code=error.code, message=error.message))
            raise
        except Exception:
            if step.attempt >= MAX_ATTEMPTS:
                _log.exception("task %s is given up at step %s", task_id, step.type.name)
                return await self._fail(task_id, FAILED)
            raise

    async def begin(self, task_id: str) -> NextStep | None:
        """Count an attempt at the next step; None when the task is over."""
        async with self.units.open() as unit:
            unit.write()
            step = await unit.get(TaskLifecycle).begin(task_id, self.kinds)
            await unit.commit()
            return step

    async def do(self, step: NextStep) -> bool:
        """Do a step that has begun, unless it is done or the task over; whether there may be
        another."""
        effect = step.type.effect
        async with self.units.open() as unit:
            if effect is Effect.READ:
                await unit.read_report()
            else:
                unit.write()
            if effect is Effect.WRITE and not await unit.get(TaskLifecycle).is_next(step):
                return True
            report = _Reporting(self.units, unit, step)
            built: TaskStep = unit.get(step.type)
            output = msgspec.to_builtins(await built(step.work, report))
            assert effect is not Effect.STAGED or report.is_ending, "a staged step ends"
            unit.write()
            more = await unit.get(TaskLifecycle).complete(step, output)
            await unit.commit()
            return more

    async def _fail(self, task_id: str, error: TaskError) -> bool:
        async with self.units.open() as unit:
            unit.write()
            await unit.get(TaskLifecycle).fail(task_id, error)
            await unit.commit()
        return False


class _Reporting(Report):
    """Of one attempt at a step, whose unit is `unit`."""

    def __init__(self, units: Units, unit: Unit, step: NextStep) -> None:
        self._units, self._unit, self._step = units, unit, step
        self.is_ending = False

    async def __call__(self, percent: int, words: str) -> None:
        assert self._step.type.effect is not Effect.WRITE, "a step that writes is short"
        # Whoever goes on after a refusal has rolled back what it wrote, and has to end anew.
        self.is_ending = False
        async with self._units.open() as unit:
            unit.write()
            await unit.get(TaskLifecycle).report(self._step, percent, words)
            await unit.commit()

    async def ending(self) -> None:
        assert self._step.type.effect is Effect.STAGED, "others end by returning"
        if not await self._unit.get(TaskLifecycle).is_next(self._step):
            raise TaskMovedOn
        self.is_ending = True
