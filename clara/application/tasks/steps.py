"""Steps of tasks, done one at a time, each once."""

import logging
from dataclasses import dataclass
from typing import Any

import msgspec

from clara.application.ports import Unit, Units
from clara.application.tasks.kind import TaskKinds, TaskMovedOn, TaskStep
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
        async with self.units.open() as unit:
            if step.type.effect is Effect.WRITE:
                unit.write()
                if not await unit.get(TaskLifecycle).is_next(step):
                    return True
            output = await self._output(unit, step)
            unit.write()
            more = await unit.get(TaskLifecycle).complete(step, output)
            await unit.commit()
            return more

    async def _output(self, unit: Unit, step: NextStep) -> Any:
        async def report(percent: int, words: str) -> None:
            await self._report(step, percent, words)

        built: TaskStep = unit.get(step.type)
        return msgspec.to_builtins(await built(step.work, report))

    async def _report(self, step: NextStep, percent: int, words: str) -> None:
        assert step.type.effect is Effect.READ, "a step that writes is short"
        async with self.units.open() as unit:
            unit.write()
            await unit.get(TaskLifecycle).report(step, percent, words)
            await unit.commit()

    async def _fail(self, task_id: str, error: TaskError) -> bool:
        async with self.units.open() as unit:
            unit.write()
            await unit.get(TaskLifecycle).fail(task_id, error)
            await unit.commit()
        return False
