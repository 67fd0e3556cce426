"""A client's host on loopback, and the adapter that reads from it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clara.adapters.client_documents.fetched_documents import FetchedDocuments
from tests.support.clock import FakeClock
from tests.support.publisher import Publisher, publishing


@pytest.fixture
async def publisher(tmp_path: Path, anyio_backend: str) -> AsyncIterator[Publisher]:
    async with publishing(tmp_path) as publisher:
        yield publisher


@pytest.fixture
def documents(publisher: Publisher, clock: FakeClock) -> FetchedDocuments:
    return publisher.documents(clock)
