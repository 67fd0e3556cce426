"""The fake can be slow, down, overloaded, talk nonsense, or forget to answer."""

import time
from typing import Any

import pytest
import stripe

from tests.support.stripe.client import sdk
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.refusals import card_declined, internal, rate_limited

pytestmark = pytest.mark.anyio


async def test_down_is_a_refused_connection_until_it_is_up_again(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    customer = await client.v1.customers.create_async()
    await fake.down()
    with pytest.raises(stripe.APIConnectionError, match="ConnectError"):
        await client.v1.customers.list_async()
    await fake.up()
    assert (await client.v1.customers.retrieve_async(customer.id)).id == customer.id


async def test_slow_is_longer_than_patience(fake: FakeStripe) -> None:
    fake.slow(5)
    began = time.perf_counter()
    async with sdk(fake.url, timeout_seconds=0.2) as hasty:
        with pytest.raises(stripe.APIConnectionError, match="Timeout"):
            await hasty.v1.customers.list_async()
    assert time.perf_counter() - began < 3


async def test_going_down_ends_what_was_being_done(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    fake.slow(30)
    async with sdk(fake.url, timeout_seconds=0.2) as hasty:
        with pytest.raises(stripe.APIConnectionError):
            await hasty.v1.customers.create_async()
    await fake.down()
    fake.recover()
    await fake.up()
    assert (await client.v1.customers.list_async()).data == []


@pytest.mark.parametrize(
    ("body", "status"), [(b"<html>", 200), (b"", 200), (b"[]", 502), (b'{"error": {}}', 500)]
)
async def test_nonsense_is_an_error_of_the_api(
    fake: FakeStripe, client: stripe.StripeClient, body: bytes, status: int
) -> None:
    fake.nonsense(body, status)
    with pytest.raises(stripe.APIError):
        await client.v1.customers.create_async()
    fake.recover()
    assert (await client.v1.customers.list_async()).data == []


@pytest.mark.parametrize(("body", "status"), [(b'{"error": 1}', 500), (b"3", 200)])
async def test_some_nonsense_the_sdk_itself_does_not_expect(
    fake: FakeStripe, client: stripe.StripeClient, body: bytes, status: int
) -> None:
    """Whoever calls it must expect errors that are none of Stripe's."""
    fake.nonsense(body, status)
    try:
        found: object = await client.v1.customers.create_async()
    except (AttributeError, TypeError):
        found = None
    assert not isinstance(found, stripe.Customer)


async def test_a_dropped_answer_is_done_and_its_retry_is_a_replay(fake: FakeStripe) -> None:
    fake.drop_after_commit()
    async with sdk(fake.url, retries=2) as stubborn:
        customer = await stubborn.v1.customers.create_async({"name": "Nora Prueba"})
    assert [one["id"] for one in fake.account.of("customer")] == [customer.id]
    first, second = fake.asked
    assert first.idempotency_key == second.idempotency_key
    assert customer.last_response is not None
    assert customer.last_response.headers["idempotent-replayed"] == "true"


async def test_a_dropped_answer_is_a_lost_connection(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    fake.drop_after_commit()
    with pytest.raises(stripe.APIConnectionError, match="RemoteProtocolError"):
        await client.v1.customers.create_async()
    assert len(fake.account.of("customer")) == 1


REFUSALS: dict[str, tuple[Any, type[stripe.StripeError], int]] = {
    "overloaded": (rate_limited(), stripe.RateLimitError, 429),
    "declined": (card_declined("insufficient_funds"), stripe.CardError, 402),
    "broken": (internal(), stripe.APIError, 500),
}


@pytest.mark.parametrize(("refusal", "kind", "status"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_the_next_call_is_refused_and_the_one_after_is_not(
    fake: FakeStripe,
    client: stripe.StripeClient,
    refusal: Any,
    kind: type[stripe.StripeError],
    status: int,
) -> None:
    fake.refuse(refusal)
    with pytest.raises(kind) as caught:
        await client.v1.customers.create_async()
    assert type(caught.value) is kind
    assert caught.value.http_status == status
    await client.v1.customers.create_async()
    assert len(fake.account.of("customer")) == 1


async def test_a_declined_card_says_why(fake: FakeStripe, client: stripe.StripeClient) -> None:
    fake.refuse(card_declined("insufficient_funds"))
    with pytest.raises(stripe.CardError) as caught:
        await client.v1.customers.create_async()
    assert caught.value.code == "card_declined"
    assert caught.value.json_body["error"]["decline_code"] == "insufficient_funds"
