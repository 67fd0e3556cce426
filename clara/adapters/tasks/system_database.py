"""Where the engine keeps its queue. It may be lost: what has to be done, and what is done, stands in
the product's own tables."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

# NORMAL: what a power cut takes from this file is found missing, and handed over again.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
)
_POOL = 4


def sqlite_engine(path: Path) -> sa.Engine:
    """A file of its own beside the product's, whose one writer never waits for the engine's."""
    engine = sa.create_engine(f"sqlite:///{path}", pool_size=_POOL, max_overflow=0)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The engine reads before it writes: two that had both read would refuse one another.
        connection.isolation_level = "IMMEDIATE"
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    return engine


def postgresql_engine(url: str) -> sa.Engine:
    """The schema `dbos` of the product's database; `url` is `postgresql://…`."""
    return sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=_POOL,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"application_name": "clara tasks"},
    )
