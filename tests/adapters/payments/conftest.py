"""A Stripe on loopback, and the real SDK that talks to it."""

from collections.abc import AsyncIterator

import pytest
import stripe

from tests.support.clock import FakeClock
from tests.support.stripe.client import sdk
from tests.support.stripe.fake import FakeStripe, fake_stripe


@pytest.fixture
async def fake(clock: FakeClock) -> AsyncIterator[FakeStripe]:
    async with fake_stripe(clock) as started:
        yield started


@pytest.fixture
async def client(fake: FakeStripe) -> AsyncIterator[stripe.StripeClient]:
    """Tries once and waits five seconds."""
    async with sdk(fake.url) as made:
        yield made
