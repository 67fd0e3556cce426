"""Cards issued through the real SDK, by a Stripe on loopback."""

from collections.abc import AsyncIterator

import pytest

from tests.support.clock import FakeClock
from tests.support.stripe.bank import Bank, opened_bank
from tests.support.stripe.fake import FakeStripe, fake_stripe
from tests.support.world import World


@pytest.fixture
async def fake(clock: FakeClock) -> AsyncIterator[FakeStripe]:
    async with fake_stripe(clock) as started:
        yield started


@pytest.fixture
async def bank(world: World, fake: FakeStripe) -> AsyncIterator[Bank]:
    """On both stores."""
    async with opened_bank(world, fake) as opened:
        yield opened
