"""Memory, and a real server that counts for several processes."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from clara.adapters.limits.storage import CountingStorage, close_storage, open_storage
from clara.settings import Settings, load
from tests.support.valkey import CountingServer, counting_server


@pytest.fixture(scope="session")
def lasting_server() -> Iterator[CountingServer]:
    """One for all tests that leave it running."""
    with counting_server() as server:
        yield server


@pytest.fixture
def redis(lasting_server: CountingServer) -> CountingServer:
    """A server that has counted nothing."""
    lasting_server.empty()
    return lasting_server


@pytest.fixture
def mortal() -> Iterator[CountingServer]:
    """A test's own server, which it may kill."""
    with counting_server() as server:
        yield server


@pytest.fixture
async def deaf() -> AsyncIterator[str]:
    """The URL of something that takes connections and never answers."""
    done = asyncio.Event()

    async def keep_silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    server = await asyncio.start_server(keep_silent, "127.0.0.1", 0)
    yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    done.set()
    server.close()


@pytest.fixture(params=["memory", "redis"])
async def storage(request: pytest.FixtureRequest) -> AsyncIterator[CountingStorage]:
    url = request.getfixturevalue("redis").url if request.param == "redis" else None
    storage = open_storage(url)
    yield storage
    await close_storage(storage)


@pytest.fixture
def settings() -> Settings:
    """The product's own limits, where other tests are given more room."""
    environment = {
        "CLARA_DATABASE_URL": "sqlite:////nowhere/clara.db",
        "CLARA_SECRET_KEY": "x" * 32,
    }
    return load(environment)
