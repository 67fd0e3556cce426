"""Charges in a sandbox: decided, counted and shown, on both stores."""

import asyncio

import pytest
from sqlalchemy import func, select, update

from clara.adapters.persistence.tables import authorizations, card_spending, companies
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.cards.lock_card import LockCard
from clara.application.cards.view_card import ViewCard
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from clara.domain.errors import Forbidden, Invalid, NotFound
from tests.support.builders import row
from tests.support.sandbox import Sandbox
from tests.support.world import World

pytestmark = pytest.mark.anyio

LIMIT = 20_000_00
"""Of Luis's card, a month."""


async def test_an_approved_charge_is_held_and_shown(sandbox: Sandbox, world: World) -> None:
    before = await world.run(ViewCard, card="4417")
    done = await sandbox.charge(amount="129.90")
    assert (done.approved, done.reason) == (True, None)
    assert done.authorization.held_minor == 12_990
    shown = await world.run(ViewCardTransaction, transaction_id=done.authorization.transaction_id)
    assert (shown.status, shown.amount_minor) == (CardTransactionStatus.AUTHORIZED, 12_990)
    after = await world.run(ViewCard, card="4417")
    assert after.spent_minor == before.spent_minor + 12_990
    assert await sandbox.broken() == []


async def test_a_charge_on_a_locked_card_is_declined_with_the_reason(
    sandbox: Sandbox, world: World
) -> None:
    await world.run(LockCard, card="4417", reason="Lost in a taxi")
    done = await sandbox.charge()
    assert (done.approved, done.reason) == (False, DeclineReason.LOCKED_BY_COMPANY)
    shown = await world.run(ViewCardTransaction, transaction_id=done.authorization.transaction_id)
    assert shown.status is CardTransactionStatus.DECLINED
    assert shown.description == "The card is locked by the company."
    assert await sandbox.broken() == []


async def test_what_was_spent_before_counts_to_the_last_cent(
    sandbox: Sandbox, world: World
) -> None:
    spent = (await world.run(ViewCard, card="4417")).spent_minor
    assert spent > 0
    left = (LIMIT - spent) / 100
    over = await sandbox.charge(amount=f"{left + 0.01:.2f}")
    assert over.reason is DeclineReason.PERIOD_LIMIT_EXCEEDED
    assert (await sandbox.charge(amount=f"{left:.2f}")).approved
    assert not (await sandbox.charge(amount="0.01")).approved
    assert await sandbox.broken() == []


async def test_rows_that_come_from_elsewhere_count_at_once(sandbox: Sandbox, world: World) -> None:
    assert (await sandbox.charge(amount="10000")).approved
    card = world.a.cards["luis"]
    await world.add_rows(world.a.company, row("9800", card=card))
    assert (await sandbox.charge(amount="10000")).reason is DeclineReason.PERIOD_LIMIT_EXCEEDED
    assert await sandbox.broken() == []


async def test_rows_on_their_way_count_for_a_charge_that_comes_meanwhile(
    sandbox: Sandbox, world: World
) -> None:
    card = world.a.cards["luis"]
    async with world.founding() as port:
        await port.add_card_transactions(world.a.company.id, [row("15000", card=card)])
        charging = asyncio.create_task(sandbox.charge(amount="10000"))
        # Until it stands before what is not committed yet; it stays there however long this takes.
        await asyncio.sleep(0.1)
    assert (await charging).reason is DeclineReason.PERIOD_LIMIT_EXCEEDED
    assert await sandbox.broken() == []


async def test_a_new_month_begins_with_a_whole_limit(sandbox: Sandbox, world: World) -> None:
    await sandbox.charge(amount="19000")
    assert not (await sandbox.charge(amount="19000")).approved
    world.clock.advance(days=11)  # to the first of December
    assert (await sandbox.charge(amount="20000")).approved
    assert await sandbox.broken() == []


async def test_a_card_without_a_limit_pays_anything(sandbox: Sandbox, world: World) -> None:
    assert (await sandbox.charge("ana", amount="9000000")).approved
    [(counters,)] = await world.rows(select(func.count()).select_from(card_spending))
    assert counters == 0


async def test_an_amount_in_another_currency_needs_its_price(sandbox: Sandbox) -> None:
    unknown = await sandbox.charge(amount="50", currency="USD")
    assert unknown.reason is DeclineReason.AMOUNT_UNKNOWN
    known = await sandbox.charge(amount="50", currency="USD", billing_amount="925")
    assert known.authorization.held_minor == 92_500
    assert await sandbox.broken() == []


async def test_a_suspended_company_pays_nothing(sandbox: Sandbox, world: World) -> None:
    here = companies.c.id == world.a.company.id
    await world.change(update(companies).where(here).values(suspended_at=1))
    assert (await sandbox.charge()).reason is DeclineReason.COMPANY_SUSPENDED


async def test_a_hold_that_ran_out_makes_room(sandbox: Sandbox, world: World) -> None:
    world.clock.advance(days=-18)  # to the second of the month
    first = await sandbox.charge(amount="19000")
    world.clock.advance(days=7)
    assert (await sandbox.charge(amount="19000")).approved
    shown = await world.run(ViewCardTransaction, transaction_id=first.authorization.transaction_id)
    assert shown.status is CardTransactionStatus.REVERSED
    assert await sandbox.broken() == []


async def test_two_hundred_charges_at_once_never_pass_a_limit(
    sandbox: Sandbox, world: World
) -> None:
    spent = (await world.run(ViewCard, card="4417")).spent_minor
    done = await asyncio.gather(*(sandbox.charge(amount="333.33") for _ in range(200)))
    approved, most = sum(one.approved for one in done), (LIMIT - spent) // 33_333
    assert approved <= most
    # On a busy machine some are not decided in time; what they left can still be spent, and no more.
    if approved < most:
        assert any(one.reason is DeclineReason.NOT_DECIDED for one in done)
    while (await sandbox.charge(amount="333.33")).approved:
        approved += 1
    assert approved == most
    detail = await world.run(ViewCard, card="4417")
    assert detail.spent_minor == spent + approved * 33_333 <= LIMIT
    assert await sandbox.broken() == []


async def test_a_real_company_is_not_simulated(world: World) -> None:
    with pytest.raises(Forbidden) as caught:
        await Sandbox(world).charge()
    assert caught.value.code == "sandbox_only"


async def test_another_companys_card_is_not_found(sandbox: Sandbox, world: World) -> None:
    with pytest.raises(NotFound) as caught:
        await world.run(
            SimulateAuthorization,
            card_id=world.b.cards["luis"].id,
            amount="1",
            currency="MXN",
            merchant="UBER",
        )
    assert caught.value.code == "card_not_found"


async def test_a_charge_has_an_amount(sandbox: Sandbox, world: World) -> None:
    for amount in ("0", "-5", "0.001", "NaN"):
        with pytest.raises(Invalid) as caught:
            await sandbox.charge(amount=amount)
        assert caught.value.code == "invalid_amount"
    [(kept,)] = await world.rows(select(func.count()).select_from(authorizations))
    assert kept == 0
