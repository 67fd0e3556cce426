"""What the fake answers has the shape of the SDK's types, and of Stripe's own examples."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import stripe

from tests.support.stripe.account import Thing
from tests.support.stripe.client import sale
from tests.support.stripe.conformity import disagreements
from tests.support.stripe.expansion import expanded
from tests.support.stripe.fake import FakeStripe

pytestmark = pytest.mark.anyio

KINDS = {
    "balance_transaction",
    "billing_portal.configuration",
    "billing_portal.session",
    "charge",
    "checkout.session",
    "customer",
    "dispute",
    "event",
    "payment_intent",
    "refund",
}
LEFT_OUT_UNLESS_EXPANDED = {("charge", "refunds")}


@pytest.fixture
async def things(fake: FakeStripe, client: stripe.StripeClient) -> list[Thing]:
    """Of every kind, in every state they come to."""
    customer = await client.v1.customers.create_async(
        {"email": "nora@example.com", "address": {"country": "MX"}, "metadata": {"a": "b"}}
    )
    await client.v1.billing_portal.configurations.create_async(
        {"features": {"invoice_history": {"enabled": True}}, "name": "Credits"}
    )
    await client.v1.billing_portal.sessions.create_async({"customer": customer.id})
    params: list[Any] = [sale(customer=customer.id), sale(customer_creation="always"), sale()]
    sessions = [await client.v1.checkout.sessions.create_async(one) for one in params]
    paid, later, never = (session.id for session in sessions)
    fake.fail(paid)
    fake.pay(paid)
    fake.refund(paid, 500)
    fake.close_dispute(fake.dispute(paid)["id"], won=True)
    fake.pay_later(later)
    fake.bounce(later)
    fake.expire(never)
    return [thing for kind in sorted(KINDS) for thing in fake.account.of(kind)]


async def test_every_object_is_what_the_sdk_says(fake: FakeStripe, things: list[Thing]) -> None:
    assert {thing["object"] for thing in things} == KINDS
    found = [wrong for thing in things for wrong in disagreements(thing)]
    assert found == []


async def test_expanded_objects_are_what_the_sdk_says(
    fake: FakeStripe, things: list[Thing]
) -> None:
    paths = ["customer", "line_items", "payment_intent.latest_charge.refunds"]
    sessions = [one for one in things if one["object"] == "checkout.session" and one["customer"]]
    assert sessions
    for session in sessions:
        whole = expanded(fake.account, session, paths)
        assert whole["payment_intent"]["latest_charge"]["refunds"]["object"] == "list"
        assert disagreements(whole) == []


async def test_a_wrong_shape_is_noticed(things: list[Thing]) -> None:
    [charge, *_] = [thing for thing in things if thing["object"] == "charge"]
    wrong = {**charge, "amount": "100", "colour": "red", "livemode": 1}
    del wrong["metadata"]
    assert sorted(disagreements(wrong)) == [
        "charge.amount is str",
        "charge.colour is unknown",
        "charge.livemode is int",
        "charge.metadata is missing",
    ]


@pytest.fixture
def fixtures() -> dict[str, Thing]:
    name = os.environ.get("CLARA_STRIPE_FIXTURES")
    if not name:
        pytest.skip("set CLARA_STRIPE_FIXTURES to Stripe's fixtures3.json")
    resources: dict[str, Thing] = json.loads(Path(name).read_text())["resources"]
    return resources


async def test_no_field_of_stripes_examples_is_missing(
    fake: FakeStripe, things: list[Thing], fixtures: dict[str, Thing]
) -> None:
    items = [one for order in fake.account.aside.values() for one in order.line_items]
    assert items
    missing = {
        (thing["object"], name)
        for thing in [*things, *items]
        for name in fixtures[thing["object"]].keys() - thing.keys()
    }
    assert missing == LEFT_OUT_UNLESS_EXPANDED


async def test_a_deleted_customer_is_as_in_stripes_examples(
    client: stripe.StripeClient, fixtures: dict[str, Thing]
) -> None:
    customer = await client.v1.customers.create_async()
    deleted = await client.v1.customers.delete_async(customer.id)
    assert deleted.to_dict().keys() == fixtures["deleted_customer"].keys()
