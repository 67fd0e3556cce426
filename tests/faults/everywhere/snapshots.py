"""A store as it was, for every process that dies anew."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import asyncpg

from clara.adapters.persistence.migrate import sqlite_path
from tests.support.restoring import original

BLOBS = "blobs"
_PATIENCE_SECONDS = 10
_MOST = 12 * 1024**2
"""Bytes after which a database is tidied up."""
_SIZE = "SELECT pg_database_size(current_database())"
# Whoever was connected was killed, or is done: what it holds is let go of.
_OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def take(url: str, folder: Path, kept: Path) -> None:
    """Keep the store at `url`, to which nobody is connected, and the blobs of `folder` in `kept`."""
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    shutil.copytree(folder / BLOBS, kept / BLOBS)
    path = sqlite_path(url)
    if path is not None:
        shutil.copyfile(path, kept / "store.db")
        return
    asyncio.run(_tidied(url))
    taken = asyncio.run(original(url))
    assert taken is not None, "the store is too large to be put back"
    (kept / "store.sql").write_text(taken.script)


async def put_back(url: str, folder: Path, kept: Path) -> None:
    """As it was taken; whoever is still connected is thrown out."""
    shutil.rmtree(folder / BLOBS, ignore_errors=True)
    shutil.copytree(kept / BLOBS, folder / BLOBS)
    path = sqlite_path(url)
    if path is None:
        await _put_rows_back(url, (kept / "store.sql").read_text())
        return
    _put_file_back(path, kept / "store.db")


def _put_file_back(path: Path, kept: Path) -> None:
    for end in ("-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    shutil.copyfile(kept, path)


async def _tidied(url: str) -> None:
    """Rows that were put back over and over leave room behind."""
    driver: asyncpg.Connection[Any] = await asyncpg.connect(url)
    try:
        if await driver.fetchval(_SIZE) > _MOST:
            await driver.execute("VACUUM FULL")
    finally:
        await driver.close()


async def _put_rows_back(url: str, script: str) -> None:
    driver: asyncpg.Connection[Any] = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while await driver.fetchval(_OTHERS):  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(0.001)
        await driver.execute(script)
    finally:
        await driver.close()
