"""The server over two companies that share no text, opened once per store and worker."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.isolation.support.estate import Estate, opened_estate
from tests.support.stores import STORES


@pytest.fixture(scope="session", params=STORES)
def estate_url(
    request: pytest.FixtureRequest, templates: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    template = templates.of(request.param, with_houses=False)
    with template.store(tmp_path_factory.mktemp("estate")) as url:
        yield url


@pytest.fixture(scope="session")
async def estate(
    estate_url: str, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Estate]:
    folder: Path = tmp_path_factory.mktemp("mail")
    async with opened_estate(estate_url, folder) as estate:
        yield estate
