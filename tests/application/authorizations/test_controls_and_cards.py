"""Issuing, cancelling, and what a card may be used for."""

from typing import Any

import pytest

from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.lock_card import LockCard
from clara.application.cards.set_card_controls import SetCardControls
from clara.application.cards.view_card import ViewCard
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.cards.card import CardStatus, CardType, Issuer, Periodicity
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Conflict, Forbidden
from tests.support.sandbox import Sandbox
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def set_controls(world: World, card: str = "4417", **fields: Any) -> Any:
    draft = world.draft(company_id=world.a.company.id, card=card, **fields)
    done = await world.send(SetCardControls, draft, world.a.administrator, Door.WEB)
    return done.result


async def test_controls_are_kept_shown_and_decide(sandbox: Sandbox, world: World) -> None:
    changed = await set_controls(
        world, limit=500, periodicity="DAILY", blocked_merchants=["Uber"], allows_online=False
    )
    assert changed.changed == ("limit", "periodicity", "blocked_merchants", "allows_online")
    assert changed.is_confirmed
    seen = await world.run(ViewCard, card="4417")
    assert (seen.card.limit_minor, seen.card.periodicity) == (500_00, Periodicity.DAILY)
    assert seen.controls.blocked_merchants == ("Uber",)
    assert (await sandbox.charge()).reason is DeclineReason.MERCHANT_BLOCKED
    other: dict[str, Any] = {"merchant": "ADOBE", "mcc": 5734}
    assert (await sandbox.charge(**other, is_online=True)).reason is (
        DeclineReason.ONLINE_NOT_ALLOWED
    )
    assert (await sandbox.charge(amount="500", **other)).approved
    assert (await sandbox.charge(amount="0.01", **other)).reason is (
        DeclineReason.PERIOD_LIMIT_EXCEEDED
    )
    world.clock.advance(days=1)
    assert (await sandbox.charge(amount="500", **other)).approved
    assert await sandbox.broken() == []


async def test_what_is_left_out_stays_and_null_takes_away(sandbox: Sandbox, world: World) -> None:
    await set_controls(world, limit=500, countries=["MX"], max_transaction=50, hours_from="08:00",
                       hours_until="20:00")  # fmt: skip
    kept = await set_controls(world, countries=[])
    assert (kept.controls.countries, kept.controls.max_transaction_minor) == ((), 50_00)
    gone = await set_controls(world, limit=None, max_transaction=None, hours_from=None,
                              hours_until=None)  # fmt: skip
    assert (gone.card.limit_minor, gone.card.periodicity) == (None, None)
    assert (gone.controls.max_transaction_minor, gone.controls.hours_from) == (None, None)
    assert (await set_controls(world, limit=None)).changed == ()


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({}, "empty_body"),
    ({"limit": 0}, "invalid_amount"),
    ({"limit": "much"}, "invalid_parameters"),
    ({"allowed_categories": ["YACHTS"]}, "unknown_category"),
    ({"currencies": ["ZZZ"]}, "invalid_currency"),
    ({"countries": ["mexico"]}, "invalid_parameters"),
    ({"hours_from": "25:00"}, "invalid_parameters"),
    ({"hours_from": "08:00"}, "invalid_controls"),
    ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "invalid_controls"),
    ({"weekdays": ["MONDAY"]}, "invalid_parameters"),
    ({"blocked_merchants": ["x"] * 101}, "invalid_parameters"),
    ({"card": "9901", "limit": 5}, "card_not_changeable"),
]


async def test_controls_that_make_no_sense_are_refused(world: World) -> None:
    before = await world.dump("audit_entries")
    for fields, code in NONSENSE:
        with pytest.raises(ClaraError) as caught:
            await set_controls(world, **fields)
        assert caught.value.code == code, fields
    assert await world.dump("audit_entries") == before


async def test_only_administrators_make_change_and_cancel_cards(world: World) -> None:
    asked: tuple[tuple[Any, dict[str, Any]], ...] = (
        (IssueCard, {"cardholder_name": "Nora"}),
        (SetCardControls, {"card": "4417", "allows_cash": False}),
        (CancelCard, {"card": "4417"}),
    )
    for use_case, fields in asked:
        for person in (world.a.bookkeeper, world.a.manager, world.a.employee):
            with pytest.raises(Forbidden) as caught:
                await world.run(use_case, as_=person, via=Door.WEB, **fields)
            assert caught.value.code == "role_not_allowed"


async def test_a_new_card_pays_at_once(sandbox: Sandbox, world: World) -> None:
    holder = world.a.holders["Luis Pérez"]
    made = await world.run(
        IssueCard, via=Door.WEB, cardholder_id=holder.id, alias="Software", limit="300"
    )
    card = made.card
    assert (card.type, card.issuer, card.status) == (
        CardType.VIRTUAL, Issuer.BUILT_IN, CardStatus.ACTIVE,
    )  # fmt: skip
    seen = await world.run(ViewCard, card="Software")
    assert (seen.card.cardholder, seen.left_minor) == (holder, 300_00)
    world.a.cards["new"] = seen.card
    assert (await sandbox.charge("new", amount="300")).approved
    assert not (await sandbox.charge("new", amount="1")).approved


async def test_a_card_for_somebody_new_makes_them_a_cardholder(world: World) -> None:
    made = await world.run(IssueCard, via=Door.WEB, cardholder_name="  Nora   Vidal ")
    assert made.card.cardholder.name == "Nora Vidal"
    assert (await world.run(ViewCard, card="Nora Vidal")).card.id == made.card.id


HOLDERLESS: list[tuple[dict[str, Any], str]] = [
    ({}, "invalid_parameters"),
    ({"cardholder_id": "x", "cardholder_name": "y"}, "invalid_parameters"),
    ({"cardholder_id": "cardholder_" + "0" * 32}, "cardholder_not_found"),
    ({"cardholder_id": "a\0b"}, "cardholder_not_found"),
    ({"cardholder_name": "\u200b"}, "invalid_name"),
    ({"cardholder_name": "Nora", "limit": "-5"}, "invalid_amount"),
]


async def test_a_card_needs_a_holder(world: World) -> None:
    before = await world.dump("audit_entries")
    for fields, code in HOLDERLESS:
        with pytest.raises(ClaraError) as caught:
            await world.run(IssueCard, via=Door.WEB, **fields)
        assert caught.value.code == code, fields
    assert await world.dump("audit_entries") == before


async def test_a_cancelled_card_stays_cancelled(sandbox: Sandbox, world: World) -> None:
    await world.run(LockCard, card="4417")
    done = await world.run(CancelCard, via=Door.WEB, card="4417")
    assert (done.card.status, done.card.locks) == (CardStatus.CANCELLED, ())
    again = await world.run(CancelCard, via=Door.WEB, card="4417")
    assert again.changed == ()
    with pytest.raises(Conflict):
        await world.run(LockCard, card="4417")
    assert await sandbox.broken() == []
