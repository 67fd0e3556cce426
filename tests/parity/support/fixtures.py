"""Doors over both stores, opened once per worker."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.parity.support.doors import Doors, opened_doors
from tests.support.stores import STORES, PostgresServer, SqliteTemplate


@pytest.fixture(scope="session", params=STORES)
def lasting_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A migrated, empty store that many tests share."""
    if request.param == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        yield template.copy_to(tmp_path_factory.mktemp("doors") / "clara.db")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture(scope="session")
async def lasting_doors(lasting_url: str, anyio_backend: str) -> AsyncIterator[Doors]:
    async with opened_doors(lasting_url) as doors:
        yield doors


@pytest.fixture
async def doors(lasting_doors: Doors) -> AsyncIterator[Doors]:
    """A server over two companies, as founded for every test."""
    yield lasting_doors
    await lasting_doors.restore()
