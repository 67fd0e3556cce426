"""From Stripe's page to the credits and back, through the server over HTTP, on both stores."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import credit_purchases as purchases
from clara.application.ports import PublicUrl
from clara.domain.audit.entry import Outcome
from clara.doors import build_server
from tests.parity.support.doors import client
from tests.support.stripe.client import sale
from tests.support.stripe.fake import WEBHOOK_SECRET, FakeStripe
from tests.support.stripe.shop import WEBHOOK, Shop, opened_shop, signed_in, with_stripe
from tests.support.stripe.webhooks import signature, written
from tests.support.world import World

pytestmark = pytest.mark.anyio

COMPLETED = "checkout.session.completed"


async def status_of(shop: Shop, session_id: str) -> str:
    found = select(purchases.c.status).where(purchases.c.session_id == session_id)
    ((status,),) = await shop.world.rows(found)
    return str(status)


def event_of(fake: FakeStripe, type: str) -> Any:
    """The newest of that type, as it was sent."""
    return next(one for one in fake.account.of("event") if one["type"] == type)


def changed(event: Any, **fields: Any) -> bytes:
    """The event with other fields of its object."""
    copy = json.loads(written(event))
    copy["data"]["object"] |= fields
    return written(copy)


async def noted(shop: Shop, outcome: Outcome) -> list[dict[str, Any]]:
    found = await shop.world.audited(action="credits.notice_received", outcome=outcome)
    return [dict(one.details) for one in found]


async def test_a_payment_on_stripes_page_brings_the_credits(shop: Shop) -> None:
    session = await shop.buys(50)
    assert await shop.buyer.balance() == 0
    assert shop.fake.pay(session) == PublicUrl("http://127.0.0.1:8000").to("/credits")
    assert await shop.buyer.balance() == 0
    assert set(await shop.hears()) == {200}
    assert await shop.buyer.balance() == 5_000
    (only,) = await shop.buyer.transactions()
    assert (only.type, only.value_in_credits, only.fiat_minor) == ("CREDIT", 5_000, 50_00)
    assert await status_of(shop, session) == "paid"
    await shop.buyer.is_sound()


async def test_every_event_three_times_and_shuffled_has_one_effect(shop: Shop) -> None:
    sessions = [await shop.buys(10 + number) for number in range(4)]
    for session in sessions:
        shop.fake.pay(session)
    shop.fake.refund(sessions[0], 5_00)
    shop.fake.refund(sessions[0])
    lost = shop.fake.dispute(sessions[1])
    won = shop.fake.dispute(sessions[2])
    shop.fake.close_dispute(lost["id"], won=False)
    shop.fake.close_dispute(won["id"], won=True)
    answered = await shop.hears(copies=3, shuffled=Random(7))
    assert len(answered) > 60
    assert set(answered) == {200}
    assert await shop.buyer.balance() == (12 + 13) * 100
    await shop.buyer.is_sound()


async def test_what_is_paid_later_counts_when_the_bank_has_paid(shop: Shop) -> None:
    settled, bounced = await shop.buys(20), await shop.buys(30)
    shop.fake.pay_later(settled)
    shop.fake.pay_later(bounced)
    await shop.hears()
    assert await shop.buyer.balance() == 0
    assert await status_of(shop, settled) == "pending"
    shop.fake.settle(settled)
    shop.fake.bounce(bounced)
    await shop.hears()
    assert await shop.buyer.balance() == 2_000
    assert await status_of(shop, bounced) == "failed"
    await shop.buyer.is_sound()


async def test_a_declined_card_may_be_followed_by_another(shop: Shop) -> None:
    session = await shop.buys(5)
    shop.fake.fail(session)
    await shop.hears()
    assert await status_of(shop, session) == "pending"
    shop.fake.pay(session)
    await shop.hears()
    assert await shop.buyer.balance() == 500


async def test_a_page_nobody_paid_expires_after_a_day(shop: Shop) -> None:
    session = await shop.buys(5)
    shop.world.clock.advance(hours=24, seconds=1)
    shop.fake._service.let_time_pass()
    await shop.hears()
    assert await status_of(shop, session) == "expired"
    assert await shop.buyer.balance() == 0


async def test_a_refund_takes_back_what_its_part_of_the_money_bought(shop: Shop) -> None:
    session = await shop.buys(50)
    shop.fake.pay(session)
    shop.fake.refund(session, 20_00)
    await shop.hears()
    assert await shop.buyer.balance() == 3_000
    shop.fake.refund(session)
    await shop.hears()
    assert await shop.buyer.balance() == 0
    await shop.buyer.is_sound()


async def test_credits_already_spent_are_not_taken_below_zero(shop: Shop) -> None:
    session = await shop.buys(50)
    shop.fake.pay(session)
    await shop.hears()
    await shop.buyer.is_given(-4_000)
    shop.fake.refund(session)
    await shop.hears()
    assert await shop.buyer.balance() == 0
    await shop.buyer.is_sound()


@pytest.mark.parametrize(("won", "left"), [(True, 5_000), (False, 0)])
async def test_disputed_credits_wait_for_the_decision(shop: Shop, won: bool, left: int) -> None:
    session = await shop.buys(50)
    shop.fake.pay(session)
    dispute = shop.fake.dispute(session)
    await shop.hears()
    assert await shop.buyer.balance() == 0
    shop.fake.close_dispute(dispute["id"], won=won)
    await shop.hears(shuffled=Random(1))
    assert await shop.buyer.balance() == left
    await shop.buyer.is_sound()


async def test_an_inquiry_takes_nothing(shop: Shop) -> None:
    session = await shop.buys(50)
    shop.fake.pay(session)
    await shop.hears()
    shop.fake.dispute(session)
    event = event_of(shop.fake, "charge.dispute.created")
    response = await shop.tells(changed(event, status="warning_needs_response"))
    assert response.status_code == 200
    assert await shop.buyer.balance() == 5_000


async def test_orders_of_other_products_are_taken_and_change_nothing(
    shop: Shop, fake: FakeStripe, client: Any
) -> None:
    before = await shop.world.dump("audit_entries", "audit_chains")
    foreign = await client.v1.checkout.sessions.create_async(
        sale(metadata={"purchase_id": "order 4711", "user_id": "someone"})
    )
    fake.pay(foreign.id)
    fake.refund(foreign.id, 100)
    dispute = fake.dispute(foreign.id)
    fake.close_dispute(dispute["id"], won=False)
    assert set(await shop.hears()) == {200}
    assert await shop.world.dump("audit_entries", "audit_chains") == before


@pytest.mark.parametrize(
    ("mismatch", "fields"),
    [
        ("amount", {"amount_total": 49_99}),
        ("amount", {"amount_total": None}),
        ("currency", {"currency": "mxn"}),
        ("session", {"id": "cs_test_another"}),
    ],
)
async def test_a_payment_that_is_not_what_was_asked_for_buys_nothing(
    shop: Shop, mismatch: str, fields: dict[str, Any]
) -> None:
    shop.fake.pay(await shop.buys(50))
    event = event_of(shop.fake, COMPLETED)
    response = await shop.tells(changed(event, **fields))
    assert response.status_code == 200
    assert await shop.buyer.balance() == 0
    (refused,) = await noted(shop, Outcome.REFUSED)
    assert refused["mismatch"] == mismatch
    assert refused["provider_event"] == event["id"]


async def test_a_payment_for_another_user_buys_nothing(shop: Shop) -> None:
    shop.fake.pay(await shop.buys(50))
    event = event_of(shop.fake, COMPLETED)
    said = event["data"]["object"]["metadata"]
    thief = shop.world.b.administrator.user.id
    response = await shop.tells(changed(event, metadata={**said, "user_id": thief}))
    assert response.status_code == 200
    assert await shop.buyer.balance() == 0
    assert [one["mismatch"] for one in await noted(shop, Outcome.REFUSED)] == ["user"]


def _unsigned(_: bytes, __: int) -> str:
    return ""


def _by_another(body: bytes, now: int) -> str:
    return signature(body, ["whsec_another"], now)


def _of_another_body(body: bytes, now: int) -> str:
    return signature(body + b" ", [WEBHOOK_SECRET], now)


def _by_an_empty_secret(body: bytes, now: int) -> str:
    return signature(body, [""], now)


def _too_old(body: bytes, now: int) -> str:
    return signature(body, [WEBHOOK_SECRET], now - 301)


def _old_under_a_new_time(body: bytes, now: int) -> str:
    return signature(body, [WEBHOOK_SECRET], now - 301).replace(f"t={now - 301}", f"t={now}")


def _old_beside_a_new_time(body: bytes, now: int) -> str:
    return f"{signature(body, [WEBHOOK_SECRET], now - 301)},t={now}"


def _in_another_scheme(body: bytes, now: int) -> str:
    return signature(body, [WEBHOOK_SECRET], now).replace("v1=", "v2=")


@pytest.mark.parametrize(
    "header",
    [
        _unsigned,
        _by_another,
        _of_another_body,
        _by_an_empty_secret,
        _too_old,
        _old_under_a_new_time,
        _old_beside_a_new_time,
        _in_another_scheme,
        lambda _, now: f"t={now}",
        lambda _, now: f"t={now},v1=",
        lambda _, now: f"t={now},v1=\xe9",
        lambda _, __: "t=9999999999999999999999,v1=00",
        lambda _, __: ",,=,t,v1",
        lambda _, __: "x" * 4_000,
    ],
)
async def test_what_stripe_did_not_sign_is_refused(
    shop: Shop, header: Callable[[bytes, int], str]
) -> None:
    shop.fake.pay(await shop.buys(50))
    body = written(event_of(shop.fake, COMPLETED))
    said = header(body, shop.fake.account.now).encode("latin-1")
    response = await shop.http.post(WEBHOOK, content=body, headers=[(b"stripe-signature", said)])
    assert (response.status_code, response.json()["code"]) == (400, "invalid_signature")
    assert WEBHOOK_SECRET not in response.text
    assert await shop.buyer.balance() == 0


async def test_a_signature_counts_for_five_minutes(shop: Shop) -> None:
    shop.fake.pay(await shop.buys(50))
    body, now = written(event_of(shop.fake, COMPLETED)), shop.fake.account.now
    assert (await shop.tells(body, at=now - 300)).status_code == 200
    assert await shop.buyer.balance() == 5_000


async def test_while_secrets_are_rotated_either_signs(world: World, fake: FakeStripe) -> None:
    secrets = ("whsec_new", "whsec_old")
    async with opened_shop(world, fake, stripe_webhook_secret=secrets) as shop:
        for dollars, secret in ((5, "whsec_old"), (7, "whsec_new")):
            fake.pay(await shop.buys(dollars))
            body = written(event_of(fake, COMPLETED))
            assert (await shop.tells(body, secret)).status_code == 200
        assert (await shop.tells(body)).status_code == 400
        assert await shop.buyer.balance() == 1_200


async def test_an_event_of_the_other_mode_is_no_money(shop: Shop) -> None:
    shop.fake.pay(await shop.buys(50))
    event = {**event_of(shop.fake, COMPLETED), "livemode": True}
    assert (await shop.tells(written(event))).status_code == 200
    assert await shop.buyer.balance() == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"{" * 200_000,
        b'{"id":"evt_1","type":"charge.refunded","created":1e300,"livemode":false,"data":{}}',
        b'{"id":"evt_1","type":"charge.refunded","created":1,"livemode":false,"data":{"object":{}}}',
    ],
)
async def test_signed_nonsense_is_to_be_sent_again(shop: Shop, body: bytes) -> None:
    response = await shop.tells(body)
    assert (response.status_code, response.json()["code"]) == (503, "payments_unavailable")


async def test_what_is_no_text_is_no_notice(shop: Shop) -> None:
    response = await shop.tells(b"\xff\xfe")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_signature")


async def test_events_that_concern_nobody_are_taken(shop: Shop) -> None:
    body = b'{"id":"evt_1","type":"balance.available","created":1,"livemode":false,"data":{"object":{}}}'
    response = await shop.tells(body)
    assert response.status_code == 200
    assert response.json() == {
        "data": None,
        "message": "Notice received successfully.",
        "status": "success",
    }


async def test_a_notice_has_a_megabyte_at_most(shop: Shop) -> None:
    padded = b'{"padding":"' + b"x" * 1024 * 1024 + b'"}'
    response = await shop.tells(padded)
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
    assert (await shop.tells(padded[: 1024 * 1024])).status_code == 503


async def test_a_dispute_waits_while_stripe_is_away(shop: Shop) -> None:
    session = await shop.buys(50)
    shop.fake.pay(session)
    await shop.hears()
    shop.fake.dispute(session)
    shop.fake.nonsense(status=500)
    told = {one.type: one.status for one in await shop.deliveries()}
    assert told == {"charge.dispute.created": 503, "charge.dispute.funds_withdrawn": 503}
    assert await shop.buyer.balance() == 5_000
    shop.fake.recover()
    assert set(await shop.hears()) == {200}
    assert await shop.buyer.balance() == 0


async def test_a_page_whose_address_got_lost_is_still_a_known_purchase(shop: Shop) -> None:
    """We have not heard the name of its session: the purchase is known by ours."""
    await shop.buys(5)
    shop.fake.drop_after_commit(times=3)
    response = await shop.http.post(
        "/api/v1/stripe/buy", json={"amount": 50}, headers=signed_in(shop.world.a.administrator)
    )
    assert (response.status_code, response.json()["code"]) == (503, "payments_unavailable")
    session, _ = shop.fake.account.of("checkout.session")
    shop.fake.pay(session["id"])
    await shop.hears()
    assert await shop.buyer.balance() == 5_000
    assert await status_of(shop, session["id"]) == "paid"
    await shop.buyer.is_sound()


async def test_without_a_signing_secret_there_is_no_such_route(
    world: World, fake: FakeStripe
) -> None:
    settings = with_stripe(world.url, fake, stripe_webhook_secret=())
    async with client(build_server(settings, core=world.core)) as http:
        response = await http.post(WEBHOOK, content=b"{}")
        assert (response.status_code, response.json()["code"]) == (404, "route_not_found")
        document = (await http.get("/openapi.json")).json()
        assert WEBHOOK not in document["paths"]


async def test_with_one_the_document_says_what_is_sent(world: World, fake: FakeStripe) -> None:
    async with client(build_server(with_stripe(world.url, fake), core=world.core)) as http:
        described = (await _document(http))["paths"][WEBHOOK]["post"]
    assert described["security"] == []
    assert "parameters" not in described
    assert described["requestBody"]["required"] is True
    assert {"200", "400", "413", "503"} <= described["responses"].keys()


async def _document(http: httpx.AsyncClient) -> Any:
    return (await http.get("/openapi.json")).json()
