"""Lists go from cursor to cursor, newest first, and events are among them."""

from typing import Any

import pytest
import stripe

from tests.support.clock import FakeClock
from tests.support.stripe.client import sale
from tests.support.stripe.fake import FakeStripe

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ids(client: stripe.StripeClient, clock: FakeClock) -> list[str]:
    """Of five customers, made a minute apart, the newest first."""
    made: list[str] = []
    for number in range(5):
        customer = await client.v1.customers.create_async({"email": f"c{number}@example.com"})
        made.insert(0, customer.id)
        clock.advance(minutes=1)
    return made


async def page(client: stripe.StripeClient, **params: Any) -> tuple[list[str], bool]:
    asked: Any = params
    found = await client.v1.customers.list_async(asked)
    return [one.id for one in found.data], found.has_more


async def refused(client: stripe.StripeClient, **params: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await page(client, **params)
    return caught.value


async def test_pages_follow_each_other(client: stripe.StripeClient, ids: list[str]) -> None:
    assert await page(client) == (ids, False)
    assert await page(client, limit=2) == (ids[:2], True)
    assert await page(client, limit=2, starting_after=ids[1]) == (ids[2:4], True)
    assert await page(client, limit=2, starting_after=ids[3]) == (ids[4:], False)
    assert await page(client, starting_after=ids[4]) == ([], False)


async def test_pages_go_back_as_well(client: stripe.StripeClient, ids: list[str]) -> None:
    assert await page(client, limit=2, ending_before=ids[4]) == (ids[2:4], True)
    assert await page(client, limit=2, ending_before=ids[2]) == (ids[:2], False)


async def test_the_sdk_walks_all_of_them(client: stripe.StripeClient, ids: list[str]) -> None:
    first = await client.v1.customers.list_async({"limit": 2})
    assert [one.id async for one in first.auto_paging_iter()] == ids


async def test_creation_times_bound_a_list(
    client: stripe.StripeClient, ids: list[str], clock: FakeClock
) -> None:
    oldest = int(clock.now().timestamp()) - 300
    assert await page(client, created=oldest) == (ids[4:], False)
    assert await page(client, created={"gt": oldest, "lte": oldest + 120}) == (ids[2:4], False)
    assert await page(client, created={"gte": oldest + 240}) == (ids[:1], False)


async def test_fields_bound_a_list(client: stripe.StripeClient, ids: list[str]) -> None:
    assert await page(client, email="c3@example.com") == ([ids[1]], False)
    assert await page(client, email="C3@example.com") == ([], False)


async def test_a_page_has_one_to_a_hundred(client: stripe.StripeClient, ids: list[str]) -> None:
    for limit in (0, 101):
        error = await refused(client, limit=limit)
        assert (error.code, error.param) == ("parameter_invalid_integer", "limit")
    assert await page(client, limit=100) == (ids, False)


async def test_a_cursor_is_the_id_of_one_of_them(
    client: stripe.StripeClient, ids: list[str]
) -> None:
    error = await refused(client, starting_after="cus_nobody")
    assert (error.code, error.param) == ("resource_missing", "starting_after")
    await refused(client, starting_after=ids[0], ending_before=ids[2])


async def test_events_are_found_by_type(fake: FakeStripe, client: stripe.StripeClient) -> None:
    params: Any = sale()
    session = await client.v1.checkout.sessions.create_async(params)
    fake.pay(session.id)
    fake.refund(session.id)
    completed = await client.v1.events.list_async({"type": "checkout.session.completed"})
    assert [event.data.object["id"] for event in completed.data] == [session.id]
    charges = await client.v1.events.list_async({"type": "charge.*"})
    assert [event.type for event in charges.data] == ["charge.refunded", "charge.succeeded"]
    several = await client.v1.events.list_async({"types": ["refund.created", "charge.failed"]})
    assert [event.type for event in several.data] == ["refund.created"]
    both: Any = {"type": "charge.*", "types": ["charge.failed"]}
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.events.list_async(both)


async def test_an_event_shows_its_object_as_it_was_then(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    params: Any = sale()
    session = await client.v1.checkout.sessions.create_async(params)
    fake.pay(session.id)
    fake.refund(session.id)
    [event] = (await client.v1.events.list_async({"type": "charge.succeeded"})).data
    assert event.data.object["amount_refunded"] == 0


async def test_an_event_says_who_asked(fake: FakeStripe, client: stripe.StripeClient) -> None:
    made = await client.v1.customers.create_async({}, {"idempotency_key": "make-1"})
    params: Any = sale(customer=made.id)
    session = await client.v1.checkout.sessions.create_async(params)
    fake.pay(session.id)
    by_person, *_, by_program = (await client.v1.events.list_async()).data
    assert by_program.request is not None
    assert by_program.request.idempotency_key == "make-1"
    assert by_program.request.id == fake.asked[0].id
    assert by_person.request is not None
    assert by_person.request.id is None


async def test_events_are_forgotten_after_thirty_days(
    client: stripe.StripeClient, clock: FakeClock
) -> None:
    await client.v1.customers.create_async()
    [event] = (await client.v1.events.list_async()).data
    clock.advance(days=30)
    assert (await client.v1.events.list_async()).data == []
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.v1.events.retrieve_async(event.id)
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
