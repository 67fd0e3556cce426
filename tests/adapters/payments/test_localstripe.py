"""What the SDK finds at our fake it also finds at one that others wrote, where that one knows it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import stripe

from scripts.python_peers import is_installed, python
from tests.support.scripted_server import Asked, answer, scripted
from tests.support.stripe.client import sdk
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.localstripe import SECRET_KEY, localstripe

pytestmark = pytest.mark.anyio

WEBHOOK_SECRET = "whsec_localstripe"


@pytest.fixture(scope="module")
def peer_url() -> Iterator[str]:
    if not is_installed("localstripe"):
        pytest.skip("localstripe is not installed: run scripts/python_peers.py")
    with localstripe(python("localstripe")) as url:
        yield url


@pytest.fixture
async def peer(peer_url: str) -> AsyncIterator[stripe.StripeClient]:
    async with sdk(peer_url, key=SECRET_KEY) as made:
        yield made


def metadata_of(customer: stripe.Customer) -> dict[str, Any]:
    assert customer.metadata is not None
    return customer.metadata.to_dict()


async def life_of_a_customer(client: stripe.StripeClient) -> list[Any]:
    """What is told of a customer from the beginning to the end."""
    made = await client.v1.customers.create_async(
        {"name": "Nora Prueba", "email": "nora@example.com", "metadata": {"user": "u-1"}}
    )
    found = await client.v1.customers.retrieve_async(made.id)
    changed = await client.v1.customers.update_async(made.id, {"description": "A buyer"})
    deleted = await client.v1.customers.delete_async(made.id)
    told: list[Any] = [
        (one.object, one.id == made.id, one.name, one.email, metadata_of(one))
        for one in (made, found, changed)
    ]
    told += [changed.description, deleted.id == made.id, deleted.deleted, made.livemode]
    unknown: Any = {"nothing": "1"}
    for call in (
        client.v1.customers.retrieve_async("cus_nobody"),
        client.v1.customers.create_async(unknown),
    ):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            await call
        told.append(caught.value.http_status)
    return told


async def test_both_tell_the_same_of_a_customer(
    fake: FakeStripe, client: stripe.StripeClient, peer: stripe.StripeClient
) -> None:
    ours, theirs = [await life_of_a_customer(one) for one in (client, peer)]
    assert ours == theirs


async def test_its_webhooks_verify(peer: stripe.StripeClient, peer_url: str) -> None:
    heard: asyncio.Queue[Asked] = asyncio.Queue()

    async def hear(asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer(writer)
        await heard.put(asked)

    async with scripted(hear) as listener:
        endpoint = {
            "url": f"http://127.0.0.1:{listener.port}/stripe/webhook",
            "secret": WEBHOOK_SECRET,
            "events": ["customer.created"],
        }
        async with httpx.AsyncClient(trust_env=False) as plain:
            set_up = await plain.post(f"{peer_url}/_config/webhooks/clara", json=endpoint)
        assert set_up.status_code == 200
        made = await peer.v1.customers.create_async({"email": "olga@example.com"})
        # It sends a second later: customers of other tests may come first.
        async with asyncio.timeout(20):
            asked = await heard.get()
            while asked.message["data"]["object"]["id"] != made.id:
                asked = await heard.get()
    header = asked.headers["stripe-signature"]
    event: Any = stripe.Webhook.construct_event(asked.body, header, WEBHOOK_SECRET)
    assert (event.type, event.data.object.id) == ("customer.created", made.id)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(asked.body + b" ", header, WEBHOOK_SECRET)


async def test_a_customer_is_a_customer_of_the_same_type(
    peer: stripe.StripeClient, client: stripe.StripeClient
) -> None:
    theirs = await peer.v1.customers.create_async()
    ours = await client.v1.customers.create_async()
    assert type(theirs) is type(ours) is stripe.Customer
    assert {"id", "object", "email"} <= theirs.to_dict().keys() & ours.to_dict().keys()
