"""Captures, increments, reversals, refunds, disputes, force posts: on both stores, each shown as card
transactions and counted."""

from typing import Any

import pytest

from clara.application.authorizations.view_card_authorization import ViewCardAuthorization
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.lock_card import LockCard
from clara.application.simulator.simulate_capture import SimulateCapture
from clara.application.simulator.simulate_dispute import SimulateDispute
from clara.application.simulator.simulate_expiry import SimulateExpiry
from clara.application.simulator.simulate_force_post import SimulateForcePost
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.application.simulator.simulate_refund import SimulateRefund
from clara.application.simulator.simulate_reversal import SimulateReversal
from clara.domain.authorizations.authorization import AuthorizationStatus as Status
from clara.domain.authorizations.authorization import FactKind
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Conflict, Invalid, NotFound
from tests.support.sandbox import Sandbox
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def shown(world: World, of: Any) -> list[tuple[str, str, int]]:
    """The card transactions of an authorization."""
    listed = await world.run(ListCardTransactions, period="this_month", card="4417")
    return sorted(
        (row.type.value, row.status.value, row.amount_minor)
        for row in listed.items
        if row.reference == of.authorization.id
    )


async def test_a_life_from_hold_to_refund(sandbox: Sandbox, world: World) -> None:
    begun = await sandbox.charge(amount="100")
    id = begun.authorization.id
    raised = await world.run(SimulateIncrement, authorization_id=id, amount="50")
    assert (raised.approved, raised.authorization.held_minor) == (True, 150_00)
    back = await world.run(SimulateReversal, authorization_id=id, amount="20")
    assert back.authorization.held_minor == 130_00
    part = await world.run(SimulateCapture, authorization_id=id, amount="30", is_final=False)
    assert (part.authorization.held_minor, part.authorization.posted_minor) == (100_00, 30_00)
    assert await shown(world, begun) == [
        ("PURCHASE", "AUTHORIZED", 100_00),
        ("PURCHASE", "POSTED", 30_00),
    ]
    rest = await world.run(SimulateCapture, authorization_id=id, amount="110")  # with a tip
    assert (rest.authorization.status, rest.authorization.posted_minor) == (Status.POSTED, 140_00)
    disputed = await world.run(SimulateDispute, authorization_id=id, amount="40")
    assert disputed.authorization.disputed_minor == 40_00
    await world.run(SimulateRefund, authorization_id=id)
    assert await shown(world, begun) == [
        ("PURCHASE", "POSTED", 30_00),
        ("PURCHASE", "POSTED", 110_00),
        ("REFUND", "POSTED", -140_00),
    ]
    detail = await world.run(ViewCardAuthorization, authorization_id=id)
    assert [fact.kind for fact in detail.facts] == [
        FactKind.AUTHORIZED, FactKind.INCREMENTED, FactKind.REVERSED, FactKind.CAPTURED,
        FactKind.CAPTURED, FactKind.DISPUTED, FactKind.REFUNDED,
    ]  # fmt: skip
    assert await sandbox.broken() == []


@pytest.mark.parametrize(
    ("use_case", "status"),
    [(SimulateReversal, Status.REVERSED), (SimulateExpiry, Status.EXPIRED)],
)
async def test_what_is_given_back_makes_room_again(
    sandbox: Sandbox, world: World, use_case: Any, status: Status
) -> None:
    begun = await sandbox.charge(amount="19000")
    ended = await world.run(use_case, authorization_id=begun.authorization.id)
    assert ended.authorization.status is status
    assert await shown(world, begun) == [("PURCHASE", "REVERSED", 19_000_00)]
    assert (await sandbox.charge(amount="19000")).approved
    assert await sandbox.broken() == []


async def test_an_increment_over_the_limit_is_declined_and_the_hold_stays(
    sandbox: Sandbox, world: World
) -> None:
    begun = await sandbox.charge(amount="15000")
    raised = await world.run(
        SimulateIncrement, authorization_id=begun.authorization.id, amount="15000"
    )
    assert raised.reason is DeclineReason.PERIOD_LIMIT_EXCEEDED
    assert raised.authorization.held_minor == 15_000_00
    assert raised.authorization.approved
    assert await sandbox.broken() == []


async def test_an_increment_on_a_locked_card_is_declined(sandbox: Sandbox, world: World) -> None:
    begun = await sandbox.charge()
    await world.run(LockCard, card="4417")
    raised = await world.run(SimulateIncrement, authorization_id=begun.authorization.id, amount="1")
    assert raised.reason is DeclineReason.LOCKED_BY_COMPANY


async def test_what_was_approved_before_a_cancellation_is_captured_and_nothing_more_approved(
    sandbox: Sandbox, world: World
) -> None:
    begun = await sandbox.charge()
    await world.run(CancelCard, card="4417", via=Door.WEB)
    assert (await sandbox.charge()).reason is DeclineReason.CARD_CANCELLED
    captured = await world.run(SimulateCapture, authorization_id=begun.authorization.id)
    assert captured.authorization.status is Status.POSTED
    assert await sandbox.broken() == []


async def test_nobody_is_asked_about_a_force_post(sandbox: Sandbox, world: World) -> None:
    await world.run(LockCard, card="4417")
    forced = await world.run(
        SimulateForcePost,
        card_id=world.a.cards["luis"].id,
        amount="90000",
        currency="MXN",
        merchant="AEROMEXICO",
        mcc=3005,
    )
    assert (forced.approved, forced.authorization.status) == (True, Status.POSTED)
    assert await shown(world, forced) == [("PURCHASE", "POSTED", 90_000_00)]
    assert await sandbox.broken() == []


async def test_a_declined_charge_may_be_posted_all_the_same(sandbox: Sandbox, world: World) -> None:
    declined = await sandbox.charge(amount="90000")
    id = declined.authorization.id
    forced = await world.run(SimulateForcePost, authorization_id=id, amount="90000")
    assert forced.authorization.posted_minor == 90_000_00
    assert await shown(world, declined) == [
        ("PURCHASE", "DECLINED", 90_000_00),
        ("PURCHASE", "POSTED", 90_000_00),
    ]
    assert await sandbox.broken() == []


REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    (SimulateReversal, {"amount": "100.01"}, "amount_above_held"),
    (SimulateRefund, {}, "amount_above_posted"),
    (SimulateDispute, {"amount": "1"}, "amount_above_posted"),
    (SimulateForcePost, {"amount": "1"}, "authorization_open"),
    (SimulateCapture, {"amount": "0"}, "invalid_amount"),
    (SimulateIncrement, {"amount": "-1"}, "invalid_amount"),
]


async def test_what_can_not_be_changes_nothing(sandbox: Sandbox, world: World) -> None:
    begun = await sandbox.charge()
    before = await world.dump("audit_entries")
    for use_case, fields, code in REFUSED:
        with pytest.raises(ClaraError) as caught:
            await world.run(use_case, authorization_id=begun.authorization.id, **fields)
        assert caught.value.code == code
    assert await world.dump("audit_entries") == before


async def test_what_is_over_stays_over(sandbox: Sandbox, world: World) -> None:
    begun = await sandbox.charge()
    id = begun.authorization.id
    await world.run(SimulateReversal, authorization_id=id)
    for use_case in (SimulateReversal, SimulateExpiry, SimulateCapture):
        with pytest.raises(Conflict) as caught:
            await world.run(use_case, authorization_id=id)
        assert caught.value.code == "authorization_not_open"


async def test_another_companys_authorization_is_not_found(sandbox: Sandbox, world: World) -> None:
    begun = await sandbox.charge()
    for as_ in (world.b.administrator, world.a.employee):
        with pytest.raises(NotFound) as caught:
            await world.run(ViewCardAuthorization, as_=as_, authorization_id=begun.authorization.id)
        assert caught.value.code == "authorization_not_found"
    seen = await world.run(
        ViewCardAuthorization, as_=world.a.member, authorization_id=begun.authorization.id
    )
    assert seen.authorization.id == begun.authorization.id


async def test_a_force_post_names_an_authorization_or_a_card(
    sandbox: Sandbox, world: World
) -> None:
    for fields in ({}, {"card_id": "card_x"}, {"authorization_id": "x", "card_id": "y"}):
        with pytest.raises(Invalid) as caught:
            await world.run(SimulateForcePost, amount="1", **fields)
        assert caught.value.code == "invalid_parameters"
