"""Doors over both stores, opened once per worker."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.parity.support.doors import Doors, opened_doors
from tests.support.stores import STORES


@pytest.fixture(scope="session", params=STORES)
def lasting_url(
    request: pytest.FixtureRequest,
    templates: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A migrated, empty store that many tests share."""
    template = templates.of(request.param, with_houses=False)
    with template.store(tmp_path_factory.mktemp("doors")) as url:
        yield url


@pytest.fixture(scope="session")
async def lasting_doors(lasting_url: str, anyio_backend: str) -> AsyncIterator[Doors]:
    async with opened_doors(lasting_url) as doors:
        yield doors


@pytest.fixture
async def doors(lasting_doors: Doors) -> AsyncIterator[Doors]:
    """A server over two companies, as founded for every test."""
    yield lasting_doors
    await lasting_doors.restore()
