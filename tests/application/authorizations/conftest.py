"""A sandbox, and charges in it."""

import pytest

from tests.support.sandbox import Sandbox, sandbox_of
from tests.support.world import World


@pytest.fixture
async def sandbox(world: World) -> Sandbox:
    return await sandbox_of(world)
