"""Tasks that are done while their caller waits, because most take no longer than a request."""

import asyncio
import logging
from dataclasses import replace

from clara.application.call import Done
from clara.application.ports import Units
from clara.application.tasks.lifecycle import TaskLifecycle
from clara.application.tasks.ports import TaskOutbox
from clara.application.tasks.steps import StepRunner
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Unavailable
from clara.domain.tasks.task import Task

WAITED_SECONDS = 2.0

_log = logging.getLogger("clara.tasks")


class Promptness:
    """At most `at_once` tasks of a process, and one of each company's, are carried out like this: a
    crowd of questions waits in line like any other work, and takes no connections from requests.

    What is not done after `WAITED_SECONDS`, or failed in a way that may pass, a worker goes on with.
    So it does when this process dies meanwhile: the task was in the store before it began.
    """

    def __init__(self, units: Units, steps: StepRunner, outbox: TaskOutbox, at_once: int) -> None:
        self._units, self._steps, self._outbox = units, steps, outbox
        self._at_once = at_once
        self._lines: set[str] = set()
        self._under_way: set[asyncio.Task[None]] = set()

    async def __call__(self, done: Done[Task]) -> Done[Task]:
        """The task as it is now. A repeated request begins nothing."""
        if not done.replayed:
            begun = asyncio.create_task(self._begin(done.result))
            self._under_way.add(begun)
            begun.add_done_callback(self._under_way.discard)
            # That a caller goes away ends nothing that is paid for.
            await asyncio.shield(begun)
        return replace(done, result=await self._now(done.actor, done.result))

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _begin(self, task: Task) -> None:
        line = task.company_id or task.user_id
        is_over = False
        if line not in self._lines and len(self._lines) < self._at_once:
            self._lines.add(line)
            try:
                is_over = await self._is_done(task.id)
            finally:
                self._lines.discard(line)
        if not is_over:
            await self._outbox.take_back([task.id])

    async def _is_done(self, task_id: str) -> bool:
        try:
            async with asyncio.timeout(WAITED_SECONDS):
                while await self._steps.next(task_id):
                    pass
        except (TimeoutError, Unavailable):
            return False
        except Exception:  # noqa: BLE001  (logged; a worker tries again, or gives up)
            _log.exception("task %s is left to a worker", task_id)
            return False
        return True

    async def _now(self, actor: Actor, task: Task) -> Task:
        async with self._units.open() as unit:
            return await unit.get(TaskLifecycle).tasks.find(actor, task.id) or task
