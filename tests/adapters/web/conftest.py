"""Our own pages, as a browser gets them from the whole server."""

from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec import structs

from clara.bootstrap import Core
from clara.doors import build_server
from tests.adapters.web.reader import Reader
from tests.parity.support.fixtures import (
    doors,
    lasting,
    lasting_doors,
    lasting_stores,
    lasting_url,
)

__all__ = ["doors", "lasting", "lasting_doors", "lasting_stores", "lasting_url", "reader"]


@pytest.fixture
async def reader(core: Core) -> AsyncIterator[Reader]:
    settings = structs.replace(core.settings, rate_limit="off")
    transport = httpx.ASGITransport(build_server(settings, core=core))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        yield Reader(http, core)
