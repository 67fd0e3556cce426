"""Doors over both stores, opened once per worker and folder."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack
from typing import Any

import pytest

from tests.parity.support.doors import Doors, opened_doors
from tests.support.stores import STORES, PostgresServer


class LastingStores:
    """Migrated, empty stores that many tests share, made when first asked for: a fixture with
    parameters would be torn down whenever a file turns from one store to the other."""

    def __init__(self, templates: Any, factory: pytest.TempPathFactory) -> None:
        self._templates, self._factory = templates, factory
        self._urls: dict[str, str] = {}
        self.open = ExitStack()

    def of(self, store: str) -> str:
        if store not in self._urls:
            template = self._templates.of(store, with_houses=False)
            made = template.store(self._factory.mktemp("doors"))
            self._urls[store] = self.open.enter_context(made)
        return self._urls[store]


class LastingDoors:
    """One server for each store, opened when first asked for."""

    def __init__(self) -> None:
        self._doors: dict[str, Doors] = {}
        self.open = AsyncExitStack()

    async def of(self, url: str) -> Doors:
        if url not in self._doors:
            self._doors[url] = await self.open.enter_async_context(opened_doors(url))
        return self._doors[url]


@pytest.fixture(scope="session")
def lasting_stores(
    templates: Any, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LastingStores]:
    """Closed before the server is stopped that they are on."""
    stores = LastingStores(templates, tmp_path_factory)
    with stores.open:
        yield stores


@pytest.fixture(scope="session", params=STORES)
def lasting_url(request: pytest.FixtureRequest, lasting_stores: LastingStores) -> str:
    """A migrated, empty store that many tests share."""
    return lasting_stores.of(request.param)


@pytest.fixture(scope="session")
async def lasting(lasting_stores: LastingStores, anyio_backend: str) -> AsyncIterator[LastingDoors]:
    doors = LastingDoors()
    async with doors.open:
        yield doors


@pytest.fixture(scope="session")
async def lasting_doors(lasting_url: str, lasting: LastingDoors) -> Doors:
    return await lasting.of(lasting_url)


@pytest.fixture
async def doors(lasting_doors: Doors) -> AsyncIterator[Doors]:
    """A server over two companies, as founded for every test, and nobody's cookies."""
    lasting_doors.http.cookies.clear()
    yield lasting_doors
    await lasting_doors.restore()
