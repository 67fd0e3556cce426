"""The end of files that tasks were given or have made."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import tasks
from clara.application.attachments.ports import Blobs
from clara.domain.tasks.file import FILE
from clara.domain.tasks.task import TaskStatus

_OWNERS = "task_"
_STRAY_AFTER = timedelta(hours=1)
"""Longer than it takes from keeping a file to the task that has it, or from making one to the end
of its task."""
_FIND = Statement(select(tasks.c.status, tasks.c.result).where(tasks.c.id == named("task_id")))


async def forget_task_files(database: Database, blobs: Blobs, now: datetime) -> None:
    """Remove what no task needs: a file to be imported goes once its task is over, one that was
    made with its task. Whatever an attempt that died, or a request that was refused, has left goes,
    too."""
    async for name in blobs.older_than(now - _STRAY_AFTER):
        task_id, _, digest = name.partition("/")
        if not task_id.startswith(_OWNERS):
            continue
        async with database.reading() as connection:
            row = await connection.first(_FIND, task_id=task_id)
        if row is None or not _is_needed(row[0], row[1], digest):
            await blobs.delete(name)


def _is_needed(status: str, result: bytes | None, digest: str) -> bool:
    if not TaskStatus(status).is_over:
        return True
    made = msgspec.json.decode(result).get(FILE) if result else None
    return made is not None and bool(made["digest"] == digest)
