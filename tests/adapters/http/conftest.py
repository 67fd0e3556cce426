"""The server, asked over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from msgspec import structs

from clara.doors import build_server
from tests.parity.support.doors import client
from tests.parity.support.fixtures import (
    doors,
    lasting,
    lasting_doors,
    lasting_stores,
    lasting_url,
)
from tests.support.world import settings_for

__all__ = ["bare", "document", "doors", "lasting", "lasting_doors", "lasting_stores", "lasting_url"]


@pytest.fixture(scope="session")
async def bare(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    """A server that has no store, for what needs none."""
    settings = structs.replace(settings_for("sqlite:////nowhere/clara.db"), rate_limit="off")
    async with client(build_server(settings)) as http:
        yield http


@pytest.fixture(scope="session")
async def document(bare: httpx.AsyncClient) -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    response = await bare.get("/openapi.json")
    assert response.headers["content-type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found
