"""Real stores for every test that asks: SQLite in a file, PostgreSQL on a private server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from clara.bootstrap import Core
from tests.support.clock import FakeClock
from tests.support.stores import STORES, PostgresServer, SqliteTemplate, postgres_server
from tests.support.world import World, build_world, opened


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server per worker, stopped at the end."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def url(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty store."""
    if store == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        yield template.copy_to(tmp_path / "clara.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def core(url: str, clock: FakeClock) -> AsyncIterator[Core]:
    """Everything behind the Runner, on an empty store."""
    async with opened(url, clock) as core:
        yield core


@pytest.fixture
async def world(url: str, core: Core, clock: FakeClock) -> World:
    """Two companies alike."""
    return await build_world(url, core, clock)
