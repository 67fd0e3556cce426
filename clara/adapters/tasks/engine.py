"""DBOS as the engine of tasks: it queues them by line, begins each in one process, pauses between
attempts, and knows after a crash which ones had begun. Importing it takes most of a second."""

import asyncio
import logging
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig
from dbos import DBOSPortableJSONSerializer as JsonSerializer  # the default one pickles

from clara.adapters.tasks.limits import TaskLimits
from clara.application.tasks.kind import STEP_SECONDS, Carry

_QUEUE = "tasks"
_WORKFLOW = "carry_out"
# Steps are known by name in the product's own table, so that any version goes on with any task.
_VERSION = "1"
_BATCH = 200
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_ATTEMPTS = 12
"""More than the product's own, which count over crashes as well; these end a task's hold on its line
when not even the store can be reached."""


class DbosEngine:
    """One per process, as DBOS itself is. `carry` runs on the loop `home`; every method blocks and
    belongs into another thread."""

    def __init__(
        self,
        database: sa.Engine,
        worker_id: str,
        carry: Carry,
        limits: TaskLimits,
        home: asyncio.AbstractEventLoop,
    ) -> None:
        self._database, self._worker_id = database, worker_id
        self._carry, self._limits = carry, limits
        self._home = home

    def launch(self) -> None:
        """Make or migrate the engine's tables and begin with what waits. After an exception nothing
        is left of it, and another engine may try."""
        # With a handler there, DBOS adds none of its own, and its words go where ours go.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        DBOS(config=self._config())
        try:
            self._define()
            DBOS.listen_queues([_QUEUE])
            DBOS.launch()
            DBOS.register_queue(
                _QUEUE,
                worker_concurrency=self._limits.at_once,
                partition_concurrency=self._limits.per_line,
                polling_interval_sec=self._limits.poll_seconds,
                on_conflict="always_update",
            )
        except BaseException:
            self.close()
            raise

    def enqueue(self, task_id: str, line: str) -> None:
        """Once, however often it is asked for."""
        DBOS.enqueue_workflow_with_options(
            {
                "workflow_name": _WORKFLOW,
                "queue_name": _QUEUE,
                "workflow_id": task_id,
                "queue_partition_key": line,
            },
            task_id,
        )

    def begun(self) -> Sequence[tuple[str, str]]:
        """Tasks that somebody carries out, and the worker that began them."""
        found = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return [(one.workflow_id, str(one.executor_id)) for one in found]

    def resume(self, task_ids: Sequence[str]) -> None:
        """Back into their lines."""
        DBOS.resume_workflows(list(task_ids), queue_name=_QUEUE)

    def ended(self) -> Sequence[str]:
        """Some that the engine will do nothing about any more."""
        found = DBOS.list_workflows(
            status=_ENDED, limit=_BATCH, load_input=False, load_output=False
        )
        return [one.workflow_id for one in found]

    def known(self, task_ids: Sequence[str]) -> Collection[str]:
        """Those of `task_ids` that the engine has."""
        found = DBOS.list_workflows(
            workflow_ids=list(task_ids), load_input=False, load_output=False
        )
        return {one.workflow_id for one in found}

    def forget(self, task_ids: Sequence[str]) -> None:
        DBOS.delete_workflows(list(task_ids))

    def close(self) -> None:
        """Stop in the middle of whatever is carried out: another worker, or this one when it is back,
        goes on at the step that was not done."""
        DBOS.destroy(destroy_registry=True)
        self._database.dispose()

    def _config(self) -> DBOSConfig:
        return {
            "name": "clara",
            "application_version": _VERSION,
            "executor_id": self._worker_id,
            "system_database_engine": self._database,
            "system_database_url": self._database.url.render_as_string(hide_password=False),
            "serializer": JsonSerializer(),
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 0.25,  # it looks at nothing; it ends sooner
            "scheduler_polling_interval_sec": 60.0,
            "log_level": "WARNING",
        }

    def _define(self) -> None:
        @DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=None)
        async def carry_out(task_id: str) -> None:
            while await DBOS.run_step_async(self._step(), self._next, task_id):
                pass

    def _step(self) -> Any:
        return {
            "name": "step",
            "retries_allowed": True,
            "max_attempts": _ATTEMPTS,
            "interval_seconds": self._limits.first_pause_seconds,
            "backoff_rate": 2.0,
            "timeout_seconds": STEP_SECONDS,
        }

    async def _next(self, task_id: str) -> bool:
        """On the loop where the product's connections live; the engine has one of its own."""
        future = asyncio.run_coroutine_threadsafe(self._carried(task_id), self._home)
        return await asyncio.wrap_future(future)

    async def _carried(self, task_id: str) -> bool:
        return await self._carry(task_id)
