"""What Stripe could not tell us is found by asking, on both stores."""

import asyncio
import logging
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from clara import doors
from clara.adapters.payments.reconciling import Reconciling
from clara.adapters.persistence.tables import credit_purchases as purchases
from clara.adapters.persistence.tables import credit_transfers as transfers
from clara.application.call import Call
from clara.application.credits.reconciliation import Reconciler, Reconciliation
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Door
from clara.domain.credits.ledger import TransferKind
from clara.domain.credits.payment import FactKind
from clara.domain.errors import Unavailable
from tests.adapters.payments.test_stripe_webhook import status_of
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.shop import Shop, opened_shop
from tests.support.world import World

pytestmark = pytest.mark.anyio

OPERATOR = Call(door=Door.CLI, request_id="request")


async def reconcile(shop: Shop, days: int = 3) -> Reconciliation:
    return await Reconciler(shop.core.runner, OPERATOR).reconcile(days)


async def test_payments_whose_events_got_lost_are_found(shop: Shop) -> None:
    paid, refunded, disputed = [await shop.buys(dollars) for dollars in (10, 20, 30)]
    for session in (paid, refunded, disputed):
        shop.fake.pay(session)
    shop.fake.refund(refunded, 5_00)
    shop.fake.dispute(disputed)
    shop.fake.webhooks.lose()
    done = await reconcile(shop)
    assert {one.outcome for one in done.settled} == {"applied", "unchanged"}
    assert await shop.buyer.balance() == 1_000 + 1_500
    await shop.buyer.is_sound()


async def test_what_is_known_is_not_settled_again_nor_logged(shop: Shop) -> None:
    session = await shop.buys(10)
    shop.fake.pay(session)
    shop.fake.refund(session, 5_00)
    await shop.hears()
    before = await _left(shop)
    done = await reconcile(shop)
    assert (done.settled, done.found.heard, done.found.asked) == ((), 2, 0)
    assert await _left(shop) == before


async def _left(shop: Shop) -> Any:
    """What is stored, and how much is in the activity log, which is sealed meanwhile."""
    return await shop.world.dump("audit_entries", "audit_chains"), len(await shop.world.audited())


async def test_events_that_come_after_all_change_nothing(shop: Shop) -> None:
    session = await shop.buys(10)
    shop.fake.pay(session)
    await reconcile(shop)
    assert await shop.buyer.balance() == 1_000
    assert set(await shop.hears(copies=2, shuffled=Random(3))) == {200}
    assert await shop.buyer.balance() == 1_000
    await shop.buyer.is_sound()


async def test_two_servers_that_reconcile_at_once_credit_once(
    world: World, fake: FakeStripe, shop: Shop
) -> None:
    for dollars in (5, 6, 7, 8):
        fake.pay(await shop.buys(dollars))
    fake.webhooks.lose()
    async with opened_shop(world, fake) as other:
        await asyncio.gather(*(reconcile(one) for one in (shop, other, shop)))
    assert await shop.buyer.balance() == 2_600
    await shop.buyer.is_sound()


async def test_a_purchase_older_than_stripes_memory_is_looked_up_by_itself(shop: Shop) -> None:
    session = await shop.buys(10)
    shop.fake.pay(session)
    shop.fake.webhooks.lose()
    shop.world.clock.advance(days=31)
    done = await reconcile(shop, days=30)
    assert (done.found.heard, done.found.asked) == (0, 1)
    assert await shop.buyer.balance() == 1_000


async def test_a_purchase_of_a_minute_ago_is_not_looked_up(shop: Shop) -> None:
    await shop.buys(10)
    assert (await reconcile(shop)).found.asked == 0
    shop.world.clock.advance(minutes=5, seconds=1)
    assert (await reconcile(shop)).found.asked == 1


async def test_a_page_that_nobody_ever_saw_is_over_after_a_day(shop: Shop) -> None:
    await shop.buys(5)
    shop.fake.nonsense()
    with pytest.raises(Unavailable):
        await shop.buyer.buys(50)
    shop.fake.recover()
    shop.world.clock.advance(hours=24, minutes=1)
    done = await reconcile(shop)
    assert [one.fact.kind for one in done.settled] == [FactKind.EXPIRED, FactKind.EXPIRED]
    assert (await reconcile(shop)).settled == ()


async def test_a_payment_of_another_amount_is_named_and_not_credited(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    session = await shop.buys(10)
    shop.fake.pay(session)
    shop.fake.webhooks.lose()
    (event,) = [
        one for one in shop.fake.account.of("event") if one["type"].startswith("checkout.session")
    ]
    event["data"]["object"]["amount_total"] = 9_99
    done = await reconcile(shop)
    (doubtful,) = done.found.doubtful
    assert (doubtful.mismatch, doubtful.fact.id) == ("amount", event["id"])
    assert done.settled == ()
    assert await shop.buyer.balance() == 0


async def test_a_server_says_what_was_missed_and_what_is_doubtful_once(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = await shop.buys(10), await shop.buys(20)
    for session in (good, bad):
        shop.fake.pay(session)
    shop.fake.webhooks.lose()
    event = next(one for one in shop.fake.account.of("event") if one["data"]["object"]["id"] == bad)
    event["data"]["object"]["currency"] = "mxn"
    work = Reconciling(shop.core.runner, shop.core.ids)
    with caplog.at_level(logging.WARNING, "clara.payments"):
        await work()
        await work()
    assert await shop.buyer.balance() == 1_000
    assert await status_of(shop, good) == "paid"
    assert caplog.text.count("nobody told of paid") == 1
    assert caplog.text.count(f"paid {event['id']} is about a purchase of ours") == 1
    (entry,) = await shop.world.audited(action="credits.payment_settled")
    assert (entry.outcome, entry.client) == (Outcome.DONE, "clara serve")


async def test_a_server_reconciles_without_being_told(
    world: World, fake: FakeStripe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "_RECONCILED_SECONDS", 0.05)
    async with opened_shop(world, fake) as shop:
        fake.pay(await shop.buys(10))
        async with asyncio.timeout(20):
            while await shop.buyer.balance() != 1_000:  # noqa: ASYNC110  (nothing to wait for)
                await asyncio.sleep(0.05)


async def test_while_stripe_is_away_the_server_tries_again_later(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    shop.fake.pay(await shop.buys(10))
    shop.fake.webhooks.lose()
    work = Reconciling(shop.core.runner, shop.core.ids)
    shop.fake.nonsense(status=500)
    await work()
    assert "payments can't be reconciled yet" in caplog.text
    assert await shop.buyer.balance() == 0
    shop.fake.recover()
    await work()
    assert await shop.buyer.balance() == 1_000


async def test_readiness_says_that_stripe_is_away_and_the_rest_goes_on(shop: Shop) -> None:
    async def checks() -> tuple[int, str, str]:
        response = await shop.http.get("/api/v1/health/ready")
        data = response.json()["data"]
        return response.status_code, data["status"], data["checks"]["stripe"]

    assert await checks() == (200, "ready", "ok")
    await shop.fake.down()
    with pytest.raises(Unavailable):
        await shop.buyer.buys(5)
    assert await checks() == (200, "degraded", "degraded")
    assert await shop.buyer.balance() == 0
    await shop.fake.up()
    await shop.buys(5)
    assert await checks() == (200, "ready", "ok")


async def test_a_payment_that_cannot_be_settled_holds_up_no_other(shop: Shop) -> None:
    first, second = await shop.buys(10), await shop.buys(20)
    for session in (first, second):
        shop.fake.pay(session)
    shop.fake.webhooks.lose()
    await _spoil(shop, first)
    with pytest.raises(ExceptionGroup, match="could not be settled"):
        await reconcile(shop)
    assert await status_of(shop, first) == "pending"
    assert await status_of(shop, second) == "paid"
    assert await shop.buyer.balance() == 2_000


async def _spoil(shop: Shop, session_id: str) -> None:
    """As no run of the product would: a transfer that is there before its purchase is paid."""
    found = select(purchases.c.id, purchases.c.user_id)
    ((id, user_id),) = await shop.world.rows(found.where(purchases.c.session_id == session_id))
    transfer = {
        "id": "credit_" + "0" * 32,
        "user_id": user_id,
        "kind": TransferKind.PURCHASE.value,
        "reference": id,
        "step": "paid",
        "description": "Spoiled",
        "at": 1,
    }
    await shop.world.change(insert(transfers).values(transfer))
