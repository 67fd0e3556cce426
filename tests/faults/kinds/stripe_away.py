"""Stripe gone, slow, talking nonsense, or doing what it was asked and not saying so, while credits are
bought; and what it tells afterwards, twice, late and in any order."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import forgetful
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.stripe.fake import FakeStripe, fake_stripe
from tests.support.stripe.shop import Shop, opened_shop, session_in, signed_in

_DOLLARS, _CREDITS = 5, 500
_ENOUGH = 8
"""Attempts in which somebody who is patient has to get their page."""
_SDK_TRIES = 3

Harm = Callable[[FakeStripe], Awaitable[None]]
Settling = Callable[[], AbstractContextManager[None]]


async def _gone(fake: FakeStripe) -> None:
    await fake.down()


async def _slow(fake: FakeStripe) -> None:
    fake.slow(5.0)


async def _wrong(fake: FakeStripe) -> None:
    fake.nonsense()


async def _done_and_not_said(fake: FakeStripe) -> None:
    fake.drop_after_commit(_SDK_TRIES)


async def _healed(fake: FakeStripe) -> None:
    await fake.down()
    fake.recover()
    await fake.up()


def _be_impatient(shop: Shop) -> None:
    """Wait a fifth of a second for Stripe, where the product waits for ten."""
    api: Any = shop.core.gateway.api
    api._timeout_seconds, api._deadline_seconds = 0.2, 3.0


async def _page(shop: Shop, key: str) -> str | None:
    """The session of a page; None where Stripe can't be reached."""
    answer = await shop.http.post(
        "/api/v1/stripe/buy",
        json={"amount": _DOLLARS},
        headers={**signed_in(shop.world.a.administrator), "idempotency-key": key},
    )
    if answer.status_code == 503:
        return None
    assert answer.status_code == 201, answer.text
    return session_in(answer.json()["data"]["url"])


def _bought(harm: Harm, settling: Settling = nullcontext) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, refused = Tally(), 0
        async with (
            at_work(site) as world,
            fake_stripe(world.clock) as fake,
            opened_shop(world, fake) as shop,
        ):
            _be_impatient(shop)
            for number, _ in enumerate(rounds(budget)):
                await harm(fake)
                refused += await _page(shop, f"key {number}") is None
                await _healed(fake)
                before = await shop.buyer.balance()
                paid = await _insisted(shop, f"key {number}")
                fake.pay(paid)
                with settling():
                    await shop.hears(copies=2)
                gained = await shop.buyer.balance() - before
                tally.cases += 1
                tally.happened(gained // _CREDITS)
                tally.must(await _page(shop, f"key {number}") == paid, "Another page came.")
            await tally.look(shop.world)
        tally.must(refused == tally.cases, "Somebody got a page of a Stripe that was not there.")
        return tally.outcome(f"{refused} × 503, each repeated with its key")

    return fault


async def _insisted(shop: Shop, key: str) -> str:
    for _ in range(_ENOUGH):
        page = await _page(shop, key)
        if page is not None:
            return page
        shop.world.clock.advance(seconds=30)
    raise AssertionError("no page")


def _told(settling: Settling = nullcontext) -> Fault:
    """Purchases are paid, refunded in part, disputed and won, and all of that is told three times, an
    hour late, in any order."""

    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, events = Tally(), 0
        async with (
            at_work(site) as world,
            fake_stripe(world.clock) as fake,
            opened_shop(world, fake) as shop,
        ):
            for dice in rounds(budget):
                before = await shop.buyer.balance()
                for number in range(3):
                    session = await shop.buys(_DOLLARS)
                    fake.pay(session)
                    if number == 1:
                        fake.refund(session, 100)
                    if number == 2:
                        fake.close_dispute(fake.dispute(session)["id"], won=True)
                world.clock.advance(hours=1)
                with settling():
                    events += len(await shop.deliveries(copies=3, shuffled=dice))
                tally.cases += 3
                gained = await shop.buyer.balance() - before
                tally.happened(gained // 100, (3 * _CREDITS - 100) // 100)
            await tally.look(shop.world)
        return tally.outcome(f"{events} notices of {tally.cases} purchases")

    return fault


def _kind(name: str, sentence: str, harm: Harm) -> Kind:
    return Kind(name, BOTH, sentence, on_a_site(_bought(harm)), on_a_site(_bought(harm, forgetful)))


KINDS = (
    _kind(
        "stripe-gone", "Buying is answered 503; repeated, it is one purchase, credited once.", _gone
    ),
    _kind(
        "stripe-slow", "What takes Stripe too long is answered 503, and credited once later.", _slow
    ),
    _kind("stripe-wrong", "Nonsense of Stripe's is answered 503 and changes nothing.", _wrong),
    _kind(
        "stripe-done-and-not-said",
        "What Stripe did without saying so is found again by its key: one page, credited once.",
        _done_and_not_said,
    ),
    Kind(
        "stripe-notices-shuffled",
        BOTH,
        "Notices twice, late and in any order leave what the payments come to.",
        on_a_site(_told()),
        on_a_site(_told(forgetful)),
    ),
)
