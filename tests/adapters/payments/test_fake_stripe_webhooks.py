"""Events are signed as the SDK verifies them, and arrive as badly as a test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
import stripe

from tests.support.clock import FakeClock
from tests.support.scripted_server import Asked, answer, scripted
from tests.support.stripe.client import sale
from tests.support.stripe.fake import WEBHOOK_SECRET, FakeStripe
from tests.support.stripe.webhooks import signature, written

pytestmark = pytest.mark.anyio

PAID = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


@dataclass
class Listener:
    """`statuses` are answered first, one by one."""

    url: str = ""
    taken: list[Asked] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        return [one.message["type"] for one in self.taken]


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()

    async def take(asked: Asked, writer: Any) -> None:
        listener.taken.append(asked)
        answer(writer, status=listener.statuses.pop(0) if listener.statuses else 200)

    async with scripted(take) as server:
        listener.url = f"http://127.0.0.1:{server.port}/stripe/webhook"
        yield listener


@pytest.fixture
async def listener(fake: FakeStripe) -> AsyncIterator[Listener]:
    """Hears everything, under one secret."""
    async with listening() as listener:
        fake.listen(listener.url)
        yield listener


async def paid(fake: FakeStripe, client: stripe.StripeClient) -> str:
    params: Any = sale()
    session = await client.v1.checkout.sessions.create_async(params)
    fake.pay(session.id)
    return session.id


def verified(asked: Asked, secret: str) -> stripe.Event:
    """Whatever its age: the clock of the tests stands elsewhere than the SDK's."""
    header = asked.headers["stripe-signature"]
    event = stripe.Webhook.construct_event(asked.body, header, secret, tolerance=0)
    assert isinstance(event, stripe.Event)
    return event


async def test_events_arrive_in_order_and_verify(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener
) -> None:
    session_id = await paid(fake, client)
    deliveries = await fake.webhooks.deliver()
    assert [one.status for one in deliveries] == [200] * 4
    assert listener.types == PAID
    events = [verified(one, WEBHOOK_SECRET) for one in listener.taken]
    assert events[-1].data.object["id"] == session_id
    assert await fake.webhooks.deliver() == []


async def test_a_signature_is_of_its_body_secret_and_time(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener
) -> None:
    await paid(fake, client)
    await fake.webhooks.deliver()
    one = listener.taken[0]
    header = one.headers["stripe-signature"]
    at = header.split(",")[0]
    for body, said, secret in [
        (one.body + b" ", header, WEBHOOK_SECRET),
        (one.body, header, "whsec_other"),
        (one.body, header.replace(at, f"{at}1"), WEBHOOK_SECRET),
        (one.body, header.replace("v1=", "v0="), WEBHOOK_SECRET),
    ]:
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, said, secret, tolerance=0)


async def test_an_old_signature_is_too_old(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener
) -> None:
    await paid(fake, client)
    await fake.webhooks.deliver(signed_at=1_600_000_000)
    one = listener.taken[0]
    with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
        stripe.Webhook.construct_event(
            one.body, one.headers["stripe-signature"], WEBHOOK_SECRET, tolerance=300
        )


async def test_while_a_secret_is_replaced_both_sign(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    async with listening() as listener:
        fake.listen(listener.url, "whsec_old", "whsec_new")
        await paid(fake, client)
        await fake.webhooks.deliver()
    for secret in ("whsec_old", "whsec_new"):
        assert verified(listener.taken[0], secret).type == PAID[0]


async def test_the_signature_is_the_one_the_sdk_makes(fake: FakeStripe) -> None:
    event = fake.account.emit("customer.created", {"object": "customer", "name": "Ñandú"})
    body = written(event)
    made = stripe.WebhookSignature.generate_signature_header(
        body.decode(), "whsec_x", 1_700_000_000
    )
    assert signature(body, ["whsec_x"], 1_700_000_000).startswith(f"{made},v0=")


async def test_events_arrive_twice(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener
) -> None:
    await paid(fake, client)
    await fake.webhooks.deliver(copies=2)
    assert listener.types == [type for type in PAID for _ in range(2)]
    assert len({one.message["id"] for one in listener.taken}) == 4


async def test_events_arrive_in_any_order(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener
) -> None:
    await paid(fake, client)
    await fake.webhooks.deliver(shuffled=Random(3))
    assert sorted(listener.types) == sorted(PAID)
    assert listener.types != PAID


async def test_events_arrive_late(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener
) -> None:
    await paid(fake, client)
    delivery = asyncio.ensure_future(fake.webhooks.deliver(pause_seconds=0.1))
    await asyncio.sleep(0.05)
    assert listener.types == []
    assert len(await delivery) == 4
    assert listener.types == PAID


async def test_events_may_never_arrive_and_are_listed_still(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener
) -> None:
    await paid(fake, client)
    fake.webhooks.lose()
    assert await fake.webhooks.deliver() == []
    lost = await client.v1.events.list_async({"delivery_success": False})
    assert [event.type for event in reversed(lost.data)] == PAID


async def test_what_was_not_taken_comes_again_signed_anew(
    fake: FakeStripe, client: stripe.StripeClient, listener: Listener, clock: FakeClock
) -> None:
    await paid(fake, client)
    listener.statuses = [200, 500, 302, 200]
    await fake.webhooks.deliver()
    lost = await client.v1.events.list_async({"delivery_success": False})
    assert [event.type for event in reversed(lost.data)] == PAID[1:3]
    clock.advance(hours=1)
    await fake.webhooks.deliver()
    assert listener.types == [*PAID, *PAID[1:3]]
    first, again = listener.taken[1], listener.taken[4]
    assert first.message["id"] == again.message["id"]
    assert first.headers["stripe-signature"] != again.headers["stripe-signature"]
    assert verified(again, WEBHOOK_SECRET).id == first.message["id"]


async def test_nobody_there_is_no_delivery(fake: FakeStripe, client: stripe.StripeClient) -> None:
    async with listening() as gone:
        pass
    fake.listen(gone.url)
    await paid(fake, client)
    assert [one.status for one in await fake.webhooks.deliver()] == [None] * 4
    assert len(fake.webhooks.pending) == 4


async def test_an_endpoint_hears_what_it_asked_for(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    async with listening() as some, listening() as all_of_them:
        fake.listen(some.url, types=("checkout.session.*",))
        fake.listen(all_of_them.url, "whsec_other")
        await paid(fake, client)
        await fake.webhooks.deliver()
    assert some.types == ["checkout.session.completed"]
    assert all_of_them.types == PAID
