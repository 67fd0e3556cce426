"""What people do on Stripe's pages, as the API tells it afterwards."""

from typing import Any

import pytest
import stripe

from tests.support.clock import FakeClock
from tests.support.stripe.client import sale
from tests.support.stripe.fake import FakeStripe

pytestmark = pytest.mark.anyio


async def opened(client: stripe.StripeClient, **more: Any) -> stripe.checkout.Session:
    params: Any = sale(**more)
    return await client.v1.checkout.sessions.create_async(params)


async def seen(client: stripe.StripeClient, id: str, *paths: str) -> stripe.checkout.Session:
    return await client.v1.checkout.sessions.retrieve_async(id, {"expand": list(paths)})


def metadata_of(thing: Any) -> dict[str, str]:
    found: dict[str, str] = thing.metadata.to_dict()
    return found


def happened(fake: FakeStripe) -> list[str]:
    return [event["type"] for event in reversed(fake.account.of("event"))]


async def refused(call: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await call
    return caught.value


async def test_a_session_that_nobody_paid_is_open(client: stripe.StripeClient) -> None:
    session = await opened(client, client_reference_id="order-7", metadata={"user": "u-1"})
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (2500, "usd")
    assert session.client_reference_id == "order-7"
    assert metadata_of(session) == {"user": "u-1"}
    assert session.url is not None
    assert session.url.endswith(session.id)
    assert session.payment_intent is None


async def test_a_paid_session_leads_to_its_charge(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    customer = await client.v1.customers.create_async({"email": "nora@example.com"})
    session = await opened(
        client, customer=customer.id, payment_intent_data={"metadata": {"order": "7"}}
    )
    assert fake.pay(session.id) == f"https://clara.example/paid?session={session.id}"
    paid = await seen(client, session.id, "payment_intent.latest_charge.balance_transaction")
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert paid.customer_details is not None
    assert paid.customer_details.email == "nora@example.com"
    intent: Any = paid.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", 2500)
    assert metadata_of(intent) == {"order": "7"}
    charge = intent.latest_charge
    assert (charge.paid, charge.amount_captured, charge.customer) == (True, 2500, customer.id)
    movement = charge.balance_transaction
    assert (movement.amount, movement.fee, movement.net) == (2500, 103, 2397)
    assert happened(fake) == [
        "customer.created",
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


async def test_line_items_are_told_when_they_are_asked_for(client: stripe.StripeClient) -> None:
    session = await opened(client)
    assert "line_items" not in session
    expanded = await seen(client, session.id, "line_items")
    assert expanded.line_items is not None
    listed = await client.v1.checkout.sessions.line_items.list_async(session.id)
    [item] = listed.data
    assert [one.id for one in expanded.line_items.data] == [item.id]
    assert (item.description, item.quantity, item.amount_total) == ("Credits", 1, 2500)


async def test_a_declined_buyer_may_try_again(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session = await opened(client)
    fake.fail(session.id, "insufficient_funds")
    declined = await seen(client, session.id, "payment_intent")
    intent: Any = declined.payment_intent
    assert declined.status == "open"
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error.decline_code == "insufficient_funds"
    fake.pay(session.id)
    paid = await client.v1.payment_intents.retrieve_async(intent.id)
    assert (paid.status, paid.last_payment_error) == ("succeeded", None)
    charges = await client.v1.charges.list_async({"payment_intent": intent.id})
    assert [one.status for one in charges.data] == ["succeeded", "failed"]
    assert happened(fake).count("payment_intent.created") == 1


async def test_a_bank_may_take_days_to_say_yes(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session = await opened(client)
    fake.pay_later(session.id)
    waiting = await seen(client, session.id)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    fake.settle(session.id)
    assert (await seen(client, session.id)).payment_status == "paid"
    assert happened(fake)[-1] == "checkout.session.async_payment_succeeded"


async def test_a_bank_may_take_days_to_say_no(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session = await opened(client)
    fake.pay_later(session.id)
    fake.bounce(session.id)
    bounced = await seen(client, session.id, "payment_intent")
    intent: Any = bounced.payment_intent
    assert (bounced.payment_status, intent.status) == ("unpaid", "requires_payment_method")
    assert happened(fake)[-2:] == [
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]


async def test_a_session_expires_when_it_is_told_to_and_only_once(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session = await opened(client)
    expired = await client.v1.checkout.sessions.expire_async(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    error = await refused(client.v1.checkout.sessions.expire_async(session.id))
    assert (error.http_status, error.code) == (400, None)
    assert happened(fake) == ["checkout.session.expired"]


async def test_a_paid_session_cannot_expire(fake: FakeStripe, client: stripe.StripeClient) -> None:
    session = await opened(client)
    fake.pay(session.id)
    await refused(client.v1.checkout.sessions.expire_async(session.id))
    assert (await seen(client, session.id)).status == "complete"


async def test_a_session_expires_by_itself(
    fake: FakeStripe, client: stripe.StripeClient, clock: FakeClock
) -> None:
    session = await opened(client)
    clock.advance(hours=24)
    with pytest.raises(AssertionError, match="expired"):
        fake.pay(session.id)
    assert (await seen(client, session.id)).status == "expired"
    assert happened(fake) == ["checkout.session.expired"]


async def test_a_buyer_becomes_a_customer_where_that_was_asked(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    guest = await opened(client)
    known = await opened(client, customer_creation="always", customer_email="olga@example.com")
    fake.pay(guest.id)
    fake.pay(known.id)
    assert (await seen(client, guest.id)).customer is None
    paid = await seen(client, known.id, "customer")
    assert isinstance(paid.customer, stripe.Customer)
    assert paid.customer.email == "olga@example.com"


async def test_parts_are_refunded_until_nothing_is_left(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session = await opened(client)
    fake.pay(session.id)
    intent: Any = (await seen(client, session.id)).payment_intent
    part = await client.v1.refunds.create_async({"payment_intent": intent, "amount": 1000})
    assert (part.amount, part.status, part.payment_intent) == (1000, "succeeded", intent)
    more: Any = {"payment_intent": intent, "amount": 1501}
    assert (await refused(client.v1.refunds.create_async(more))).param == "amount"
    rest = fake.refund(session.id)
    assert rest["amount"] == 1500
    error = await refused(client.v1.refunds.create_async({"payment_intent": intent}))
    assert error.code == "charge_already_refunded"
    charges = await client.v1.charges.list_async({"expand": ["data.refunds"]})
    [charge] = charges.data
    assert (charge.amount_refunded, charge.refunded) == (2500, True)
    assert charge.refunds is not None
    assert [one.amount for one in charge.refunds.data] == [1500, 1000]


async def test_what_was_not_paid_is_not_refunded(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session = await opened(client)
    fake.pay_later(session.id)
    intent: Any = (await seen(client, session.id)).payment_intent
    error = await refused(client.v1.refunds.create_async({"payment_intent": intent}))
    assert error.param == "payment_intent"


@pytest.mark.parametrize(("won", "balance"), [(True, 2500 - 103 - 1500), (False, -103 - 1500)])
async def test_a_dispute_takes_the_money_until_it_is_won(
    fake: FakeStripe, client: stripe.StripeClient, won: bool, balance: int
) -> None:
    session = await opened(client)
    fake.pay(session.id)
    dispute = fake.dispute(session.id)
    intent: Any = (await seen(client, session.id)).payment_intent
    error = await refused(client.v1.refunds.create_async({"payment_intent": intent}))
    assert error.code == "charge_disputed"
    fake.close_dispute(dispute["id"], won=won)
    found = await client.v1.disputes.retrieve_async(dispute["id"])
    assert (found.amount, found.status) == (2500, "won" if won else "lost")
    movements = await client.v1.balance_transactions.list_async()
    assert sum(one.net for one in movements.data) == balance


async def test_money_is_available_after_two_days(
    fake: FakeStripe, client: stripe.StripeClient, clock: FakeClock
) -> None:
    session = await opened(client)
    fake.pay(session.id)
    [movement] = (await client.v1.balance_transactions.list_async()).data
    assert movement.status == "pending"
    clock.advance(days=2)
    found = await client.v1.balance_transactions.retrieve_async(movement.id)
    assert found.status == "available"


async def test_a_deleted_customer_is_known_by_id_only(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    customer = await client.v1.customers.create_async({"email": "nora@example.com"})
    deleted = await client.v1.customers.delete_async(customer.id)
    assert deleted.deleted is True
    again = await client.v1.customers.retrieve_async(customer.id)
    assert (again.id, again.deleted, "email" in again) == (customer.id, True, False)
    assert (await client.v1.customers.list_async()).data == []
    error = await refused(client.v1.customers.update_async(customer.id, {"name": "Nora"}))
    assert (error.http_status, error.code) == (404, "resource_missing")
    await refused(client.v1.customers.delete_async(customer.id))


async def test_changes_of_a_customer_say_what_was_before(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    customer = await client.v1.customers.create_async(
        {"name": "Nora", "address": {"country": "MX"}, "metadata": {"a": "1", "b": "2"}}
    )
    changed = await client.v1.customers.update_async(
        customer.id, {"address": "", "metadata": {"a": "", "c": "3"}}
    )
    assert (changed.name, changed.address) == ("Nora", None)
    assert metadata_of(changed) == {"b": "2", "c": "3"}
    before = fake.account.of("event")[0]["data"]["previous_attributes"]
    assert before.keys() == {"address", "metadata"}
    assert (before["address"]["country"], before["metadata"]) == ("MX", {"a": "1", "b": "2"})


async def test_a_name_cannot_be_taken_away(client: stripe.StripeClient) -> None:
    customer = await client.v1.customers.create_async({"name": "Nora"})
    error = await refused(client.v1.customers.update_async(customer.id, {"name": ""}))
    assert (error.code, error.param) == ("parameter_invalid_empty", "name")


UNKNOWN_PLACES = ["livemode", "customer.name", "nothing", "line_items.data.price", "a.b.c.d.e"]


@pytest.mark.parametrize("path", UNKNOWN_PLACES)
async def test_only_ids_of_objects_expand(client: stripe.StripeClient, path: str) -> None:
    customer = await client.v1.customers.create_async()
    session = await opened(client, customer=customer.id)
    if path == "line_items.data.price":
        assert (await seen(client, session.id, path)).id == session.id
    else:
        assert (await refused(seen(client, session.id, path))).param == "expand"
