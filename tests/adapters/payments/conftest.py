"""A Stripe on loopback, the real SDK that talks to it, and the server that sells through it."""

from collections.abc import AsyncIterator

import pytest
import stripe

from tests.support.clock import FakeClock
from tests.support.stripe.client import sdk
from tests.support.stripe.fake import FakeStripe, fake_stripe
from tests.support.stripe.shop import Shop, opened_shop
from tests.support.world import World


@pytest.fixture
async def fake(clock: FakeClock) -> AsyncIterator[FakeStripe]:
    async with fake_stripe(clock) as started:
        yield started


@pytest.fixture
async def client(fake: FakeStripe) -> AsyncIterator[stripe.StripeClient]:
    """Tries once and waits five seconds."""
    async with sdk(fake.url) as made:
        yield made


@pytest.fixture
async def shop(world: World, fake: FakeStripe) -> AsyncIterator[Shop]:
    """On both stores."""
    async with opened_shop(world, fake) as opened:
        yield opened
