"""A lock of a card that Stripe issued: intended, told, confirmed, and it stops money throughout."""

import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import issuer_holders
from clara.application.issuer_news.telling_issuers import TAKEN_FOR, ToldCards
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.cards.card import CardStatus, Issuer, LockLevel
from clara.domain.cards.issuer_state import IssuerState
from tests.support.stripe.bank import Bank
from tests.support.stripe.shop import signed_in

pytestmark = pytest.mark.anyio
only_sqlite = pytest.mark.parametrize("store", ["sqlite"])


@only_sqlite
async def test_a_card_is_issued_by_stripe_for_somebody_new(bank: Bank) -> None:
    card = await bank.issue(limit=200)
    theirs = bank.at_stripe(card)
    assert (card.issuer, card.status, card.last_four) == (
        Issuer.STRIPE,
        CardStatus.ACTIVE,
        theirs["last4"],
    )
    assert theirs["cardholder"]["name"] == "Luis Pérez"
    (limit,) = theirs["spending_controls"]["spending_limits"]
    assert (limit["amount"], limit["interval"]) == (200_00, "monthly")
    assert await bank.hears() == {200}


async def test_a_locked_card_is_inactive_there_and_a_charge_is_declined_with_the_reason(
    bank: Bank,
) -> None:
    card = await bank.issue()
    change = await bank.lock(card)
    assert (change.issuer, change.after) == (IssuerState.CONFIRMED, CardStatus.LOCKED)
    theirs = bank.at_stripe(card)
    assert theirs["status"] == "inactive"
    await bank.fake.terminal.charge(theirs["id"], 10_00)
    assert bank.fake.terminal.answers == []  # Stripe declines alone
    assert await bank.hears() == {200}
    (one,) = await bank.authorizations(card)
    assert one.reason is DeclineReason.LOCKED_BY_COMPANY
    unlocked = await bank.unlock(card)
    assert (unlocked.issuer, theirs["status"]) == (IssuerState.CONFIRMED, "active")
    await bank.fake.terminal.charge(theirs["id"], 10_00)
    assert bank.fake.terminal.answers[-1] == (
        200,
        {"approved": True, "metadata": {"clara": "approved"}},
    )


async def test_while_the_issuer_does_not_answer_a_lock_is_pending_and_our_decision_declines(
    bank: Bank,
) -> None:
    card = await bank.issue()
    theirs = bank.at_stripe(card)
    await bank.fake.down()
    change = await bank.lock(card, reason="Lost in a taxi")
    assert change.issuer is IssuerState.PENDING
    assert change.note is not None
    assert theirs["status"] == "active"
    again = await bank.lock(card)
    assert (again.changed, again.issuer) == (False, IssuerState.PENDING)
    # Terminals still reach Stripe, and Stripe still asks us.
    await bank.fake.terminal.charge(theirs["id"], 10_00)
    assert bank.fake.terminal.answers[-1] == (
        200,
        {"approved": False, "metadata": {"clara": "locked_by_company"}},
    )
    for _ in range(2):
        bank.world.clock.advance(minutes=30)
        assert await bank.core.telling.tell_due() == 0
    await bank.fake.up()
    bank.world.clock.advance(minutes=5)
    assert await bank.core.telling.tell_due() == 1
    assert theirs["status"] == "inactive"
    assert (await bank.lock(card)).issuer is IssuerState.CONFIRMED
    assert await bank.core.telling.tell_due() == 0


@only_sqlite
async def test_a_lock_and_its_undoing_while_the_issuer_is_away_end_as_one_truth(
    bank: Bank,
) -> None:
    card = await bank.issue()
    await bank.fake.down()
    await bank.lock(card)
    assert (await bank.unlock(card)).issuer is IssuerState.PENDING
    await bank.fake.up()
    bank.world.clock.advance(minutes=6)
    await bank.core.telling.tell_due()
    assert await bank.hears(copies=2) == {200}
    assert bank.at_stripe(card)["status"] == "active"
    assert (await bank.card(card)).status is CardStatus.ACTIVE


@only_sqlite
async def test_a_notice_of_our_own_lock_that_comes_before_its_confirmation_changes_nothing(
    bank: Bank,
) -> None:
    card = await bank.issue()
    await bank.hears()
    bank.fake.drop_after_commit(3)  # done there, and nobody hears of it
    assert (await bank.lock(card)).issuer is IssuerState.PENDING
    assert bank.at_stripe(card)["status"] == "inactive"
    assert await bank.hears() == {200}
    assert [lock.level for lock in (await bank.card(card)).locks] == [LockLevel.COMPANY]
    bank.world.clock.advance(minutes=6)
    assert await bank.core.telling.tell_due() == 1
    assert [lock.level for lock in (await bank.card(card)).locks] == [LockLevel.COMPANY]


@only_sqlite
async def test_what_is_switched_off_in_the_dashboard_is_a_lock_of_the_issuers(bank: Bank) -> None:
    card = await bank.issue()
    theirs = bank.at_stripe(card)["id"]
    bank.fake.terminal.switch(theirs, "inactive")
    assert await bank.hears(copies=2) == {200}
    locked = await bank.card(card)
    assert [lock.level for lock in locked.locks] == [LockLevel.ISSUER]
    bank.fake.terminal.switch(theirs, "active")
    assert await bank.hears(copies=2) == {200}
    assert (await bank.card(card)).status is CardStatus.ACTIVE
    bank.fake.terminal.switch(theirs, "canceled")
    assert await bank.hears() == {200}
    assert (await bank.card(card)).status is CardStatus.CANCELLED


@only_sqlite
async def test_a_card_that_we_locked_and_somebody_switched_on_there_is_switched_off_again(
    bank: Bank,
) -> None:
    card = await bank.issue()
    await bank.lock(card)
    await bank.hears()
    bank.fake.terminal.switch(bank.at_stripe(card)["id"], "active")
    await bank.hears()
    assert await bank.core.telling.tell_due() == 1
    assert bank.at_stripe(card)["status"] == "inactive"
    assert [lock.level for lock in (await bank.card(card)).locks] == [LockLevel.COMPANY]


@only_sqlite
async def test_the_answer_over_rest_says_how_far_it_came(bank: Bank) -> None:
    card = await bank.issue()
    path = f"/api/v1/companies/{card.company_id}/cards/{card.id}"
    as_ana = signed_in(bank.world.a.administrator)
    locked = (await bank.http.post(f"{path}/lock", headers=as_ana)).json()["data"]
    assert (locked["issuer"], locked["issuer_told"], locked["note"]) == ("confirmed", True, None)
    await bank.fake.down()
    unlocked = (await bank.http.post(f"{path}/unlock", headers=as_ana)).json()["data"]
    assert (unlocked["issuer"], unlocked["issuer_told"]) == ("pending", False)
    assert "has not confirmed" in unlocked["note"]
    await bank.fake.up()
    cancelled = (await bank.http.post(f"{path}/cancel", headers=as_ana)).json()["data"]
    assert cancelled["pending"] is False
    assert bank.at_stripe(card)["status"] == "canceled"


async def test_what_a_dead_process_was_about_to_tell_is_told_by_another(bank: Bank) -> None:
    card = await bank.issue()
    await bank.fake.down()
    await bank.lock(card)
    await bank.fake.up()
    clock = bank.world.clock
    clock.advance(seconds=10)
    async with bank.core.units.open() as unit:
        unit.write()
        now = clock.now()
        (taken,) = await unit.get(ToldCards).books.take_due(now, now + TAKEN_FOR, 10)
        await unit.commit()
    assert taken.card_id == card.id
    assert await bank.core.telling.tell_due() == 0
    clock.advance(minutes=3)
    assert await bank.core.telling.tell_due() == 1
    assert bank.at_stripe(card)["status"] == "inactive"


@only_sqlite
async def test_a_company_has_cards_of_several_issuers_side_by_side(bank: Bank) -> None:
    theirs, ours = await bank.issue(), await bank.issue(issuer="built_in")
    await bank.fake.down()
    assert (await bank.lock(ours)).issuer is IssuerState.CONFIRMED
    assert (await bank.lock(theirs)).issuer is IssuerState.PENDING
    external = bank.world.a.cards["external"]
    assert (await bank.lock(external)).issuer is IssuerState.NOT_TOLD


@only_sqlite
async def test_a_holder_whom_stripe_blocks_is_noted_once(bank: Bank) -> None:
    card = await bank.issue()
    await bank.hears()
    holder = bank.fake.account.of("issuing.cardholder")[0]
    holder["requirements"] = {"disabled_reason": "listed", "past_due": []}
    bank.fake.account.emit("issuing_cardholder.updated", holder)
    assert await bank.hears(copies=2) == {200}
    ((is_active, because),) = await bank.world.rows(
        select(issuer_holders.c.is_active, issuer_holders.c.because)
    )
    assert (bool(is_active), because) == (False, "listed")
    assert (await bank.card(card)).status is CardStatus.ACTIVE
