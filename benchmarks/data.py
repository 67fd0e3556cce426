"""Fills a database, SQLite or PostgreSQL, with the measured company. Kept between runs.

The schema is the product's own: `clara migrate` makes it. Indexes are dropped while rows are
loaded and made again from the store's own definitions.
"""

import asyncio
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg
import pysqlite3 as sqlite3

from benchmarks.company import tables
from benchmarks.rows import COLUMNS, rows

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "benchmarks"
_TABLE = "card_transactions"
_BATCH = 50_000


def fingerprint(count: int, today: date) -> str:
    """Names a filled database: the schema, the generators, the rows and the month."""
    sources = [
        *(ROOT / "clara/adapters/persistence").glob("tables.py"),
        *sorted((ROOT / "clara/adapters/persistence").glob("migrations/versions/*.py")),
        *(ROOT / "benchmarks" / name for name in ("company.py", "data.py", "rows.py")),
    ]
    state = hashlib.blake2b(f"{count} {today:%Y-%m}".encode(), digest_size=6)
    for source in sources:
        state.update(source.read_bytes())
    return state.hexdigest()


def migrate(url: str) -> None:
    """The product's own schema, by the product's own command."""
    subprocess.run(
        [sys.executable, "-m", "clara", "migrate"],
        check=True,
        cwd=ROOT,
        timeout=120,
        env={**os.environ, "CLARA_DATABASE_URL": url, "CLARA_SECRET_KEY": "0" * 64},
        stdout=subprocess.DEVNULL,
    )


def fill_sqlite(path: Path, count: int, today: date) -> float:
    """A new database in `path`. Returns the seconds that loading took, without migrating."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    migrate(f"sqlite:///{path}")
    started = time.monotonic()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    for pragma in ("synchronous = OFF", "cache_size = -262144", "foreign_keys = OFF"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("BEGIN IMMEDIATE")
    for table, values in tables().items():
        text = _insert(table, tuple(values[0]), "?")
        database.executemany(text, [tuple(row.values()) for row in values])
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
        (_TABLE,),
    ).fetchall()
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    database.executemany(_insert(_TABLE, COLUMNS, "?"), rows(count, today))
    for _, definition in indexes:
        database.execute(definition)
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return time.monotonic() - started


def fill_postgresql(url: str, count: int, today: date) -> float:
    """Fills the empty database at `url`. Returns the seconds that loading took."""
    migrate(url)
    return asyncio.run(_fill_postgresql(url, count, today))


async def _fill_postgresql(url: str, count: int, today: date) -> float:
    started = time.monotonic()
    database = await asyncpg.connect(url)
    async with database.transaction():
        await database.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for table, values in tables().items():
            columns = tuple(values[0])
            records = [tuple(row.values()) for row in values]
            await database.copy_records_to_table(table, records=records, columns=columns)
        indexes = await database.fetch(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = $1", _TABLE
        )
        for name, _ in indexes:
            await database.execute(f"DROP INDEX {name}")
        drawn = rows(count, today)
        while batch := list(islice(drawn, _BATCH)):
            await database.copy_records_to_table(_TABLE, records=batch, columns=COLUMNS)
        for _, definition in indexes:
            await database.execute(definition)
    await database.execute("VACUUM (ANALYZE)")
    await database.execute("CHECKPOINT")
    await database.close()
    return time.monotonic() - started


def _insert(table: str, columns: Sequence[str], mark: Any) -> str:
    marks = ", ".join(mark for _ in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
