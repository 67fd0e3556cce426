"""Tasks that are done while their caller waits, because most take no longer than a request."""

import asyncio
import logging
from collections.abc import Coroutine
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from clara.application.call import Done
from clara.application.ports import Units
from clara.application.tasks.lifecycle import TaskLifecycle
from clara.application.tasks.ports import TaskOutbox
from clara.application.tasks.steps import StepRunner
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Unavailable
from clara.domain.tasks.task import Task

WAITED_SECONDS = 2.0

IS_WAITED_FOR: ContextVar[bool] = ContextVar("is_waited_for", default=False)
"""Whether somebody waits for what is carried out here, so that it may take more than one core."""

_log = logging.getLogger("clara.tasks")


class Promptness:
    """At most `at_once` tasks of a process, and one of each company's, are carried out like this.
    Whoever comes meanwhile is told at once that their task waits, like any other work: a crowd of
    questions costs requests no connections, and workers are told of all of it in a few statements.

    What is not done after `WAITED_SECONDS`, or failed in a way that may pass, a worker goes on with.
    So it does when this process dies meanwhile: the task was in the store before it began.
    """

    def __init__(self, units: Units, steps: StepRunner, outbox: TaskOutbox, at_once: int) -> None:
        self._units, self._steps, self._outbox = units, steps, outbox
        self._at_once = at_once
        self._lines: set[str] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._left: list[str] = []
        self._leaving: asyncio.Task[None] | None = None

    async def __call__(self, done: Done[Task]) -> Done[Task]:
        """The task as it is now. A repeated request begins nothing."""
        if not done.replayed:
            task = done.result
            line = task.company_id or task.user_id
            if line in self._lines or len(self._lines) >= self._at_once:
                self._leave(task.id)
                return done
            self._lines.add(line)
            # That a caller goes away ends nothing that is paid for.
            await asyncio.shield(self._kept(self._begin(task.id, line)))
        try:
            return replace(done, result=await self._now(done.actor, done.result))
        except Unavailable:
            # It was asked for and may be paid for: that it can't be looked at is no refusal.
            return done

    async def close(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)

    def _kept(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """`work`, begun: nobody else holds on to it."""
        begun = asyncio.create_task(work)
        self._under_way.add(begun)
        begun.add_done_callback(self._under_way.discard)
        return begun

    async def _begin(self, task_id: str, line: str) -> None:
        IS_WAITED_FOR.set(True)
        try:
            is_over = await self._is_done(task_id)
        finally:
            self._lines.discard(line)
        if not is_over:
            self._leave(task_id)

    def _leave(self, task_id: str) -> None:
        """To a worker; together with those that come while it is told."""
        self._left.append(task_id)
        if self._leaving is None or self._leaving.done():
            self._leaving = self._kept(self._left_to_workers())

    async def _left_to_workers(self) -> None:
        while self._left:
            left, self._left = self._left, []
            try:
                await self._outbox.take_back(left)
            except Unavailable:
                # They are found lost, and handed over, a minute later.
                _log.warning("%d tasks begin late", len(left), exc_info=True)

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
