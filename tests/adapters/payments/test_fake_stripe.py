"""The fake refuses what the real API refuses: who asks, in which version, with which parameters."""

import base64
from typing import Any

import pytest
import stripe

from tests.support.clock import FakeClock
from tests.support.stripe.account import API_VERSION
from tests.support.stripe.client import ask, sale, sdk
from tests.support.stripe.fake import SECRET_KEY, FakeStripe
from tests.support.stripe.form import read_form
from tests.support.stripe.refusals import Refusal

pytestmark = pytest.mark.anyio

CUSTOMERS = "/v1/customers"


async def refused(call: Any) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await call
    return caught.value


async def test_the_sdk_speaks_the_version_of_the_fake(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    await client.v1.customers.list_async()
    [request] = fake.asked
    assert request.headers["stripe-version"] == API_VERSION


async def test_a_wrong_key_is_refused(fake: FakeStripe) -> None:
    async with sdk(fake.url, key="sk_test_somebody_elses") as stranger:
        with pytest.raises(stripe.AuthenticationError) as caught:
            await stranger.v1.customers.list_async()
    assert caught.value.http_status == 401
    assert "sk_test_somebody_elses" not in str(caught.value)


async def test_a_key_that_was_taken_back_is_refused(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    await client.v1.customers.list_async()
    fake.keys.clear()
    with pytest.raises(stripe.AuthenticationError):
        await client.v1.customers.list_async()


async def test_a_publishable_key_is_not_enough(fake: FakeStripe) -> None:
    async with sdk(fake.url, key="pk_test_loopback") as browser:
        with pytest.raises(stripe.AuthenticationError) as caught:
            await browser.v1.customers.list_async()
    assert caught.value.error is not None
    assert caught.value.error.code == "secret_key_required"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Basic ###", f"Token {SECRET_KEY}"])
async def test_an_authorization_without_a_key_is_refused(
    fake: FakeStripe, authorization: str
) -> None:
    answer = await ask(fake.url + CUSTOMERS, authorization=authorization)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic ")


async def test_basic_authentication_has_the_key_as_user(fake: FakeStripe) -> None:
    pair = base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
    answer = await ask(fake.url + CUSTOMERS, method="GET", authorization=f"Basic {pair}")
    assert answer.status_code == 200


async def test_a_version_is_required(fake: FakeStripe) -> None:
    answer = await ask(fake.url + CUSTOMERS, without="stripe-version")
    assert answer.status_code == 400


@pytest.mark.parametrize("version", ["latest", "2026-10-28; rm", "2019-12-03", "1999-01-01"])
async def test_only_the_version_of_the_sdk_is_spoken(fake: FakeStripe, version: str) -> None:
    answer = await ask(fake.url + CUSTOMERS, stripe_version=version)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


async def test_other_accounts_are_closed(fake: FakeStripe) -> None:
    answer = await ask(fake.url + CUSTOMERS, stripe_account="acct_other")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "account_invalid"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/nothing"), ("DELETE", "/v1/refunds/re_1"), ("POST", "/v2/customers")],
)
async def test_an_address_that_is_none_is_not_found(
    fake: FakeStripe, method: str, path: str
) -> None:
    answer = await ask(fake.url + path, method=method)
    assert answer.status_code == 404
    assert "code" not in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "kind"), [("{}", "application/json"), ("name=Nora", "text/plain"), ("name=Nora", "")]
)
async def test_only_forms_are_understood(fake: FakeStripe, body: str, kind: str) -> None:
    answer = await ask(fake.url + CUSTOMERS, body=body, content_type=kind)
    assert answer.status_code == 400
    assert fake.account.of("customer") == []


async def test_every_answer_has_an_id_of_its_request(fake: FakeStripe) -> None:
    good = await ask(fake.url + CUSTOMERS)
    bad = await ask(fake.url + CUSTOMERS, body="nothing=1")
    assert good.headers["request-id"].startswith("req_")
    assert bad.headers["request-id"] not in ("", good.headers["request-id"])
    assert bad.headers["request-id"] in bad.json()["error"]["request_log_url"]


async def test_an_unknown_parameter_is_refused(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    params: Any = {"emial": "a@example.com"}
    error = await refused(client.v1.customers.create_async(params))
    assert (error.http_status, error.code, error.param) == (400, "parameter_unknown", "emial")
    assert fake.account.of("customer") == []


WRONG_SALES: dict[str, tuple[dict[str, Any], str | None, str]] = {
    "unknown inside": (
        {"payment_intent_data": {"meta": "x"}},
        "parameter_unknown",
        "payment_intent_data[meta]",
    ),
    "unknown in an item": (
        {"line_items": [{"amount": "1", "quantity": "1"}]},
        "parameter_unknown",
        "line_items[0][amount]",
    ),
    "missing inside": (
        {"line_items": [{"quantity": 1, "price_data": {"unit_amount": 100}}]},
        "parameter_missing",
        "line_items[0][price_data][currency]",
    ),
    "no items": ({"line_items": []}, "parameter_missing", "line_items"),
    "no price": (
        {"line_items": [{"quantity": 1}]},
        "parameter_missing",
        "line_items[0][price_data]",
    ),
    "no integer": ({"expires_at": "tomorrow"}, "parameter_invalid_integer", "expires_at"),
    "no boolean": ({"allow_promotion_codes": "maybe"}, None, "allow_promotion_codes"),
    "no such choice": ({"submit_type": "steal"}, None, "submit_type"),
    "an empty text": (
        {"client_reference_id": ""},
        "parameter_invalid_empty",
        "client_reference_id",
    ),
    "a text for a tree": ({"payment_intent_data": "x"}, None, "payment_intent_data"),
    "a tree for a text": ({"client_reference_id": {"a": "b"}}, None, "client_reference_id"),
    "a long reference": ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
    "no address": ({"success_url": "clara.example/paid"}, "url_invalid", "success_url"),
    "no customer": ({"customer": "cus_nobody"}, "resource_missing", "customer"),
    "no mail": ({"customer_email": "nobody"}, "email_invalid", "customer_email"),
    "two buyers": ({"customer": "cus_1", "customer_email": "a@example.com"}, None, "customer"),
    "two currencies": (
        {"line_items": [*sale(100, "usd")["line_items"], *sale(100, "eur")["line_items"]]},
        None,
        "line_items",
    ),
    "a long key": ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
    "a long value": ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
    "many keys": ({"metadata": {f"k{n}": "v" for n in range(51)}}, None, "metadata"),
    "too little": (sale(49), "amount_too_small", "line_items"),
    "too little of a currency": (sale(999, "mxn"), "amount_too_small", "line_items"),
    "less than nothing": (
        sale(-1),
        "parameter_invalid_integer",
        "line_items[0][price_data][unit_amount]",
    ),
    "no currency": (sale(500, "clc"), None, "line_items[0][price_data][currency]"),
    "what the fake does not do": (
        {"automatic_tax": {"enabled": True}},
        "beyond_the_fake",
        "automatic_tax",
    ),
}


@pytest.mark.parametrize(("changes", "code", "param"), WRONG_SALES.values(), ids=WRONG_SALES.keys())
async def test_a_wrong_checkout_is_refused(
    fake: FakeStripe,
    client: stripe.StripeClient,
    changes: dict[str, Any],
    code: str | None,
    param: str,
) -> None:
    params: Any = {**sale(), **changes}
    error = await refused(client.v1.checkout.sessions.create_async(params))
    assert (error.http_status, error.code, error.param) == (400, code, param)
    assert fake.account.of("checkout.session") == []


@pytest.mark.parametrize("name", ["mode", "line_items", "success_url"])
async def test_a_checkout_needs(client: stripe.StripeClient, name: str) -> None:
    params: Any = {key: value for key, value in sale().items() if key != name}
    error = await refused(client.v1.checkout.sessions.create_async(params))
    assert (error.code, error.param) == ("parameter_missing", name)


@pytest.mark.parametrize(
    ("minutes", "is_taken"), [(29, False), (30, True), (1440, True), (1441, False)]
)
async def test_a_checkout_stays_open_for_half_an_hour_to_a_day(
    client: stripe.StripeClient, clock: FakeClock, minutes: int, is_taken: bool
) -> None:
    at = int(clock.now().timestamp()) + minutes * 60
    params: Any = sale(expires_at=at)
    if is_taken:
        session = await client.v1.checkout.sessions.create_async(params)
        assert session.expires_at == at
    else:
        error = await refused(client.v1.checkout.sessions.create_async(params))
        assert error.param == "expires_at"


async def test_a_deleted_customer_buys_nothing(client: stripe.StripeClient) -> None:
    customer = await client.v1.customers.create_async()
    await client.v1.customers.delete_async(customer.id)
    params: Any = sale(customer=customer.id)
    for call in (
        client.v1.checkout.sessions.create_async(params),
        client.v1.billing_portal.sessions.create_async({"customer": customer.id}),
    ):
        error = await refused(call)
        assert (error.http_status, error.code) == (400, "resource_missing")
        assert error.param == "customer"


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({}, "parameter_missing", "customer"),
        ({"return_url": "/credits"}, "url_invalid", "return_url"),
        ({"configuration": "bpc_none"}, "resource_missing", "configuration"),
        (
            {"flow_data": {"after_completion": {"type": "redirect"}}},
            "parameter_missing",
            "flow_data[type]",
        ),
    ],
)
async def test_a_wrong_portal_is_refused(
    client: stripe.StripeClient, params: Any, code: str, param: str
) -> None:
    customer = await client.v1.customers.create_async()
    sent: Any = {"customer": customer.id, **params} if params else {}
    error = await refused(client.v1.billing_portal.sessions.create_async(sent))
    assert (error.code, error.param) == (code, param)


async def test_a_portal_that_was_never_set_up_is_refused(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    customer = await client.v1.customers.create_async()
    opened = await client.v1.billing_portal.sessions.create_async(
        {"customer": customer.id, "return_url": "https://clara.example/credits"}
    )
    assert opened.url.startswith("https://billing.stripe.com/")
    fake.forget_portal()
    error = await refused(client.v1.billing_portal.sessions.create_async({"customer": customer.id}))
    assert (error.http_status, error.code) == (400, None)


FORMS: dict[str, tuple[str, Any]] = {
    "trees": ("a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
    "places": ("a[0][b]=1&a[1][b]=2", {"a": {"0": {"b": "1"}, "1": {"b": "2"}}}),
    "lists": ("a[]=1&a[]=2", {"a": ["1", "2"]}),
    "lists of trees": ("a[][b]=1&a[][c]=2&a[][b]=3", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
    "escapes": ("a%5Bb%5D=%C3%B1+%26", {"a": {"b": "ñ &"}}),
    "again": ("a=1&a=2", {"a": "2"}),
    "stray brackets": ("a[b=1&c]=2", {"a[b": "1", "c]": "2"}),
    "nothing": ("", {}),
}


@pytest.mark.parametrize(("text", "tree"), FORMS.values(), ids=FORMS.keys())
async def test_forms_are_read_as_trees(text: str, tree: Any) -> None:
    assert read_form(text) == tree


@pytest.mark.parametrize("text", ["a=1&a[b]=2", "a[b]=1&a[]=2", "a=%FF", "a" + "[b]" * 30 + "=1"])
async def test_forms_that_say_two_things_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read_form(text)
