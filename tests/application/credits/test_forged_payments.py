"""What a provider never said of a purchase, or says of another, changes nothing and is written down."""

from typing import Any

import pytest

from clara.application.credits.settlement import Effect
from clara.domain.audit.entry import Outcome
from clara.domain.credits.payment import FactKind
from tests.support.credits import Buyer

pytestmark = pytest.mark.anyio

DISPUTED = (FactKind.DISPUTED, FactKind.DISPUTE_WON, FactKind.DISPUTE_LOST)
FORGERIES: dict[str, dict[str, Any]] = {
    "user": {"user_id": "user_" + "0" * 32},
    "session": {"session_id": "of_another_checkout"},
    "currency": {"currency": "MXN"},
}


async def _is_refused(buyer: Buyer, opened: Any, mismatch: str, **fact: Any) -> None:
    """`fact` changes nothing and stands in the activity log."""
    world = buyer.world
    before = await world.dump("audit_entries")
    settled = await buyer.hears(opened, **fact)
    assert (settled.effect, settled.mismatch) == (Effect.REFUSED, mismatch)
    assert await world.dump("audit_entries") == before
    [entry] = await world.audited(subject=opened.purchase_id, outcome=Outcome.REFUSED)
    assert (entry.action, entry.details["mismatch"]) == ("credits.payment_settled", mismatch)


@pytest.mark.parametrize("kind", FactKind)
@pytest.mark.parametrize("mismatch", FORGERIES)
@pytest.mark.parametrize("is_paid", [False, True], ids=["open", "paid"])
async def test_a_fact_that_is_not_what_was_asked_for_changes_nothing(
    buyer: Buyer, kind: FactKind, mismatch: str, is_paid: bool
) -> None:
    opened = await buyer.buys(5)
    if is_paid:
        await buyer.finishes(opened, FactKind.PAID)
    payment = f"sandbox_{opened.purchase_id}"
    said = {"payment_id": payment, "dispute_id": "dispute", **FORGERIES[mismatch]}
    await _is_refused(buyer, opened, mismatch, kind=kind, **said)


@pytest.mark.parametrize("amount", [-500, 0, 1, 499, 501, 500_000])
async def test_another_amount_than_was_asked_for_brings_nothing(buyer: Buyer, amount: int) -> None:
    opened = await buyer.buys(5)
    await _is_refused(buyer, opened, "amount", kind=FactKind.PAID, amount_minor=amount)
    assert await buyer.balance() == 0


@pytest.mark.parametrize(
    ("kind", "amount"),
    [(FactKind.REFUNDED, -1), (FactKind.REFUNDED, 501), *((kind, -1) for kind in DISPUTED)],
)
async def test_no_more_goes_back_than_was_paid_and_never_less_than_nothing(
    buyer: Buyer, kind: FactKind, amount: int
) -> None:
    opened = await buyer.buys(5)
    await buyer.hears(opened, FactKind.PAID)
    said = {"kind": kind, "amount_minor": amount, "dispute_id": "dispute"}
    await _is_refused(buyer, opened, "amount", **said)


@pytest.mark.parametrize("kind", [FactKind.PAID, FactKind.REFUNDED, *DISPUTED])
async def test_a_second_payment_for_the_same_purchase_is_not_ours_to_take(
    buyer: Buyer, kind: FactKind
) -> None:
    opened = await buyer.buys(5)
    await buyer.hears(opened, FactKind.PAID)
    said = {"payment_id": "of_another_payment", "dispute_id": "dispute"}
    await _is_refused(buyer, opened, "payment", kind=kind, **said)


async def test_a_checkout_is_not_paid_under_the_name_of_another_purchase(buyer: Buyer) -> None:
    opened, another = await buyer.buys(5), await buyer.buys(5)
    session = another.url.rsplit("/", 1)[1]
    await _is_refused(buyer, opened, "session", kind=FactKind.PAID, session_id=session)
    stranger = {"purchase_id": "purchase_" + "0" * 32, "session_id": session}
    settled = await buyer.hears(another, FactKind.PAID, **stranger)
    assert (settled.effect, settled.mismatch) == (Effect.REFUSED, "purchase")
    assert await buyer.balance() == 0


@pytest.mark.parametrize("kind", FactKind)
async def test_what_is_about_no_purchase_of_ours_is_noted_and_changes_nothing(
    buyer: Buyer, kind: FactKind
) -> None:
    opened = await buyer.buys(5)
    before = await buyer.world.dump("audit_entries")
    for name in ("purchase_" + "0" * 32, "nonsense\0", "x" * 10_000):
        settled = await buyer.hears(opened, kind, purchase_id=name, session_id=name)
        assert (settled.effect, settled.purchase) == (Effect.UNKNOWN, None)
    assert await buyer.world.dump("audit_entries") == before
    noted = await buyer.world.audited(action="credits.payment_settled")
    assert [(one.outcome, one.details["effect"]) for one in noted] == [
        (Outcome.UNCHANGED, "unknown")
    ] * 3
