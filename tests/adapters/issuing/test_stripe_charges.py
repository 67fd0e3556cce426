"""Charges on cards that Stripe issued: decided by us in time, and one truth at the end, whatever comes
twice, late or in another order."""

import asyncio
from random import Random

import pytest
from sqlalchemy import update

from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import cards
from clara.application.authorizations.view_card_authorization import ViewCardAuthorization
from clara.domain.authorizations.authorization import AuthorizationStatus, FactKind
from clara.domain.authorizations.reason import DeclineReason
from tests.support.stripe.bank import ISSUING_WEBHOOK, Bank
from tests.support.stripe.webhooks import signature, written

pytestmark = pytest.mark.anyio
only_sqlite = pytest.mark.parametrize("store", ["sqlite"])


@only_sqlite
async def test_a_charge_is_approved_up_to_the_limit_and_declined_above_it(bank: Bank) -> None:
    card = await bank.issue(limit=100)
    theirs = bank.at_stripe(card)["id"]
    one = await bank.fake.terminal.charge(theirs, 60_00)
    two = await bank.fake.terminal.charge(theirs, 60_00)
    assert (one["approved"], two["approved"]) == (True, False)
    assert two["metadata"] == {"clara": "period_limit_exceeded"}
    assert await bank.hears(copies=2) == {200}
    first, second = sorted(await bank.authorizations(card), key=lambda one: one.held_minor)
    assert (first.reason, second.held_minor) == (DeclineReason.PERIOD_LIMIT_EXCEEDED, 60_00)
    assert await bank.spent(card) == 60_00


async def test_a_life_of_a_charge_told_twice_and_in_any_order_is_one_truth(bank: Bank) -> None:
    card = await bank.issue()
    theirs = bank.at_stripe(card)["id"]
    terminal = bank.fake.terminal
    one = await terminal.charge(theirs, 100_00)
    await terminal.increment(one["id"], 20_00)
    terminal.reverse(one["id"], 10_00)
    terminal.capture(one["id"], 50_00, closes=False)
    terminal.capture(one["id"], 60_00)
    terminal.refund(one["id"], 5_00)
    terminal.force_capture(theirs, 7_00)
    assert await bank.hears(copies=3, shuffled=Random(7)) == {200}
    by_merchant = {one.charge.merchant_raw: one for one in await bank.authorizations(card)}
    charge = by_merchant["UBER TRIP"]
    assert (charge.status, charge.held_minor) == (AuthorizationStatus.POSTED, 0)
    assert (charge.posted_minor, charge.refunded_minor) == (110_00, 5_00)
    assert by_merchant["AIRPLANE SNACKS"].posted_minor == 7_00
    assert await bank.spent(card) == 112_00
    before = await bank.rows(card)
    done = await bank.sync()
    assert (done.applied, done.failed) == ((), {})
    assert await bank.rows(card) == before


async def test_what_nobody_told_is_found_by_asking(bank: Bank) -> None:
    card = await bank.issue()
    theirs = bank.at_stripe(card)["id"]
    bank.fake.terminal.asks = None  # Stripe decides alone
    one = await bank.fake.terminal.charge(theirs, 30_00)
    bank.fake.terminal.capture(one["id"], 31_50)
    other = await bank.fake.terminal.charge(theirs, 8_00, "NETFLIX.COM")
    bank.fake.terminal.expire(other["id"])
    no = await bank.fake.terminal.charge(theirs, 9_00, "GYM", approves_alone=False)
    bank.fake.terminal.force_capture(theirs, 2_00)
    bank.fake.terminal.switch(theirs, "inactive")
    bank.fake.webhooks.lose()
    done = await bank.sync()
    assert {one.about for one in done.applied} == {"authorization", "transaction", "card"}
    found = {one.charge.merchant_raw: one for one in await bank.authorizations(card)}
    assert found["UBER TRIP"].posted_minor == 31_50
    assert found["NETFLIX.COM"].held_minor == 0
    assert not no["approved"]
    assert found["GYM"].reason is DeclineReason.DECLINED_BY_ISSUER
    assert found["AIRPLANE SNACKS"].posted_minor == 2_00
    assert await bank.spent(card) == 33_50
    assert (await bank.card(card)).locks
    again = await bank.sync()
    assert (again.applied, again.failed, again.pending) == ((), {}, 0)


@only_sqlite
async def test_a_request_that_comes_again_is_answered_alike_and_counted_once(bank: Bank) -> None:
    card = await bank.issue(limit=100)
    theirs = bank.at_stripe(card)["id"]
    await bank.fake.terminal.charge(theirs, 60_00)
    event = next(
        one
        for one in bank.fake.account.of("event")
        if one["type"] == "issuing_authorization.request"
    )
    body, secret = written(event), bank.core.settings.stripe_issuing_webhook_secret
    for _ in range(2):
        signed = {"stripe-signature": signature(body, secret, bank.fake.account.now)}
        answer = await bank.http.post(ISSUING_WEBHOOK, content=body, headers=signed)
        assert answer.json()["approved"] is True
    assert await bank.spent(card) == 60_00
    assert len(await bank.authorizations(card)) == 1


@only_sqlite
async def test_a_charge_on_a_card_that_is_none_of_ours_is_declined_and_not_kept(
    bank: Bank,
) -> None:
    card = await bank.issue()
    stranger = bank.at_stripe(await bank.issue(cardholder_name="Elena Gómez"))
    unknown = {**stranger, "id": "ic_unknown", "metadata": {}}
    bank.fake.account.put(unknown)
    one = await bank.fake.terminal.charge("ic_unknown", 5_00)
    assert (one["approved"], one["metadata"]) == (False, {"clara": "card_unknown"})
    assert await bank.hears() == {200}
    assert await bank.authorizations(card) == ()


async def test_where_the_decision_fails_the_charge_is_declined_in_time(bank: Bank) -> None:
    card = await bank.issue()
    theirs = bank.at_stripe(card)["id"]
    async with bank.core.database.writing() as connection:
        # Somebody else has the card, for longer than a terminal waits.
        await connection.change(Statement(update(cards).values(version=cards.c.version)))
        one = await bank.fake.terminal.charge(theirs, 5_00)
    assert one["request_history"][0]["reason"] == "webhook_declined"
    (status, said) = bank.fake.terminal.answers[-1] or (0, None)
    assert (status, said) == (200, {"approved": False, "metadata": {"clara": "not_decided"}})


@only_sqlite
async def test_a_notice_that_is_not_signed_is_refused(bank: Bank) -> None:
    card = await bank.issue()
    event = bank.fake.account.emit("issuing_authorization.request", bank.at_stripe(card))
    body = written(event)
    for secret in ("whsec_other", "whsec_loopback"):
        signed = {"stripe-signature": signature(body, [secret], bank.fake.account.now)}
        answer = await bank.http.post(ISSUING_WEBHOOK, content=body, headers=signed)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_signature")


@only_sqlite
async def test_what_stripe_approved_late_and_captured_is_booked_although_we_declined(
    bank: Bank,
) -> None:
    card = await bank.issue(limit=10)
    one = await bank.fake.terminal.charge(bank.at_stripe(card)["id"], 50_00)
    one.update(approved=True, status="pending")
    bank.fake.terminal.capture(one["id"], 50_00)
    assert await bank.hears() == {200}
    (ours,) = await bank.authorizations(card)
    assert (ours.reason, ours.posted_minor) == (DeclineReason.PERIOD_LIMIT_EXCEEDED, 50_00)
    assert await bank.spent(card) == 50_00


@only_sqlite
async def test_facts_of_an_authorization_name_what_happened(bank: Bank) -> None:
    card = await bank.issue()
    one = await bank.fake.terminal.charge(bank.at_stripe(card)["id"], 40_00)
    bank.fake.terminal.reverse(one["id"])
    await bank.hears()
    (ours,) = await bank.authorizations(card)
    assert ours.status is AuthorizationStatus.REVERSED
    detail = await bank.world.run(ViewCardAuthorization, authorization_id=ours.id)
    assert [one.kind for one in detail.facts] == [FactKind.AUTHORIZED, FactKind.REVERSED]


async def test_notices_that_come_at_once_are_booked_once(bank: Bank) -> None:
    card = await bank.issue()
    terminal = bank.fake.terminal
    terminal.asks = None
    one = await terminal.charge(bank.at_stripe(card)["id"], 80_00)
    terminal.capture(one["id"], 30_00, closes=False)
    terminal.capture(one["id"], 50_00)
    await asyncio.gather(*(bank.hears(copies=2) for _ in range(4)))
    assert await bank.hears() <= {200}
    (ours,) = await bank.authorizations(card)
    assert (ours.posted_minor, ours.held_minor) == (80_00, 0)
    assert await bank.spent(card) == 80_00


@only_sqlite
async def test_what_we_approve_and_stripe_then_refuses_is_held_no_longer(bank: Bank) -> None:
    card = await bank.issue()
    one = await bank.fake.terminal.charge(bank.at_stripe(card)["id"], 20_00)
    one.update(approved=False, status="closed")  # its balance for issuing was too low
    assert await bank.hears() == {200}
    (ours,) = await bank.authorizations(card)
    assert (ours.status, ours.held_minor) == (AuthorizationStatus.REVERSED, 0)
