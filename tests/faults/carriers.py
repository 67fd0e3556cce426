"""Processes that carry out tasks, and die where a test wants them to."""

import asyncio
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import Any, NoReturn

from clara.adapters.persistence.task_outbox import SqlTaskOutbox
from clara.adapters.persistence.tasks import SqlTasks
from clara.adapters.tasks import engine
from clara.adapters.tasks.limits import TaskLimits
from clara.application.tasks.steps import StepRunner
from clara.bootstrap import build_core
from clara.doors import working
from tests.support.task_kinds import KINDS
from tests.support.world import settings_for

assert engine, "what all processes are forked from has imported it already"

PATIENCE = 30
"""Seconds after which a process that hangs is ended by its alarm."""
QUICK = TaskLimits(poll_seconds=0.05, first_pause_seconds=0.05, dead_after_seconds=0.4)

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def started(url: str, dies: tuple[str, int] | None = None) -> BaseProcess:
    """A process that carries out what is queued at `url`, and ends when nothing is left: or is
    killed at a step, by its number, of the task with that id. A step here is a moment between two
    things that have to happen together, or once."""
    process = _FORKS.Process(target=_carry_out, args=(url, dies))
    process.start()
    return process


def was_killed(process: BaseProcess) -> bool:
    """Once it has ended; otherwise it ended by itself."""
    process.join(PATIENCE)
    assert process.exitcode in (0, -signal.SIGKILL), "its traceback is on standard error"
    return process.exitcode != 0


class _Fuse:
    """The last of `steps` that are about a task is the end of this process."""

    def __init__(self, task_id: str, steps: int) -> None:
        self._task_id, self._left = task_id, steps

    def lay(self) -> None:
        """Before an engine's having it is noted; and around all that a step consists of."""
        self._wrap(
            SqlTaskOutbox, "hand_over", lambda task_ids: self._task_id in task_ids, also_after=True
        )
        self._wrap(SqlTasks, "save", lambda task: task.id == self._task_id)
        self._wrap(SqlTasks, "keep_output", lambda task_id, *_: task_id == self._task_id)
        self._wrap(StepRunner, "begin", lambda task_id: task_id == self._task_id, also_after=True)
        self._wrap(
            StepRunner, "do", lambda step: step.work.task_id == self._task_id, also_after=True
        )

    def _wrap(
        self,
        cls: type[Any],
        name: str,
        is_about_it: Callable[..., bool],
        *,
        also_after: bool = False,
    ) -> None:
        method: Callable[..., Any] = getattr(cls, name)

        async def burning(this: Any, *args: Any) -> Any:
            if not is_about_it(*args):
                return await method(this, *args)
            self._burn()
            given = await method(this, *args)
            if also_after:
                self._burn()
            return given

        setattr(cls, name, burning)

    def _burn(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _carry_out(url: str, dies: tuple[str, int] | None) -> NoReturn:
    signal.alarm(PATIENCE)
    code = 1
    try:
        if dies is not None:
            _Fuse(*dies).lay()
        asyncio.run(_carried_out(url))
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


async def _carried_out(url: str) -> None:
    """Until told to stop, or nothing is left."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    core = build_core(settings_for(url), kinds=KINDS)
    core.worker.limits = QUICK
    outbox = SqlTaskOutbox(core.database, core.worker.clock)
    async with working(core.worker):
        while await outbox.has_work():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), 0.02)
                break
    await core.close()
