"""Processes that carry an import out, and die before some step of theirs."""

import asyncio
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any, NoReturn

from msgspec import structs

from clara.adapters.persistence.postgresql import PostgresConnection
from clara.adapters.persistence.sqlite import SqliteConnection
from clara.application.card_transactions import importing
from clara.application.catalog import TASK_KINDS
from clara.application.tasks.steps import StepRunner
from clara.bootstrap import build_core
from tests.support.world import settings_for

PATIENCE = 30
"""Seconds after which a process that hangs is ended by its alarm."""
BATCH = 100
"""Rows of a step, few, so that an import has many."""

_STEPS = ("rows", "change", "change_many", "begin", "commit")
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def started(url: str, blobs_url: str, task_id: str, dies_at: int | None) -> BaseProcess:
    """A process that carries out the task, and is killed before its step of that number: a statement,
    a begin or a commit."""
    process = _FORKS.Process(target=_carry_out, args=(url, blobs_url, task_id, dies_at))
    process.start()
    return process


def was_killed(process: BaseProcess) -> bool:
    """Once it has ended; otherwise it ended by itself."""
    process.join(PATIENCE)
    assert process.exitcode in (0, -signal.SIGKILL), "its traceback is on standard error"
    return process.exitcode != 0


def _carry_out(url: str, blobs_url: str, task_id: str, dies_at: int | None) -> NoReturn:
    signal.alarm(PATIENCE)
    code = 1
    try:
        importing.BATCH = BATCH
        if dies_at is not None:
            _lay_fuse(dies_at)
        asyncio.run(_carried_out(url, blobs_url, task_id))
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


async def _carried_out(url: str, blobs_url: str, task_id: str) -> None:
    core = build_core(structs.replace(settings_for(url), blobs_url=blobs_url))
    try:
        while await StepRunner(core.units, TASK_KINDS).next(task_id):
            pass
    finally:
        await core.close()


def _lay_fuse(steps: int) -> None:
    left = steps

    def burning(method: Callable[..., Any]) -> Callable[..., Any]:
        async def step(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return await method(*args, **kwargs)

        return step

    for connection in (SqliteConnection, PostgresConnection):
        for name in _STEPS:
            setattr(connection, name, burning(getattr(connection, name)))
