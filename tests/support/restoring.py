"""A PostgreSQL database put back to how it was copied: quicker than another copy, by far.

Only rows are put back. A database in which anything else was changed, or that has grown, is not
used again; nor is any on a server where we may not switch foreign keys off for a moment.
"""

import asyncio
from typing import Any

import asyncpg
from msgspec import Struct

_ROOM = 2 * 1024**2
"""Bytes of dead rows that a database may carry along."""
_MOST = 16 * 1024**2
"""What is larger than this is rather copied."""
_PATIENCE_SECONDS = 2.0

_OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# Whatever changes a schema leaves rows of a newer transaction in one of these.
_CATALOGS = {
    "pg_attribute": "attrelid",
    "pg_class": "oid",
    "pg_constraint": "oid",
    "pg_index": "indexrelid",
    "pg_proc": "oid",
    "pg_trigger": "oid",
    "pg_type": "oid",
}
_SHAPE = " UNION ALL ".join(
    f"SELECT '{catalog}', count(*), max(xmin::text::bigint) FROM {catalog} WHERE {id} >= 16384"
    for catalog, id in _CATALOGS.items()
)
"""Of what PostgreSQL did not bring along: that has lower numbers."""
_TABLES = """
SELECT c.oid::regclass::text AS name, string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns
FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
GROUP BY c.oid ORDER BY c.oid
"""
_SEQUENCES = """
SELECT oid::regclass::text AS name FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY oid
"""


class Original(Struct, frozen=True):
    """How a database was when it was copied: its size in bytes, its schema, and what to send to have
    its rows again."""

    size: int
    shape: list[tuple[str, int, int]]
    script: str


async def original(url: str) -> Original | None:
    """None if it is too large to be put back."""
    driver: asyncpg.Connection[Any] = await asyncpg.connect(url)
    try:
        size = await _size(driver)
        if size > _MOST:
            return None
        return Original(size, await _shape(driver), await _script(driver))
    finally:
        await driver.close()


async def is_restored(url: str, original: Original) -> bool:
    """Put the database back; whether it now is as it was, and nobody is connected to it."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            driver: asyncpg.Connection[Any] = await asyncpg.connect(url)
            try:
                while await driver.fetchval(_OTHERS):  # noqa: ASYNC110 - nothing tells us
                    await asyncio.sleep(0.002)
                if await _shape(driver) != original.shape:
                    return False
                await driver.execute(original.script)
                return await _size(driver) <= original.size + _ROOM
            finally:
                await driver.close(timeout=_PATIENCE_SECONDS)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        return False


async def _size(driver: "asyncpg.Connection[Any]") -> int:
    size: int = await driver.fetchval("SELECT pg_database_size(current_database())")
    return size


async def _shape(driver: "asyncpg.Connection[Any]") -> list[tuple[str, int, int]]:
    return [tuple(row) for row in await driver.fetch(_SHAPE)]


async def _script(driver: "asyncpg.Connection[Any]") -> str:
    lines = ["BEGIN", "SET LOCAL session_replication_role = replica"]
    for name, columns in await driver.fetch(_TABLES):
        lines.append(f"DELETE FROM {name}")
        rows = await driver.fetchval(f"SELECT quote_literal(json_agg(t)::text) FROM {name} t")
        if rows is not None:
            lines.append(
                f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE"
                f" SELECT {columns} FROM json_populate_recordset(NULL::{name}, {rows})"
            )
    for (name,) in await driver.fetch(_SEQUENCES):
        last, is_called = await driver.fetchrow(f"SELECT last_value, is_called FROM {name}")
        lines.append(f"SELECT setval('{name}', {last}, {is_called})")
    return ";\n".join([*lines, "COMMIT"])
