"""People who have accounts, or are about to."""

from collections.abc import AsyncIterator

import pytest

from tests.support.portal import Portal, opened_portal
from tests.support.world import World


@pytest.fixture
async def portal(world: World) -> AsyncIterator[Portal]:
    """Where nothing is limited by source or address."""
    async with opened_portal(world) as portal:
        yield portal
