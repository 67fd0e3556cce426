"""A worker by the database's URL and the settings."""

from pathlib import Path

import sqlalchemy as sa

from clara.adapters.tasks.limits import TaskLimits
from clara.adapters.tasks.system_database import postgresql_engine, sqlite_engine
from clara.adapters.tasks.worker import TaskWorker
from clara.application.ports import Clock, Ids
from clara.application.tasks.kind import Carry
from clara.application.tasks.ports import TaskOutbox


def open_worker(
    place: Path | str, outbox: TaskOutbox, carry: Carry, clock: Clock, ids: Ids, limits: TaskLimits
) -> TaskWorker:
    """`place` is the product's SQLite file or its PostgreSQL URL; connects with the first task."""

    def database() -> sa.Engine:
        if isinstance(place, Path):
            return sqlite_engine(place.with_name(f"{place.name}-tasks"))
        return postgresql_engine(place)

    return TaskWorker(
        outbox, database, carry, worker_id=ids.new("worker"), clock=clock, limits=limits
    )
