"""A request that is sent twice is done once, and a key that is used twice is refused."""

import asyncio
from typing import Any

import pytest
import stripe

from tests.support.clock import FakeClock
from tests.support.stripe.client import ask, sale, sdk
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.refusals import card_declined, internal, rate_limited

pytestmark = pytest.mark.anyio

KEY: Any = {"idempotency_key": "buy-1"}


async def test_the_first_answer_is_given_again(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    first = await client.v1.customers.create_async({"name": "Nora Prueba"}, KEY)
    again = await client.v1.customers.create_async({"name": "Nora Prueba"}, KEY)
    assert again.id == first.id
    assert len(fake.account.of("customer")) == 1
    before, after = (one.last_response.headers for one in (first, again) if one.last_response)
    assert "idempotent-replayed" not in before
    assert after["idempotent-replayed"] == "true"
    assert after["idempotency-key"] == "buy-1"
    assert after["original-request"] == before["request-id"] != after["request-id"]


async def test_another_key_is_another_request(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    await client.v1.customers.create_async({}, KEY)
    await client.v1.customers.create_async({}, {"idempotency_key": "buy-2"})
    assert len(fake.account.of("customer")) == 2


async def test_other_parameters_are_refused(client: stripe.StripeClient) -> None:
    await client.v1.customers.create_async({"name": "Nora Prueba"}, KEY)
    with pytest.raises(stripe.IdempotencyError) as caught:
        await client.v1.customers.create_async({"name": "Olga Prueba"}, KEY)
    assert caught.value.http_status == 400


async def test_another_call_is_refused(client: stripe.StripeClient) -> None:
    params: Any = sale()
    session = await client.v1.checkout.sessions.create_async(params)
    await client.v1.customers.create_async({}, KEY)
    with pytest.raises(stripe.IdempotencyError):
        await client.v1.checkout.sessions.expire_async(session.id, {}, KEY)


async def test_while_the_first_is_being_done_the_second_conflicts(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    fake.slow(0.3)
    calls = (client.v1.customers.create_async({}, KEY) for _ in range(2))
    done, conflict = await asyncio.gather(*calls, return_exceptions=True)
    if isinstance(done, BaseException):
        done, conflict = conflict, done
    [made] = fake.account.of("customer")
    assert isinstance(done, stripe.Customer)
    assert done.id == made["id"]
    assert isinstance(conflict, stripe.APIError)
    assert conflict.http_status == 409
    assert conflict.json_body["error"]["code"] == "idempotency_key_in_use"


async def test_the_sdk_waits_a_conflict_out(fake: FakeStripe) -> None:
    fake.slow(0.2)
    async with sdk(fake.url, retries=5) as patient:
        both = await asyncio.gather(*(patient.v1.customers.create_async({}, KEY) for _ in range(2)))
    assert both[0].id == both[1].id
    assert len(fake.account.of("customer")) == 1


async def test_a_key_is_forgotten_after_a_day(
    fake: FakeStripe, client: stripe.StripeClient, clock: FakeClock
) -> None:
    await client.v1.customers.create_async({}, KEY)
    clock.advance(hours=23, minutes=59)
    await client.v1.customers.create_async({}, KEY)
    assert len(fake.account.of("customer")) == 1
    clock.advance(minutes=1)
    await client.v1.customers.create_async({}, KEY)
    assert len(fake.account.of("customer")) == 2


@pytest.mark.parametrize("fault", [card_declined(), internal()], ids=["declined", "broken"])
async def test_a_refusal_of_a_call_that_had_begun_is_kept(
    fake: FakeStripe, client: stripe.StripeClient, fault: Any
) -> None:
    fake.refuse(fault)
    for _ in range(2):
        with pytest.raises(stripe.StripeError) as caught:
            await client.v1.customers.create_async({}, KEY)
        assert caught.value.http_status == fault.status
    assert caught.value.headers is not None
    assert caught.value.headers["idempotent-replayed"] == "true"
    assert fake.account.of("customer") == []


async def test_a_call_that_never_began_may_be_tried_again(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    fake.refuse(rate_limited())
    with pytest.raises(stripe.RateLimitError):
        await client.v1.customers.create_async({}, KEY)
    params: Any = {"nothing": "1"}
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.customers.create_async(params, KEY)
    await client.v1.customers.create_async({"name": "Nora Prueba"}, KEY)
    assert len(fake.account.of("customer")) == 1


async def test_a_key_has_at_most_255_characters(fake: FakeStripe) -> None:
    url = f"{fake.url}/v1/customers"
    longest = await ask(url, idempotency_key="k" * 255)
    longer = await ask(url, idempotency_key="k" * 256)
    assert (longest.status_code, longer.status_code) == (200, 400)


async def test_reading_needs_no_key(fake: FakeStripe, client: stripe.StripeClient) -> None:
    await client.v1.customers.list_async({}, KEY)
    made = await client.v1.customers.create_async({}, KEY)
    [listed] = (await client.v1.customers.list_async({}, KEY)).data
    assert listed.id == made.id
