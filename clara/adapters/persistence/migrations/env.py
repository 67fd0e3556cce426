"""Runs migrations on the engine that advanced-alchemy's command hands over."""

import asyncio
import time

from alembic import context
from sqlalchemy import Connection

from clara.adapters.persistence.migrate import LOCK_TIMEOUT
from clara.adapters.persistence.tables import metadata

# Any constant will do: it only has to be the same for everyone who migrates this product.
_LOCK = 0x436C617261
_ASKS_AGAIN_SECONDS = 0.2


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Held until the connection closes, so that servers started together migrate one by one. Asked
        # for again and again: who waits within a statement holds a snapshot, for whose end an index
        # that is made CONCURRENTLY would wait.
        while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_LOCK})").scalar():
            connection.rollback()
            time.sleep(_ASKS_AGAIN_SECONDS)
        # Everybody else's statements queue behind one that waits for a table.
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=context.config.version_table_name,
        transaction_per_migration=True,
        include_object=_is_here,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_here(object: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """SQLite's own grouping indexes are not expected elsewhere."""
    only_on = getattr(object, "info", {}).get("only_on")
    return only_on is None or only_on == context.get_context().dialect.name


async def _run() -> None:
    try:
        async with context.config.engine.connect() as connection:
            await connection.run_sync(_migrate)
    finally:  # with the connection, the lock goes
        await context.config.engine.dispose()


asyncio.run(_run())
