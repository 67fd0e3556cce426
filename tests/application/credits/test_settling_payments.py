"""What a payment provider says becomes credits, or is refused: forged, late, about money that goes
back, or about a purchase whose checkout was never kept."""

from typing import Any

import pytest

from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.settlement import Effect
from clara.domain.audit.entry import Outcome
from clara.domain.credits.ledger import CREDITS, Account
from clara.domain.credits.payment import FactKind
from clara.domain.credits.purchase import PurchaseStatus
from clara.domain.errors import Conflict
from tests.support.books import books_of, settled_books, unanswered
from tests.support.credits import Buyer
from tests.support.paid_work import PaidWork
from tests.support.world import World

pytestmark = pytest.mark.anyio

CHECKOUT = (FactKind.PAID, FactKind.FAILED, FactKind.EXPIRED)
DISPUTED = (FactKind.DISPUTED, FactKind.DISPUTE_WON, FactKind.DISPUTE_LOST)
FORGERIES: dict[str, dict[str, Any]] = {
    "user": {"user_id": "user_" + "0" * 32},
    "session": {"session_id": "of_another_checkout"},
    "currency": {"currency": "MXN"},
}


async def _is_refused(buyer: Buyer, opened: Any, mismatch: str, **fact: Any) -> None:
    """`fact` changes nothing and stands in the activity log."""
    world = buyer.world
    before, known = await world.dump("audit_entries"), len(await world.audited())
    settled = await buyer.hears(opened, **fact)
    assert (settled.effect, settled.mismatch) == (Effect.REFUSED, mismatch)
    assert await world.dump("audit_entries") == before
    entries = await world.audited(subject=opened.purchase_id, outcome=Outcome.REFUSED)
    assert len(await world.audited()) == known + 1
    assert entries[-1].action == "credits.payment_settled"
    assert entries[-1].details["mismatch"] == mismatch


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
    said = {"kind": FactKind.PAID, "session_id": session}
    await _is_refused(buyer, opened, "session", **said)
    settled = await buyer.hears(another, purchase_id="purchase_" + "0" * 32, **said)
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


@pytest.mark.parametrize("end", [FactKind.FAILED, FactKind.EXPIRED])
async def test_money_that_comes_after_all_is_credited(buyer: Buyer, end: FactKind) -> None:
    opened = await buyer.buys(5)
    await buyer.hears(opened, end)
    settled = await buyer.hears(opened, FactKind.PAID)
    assert settled.effect is Effect.APPLIED
    assert (await buyer.hears(opened, end)).effect is Effect.UNCHANGED
    assert await buyer.balance() == 500
    await buyer.is_sound()


async def test_a_purchase_whose_checkout_was_never_kept_is_adopted_by_its_identifier(
    buyer: Buyer, world: World
) -> None:
    lost = await unanswered(world, buyer.person.user.id, 5)
    opened = await buyer.buys(5)
    said = {"purchase_id": lost.id, "user_id": buyer.person.user.id, "payment_id": "payment"}
    settled = await buyer.hears(opened, FactKind.PAID, session_id="late", **said)
    assert settled.purchase is not None
    adopted = (settled.effect, settled.purchase.session_id, settled.purchase.status)
    assert adopted == (Effect.APPLIED, "late", PurchaseStatus.PAID)
    with pytest.raises(Conflict):
        await buyer.run(FinishCheckout, session_id="late", outcome=FactKind.PAID)
    again = await buyer.hears(opened, FactKind.PAID, session_id="later", **said)
    assert (again.effect, again.mismatch) == (Effect.REFUSED, "session")
    assert await buyer.balance() == 500
    await buyer.is_sound()


async def test_credits_whose_money_goes_back_are_taken_back(buyer: Buyer) -> None:
    opened = await buyer.buys(50)
    await buyer.hears(opened, FactKind.PAID)
    buyer.world.clock.advance(seconds=1)
    await buyer.hears(opened, FactKind.REFUNDED, amount_minor=12_34)
    assert await buyer.balance() == 5_000 - 1_234
    buyer.world.clock.advance(seconds=1)
    await buyer.hears(opened, FactKind.REFUNDED, amount_minor=50_00)
    assert await buyer.balance() == 0
    second, first, bought = await buyer.transactions()
    assert (bought.type, bought.fiat_minor) == ("CREDIT", 50_00)
    assert (first.type, first.value_in_credits, first.fiat_minor) == ("DEBIT", 1_234, 12_34)
    assert (second.type, second.value_in_credits, second.fiat_minor) == ("DEBIT", 3_766, 37_66)
    assert await books_of(buyer.world, opened.purchase_id) == {}
    await buyer.is_sound()


async def _spend(work: PaidWork, credits: int) -> None:
    await work.reserve(credits, f"work {credits}")
    await work.settle(f"work {credits}")


async def test_credits_that_were_spent_before_the_refund_are_uncollected(
    buyer: Buyer, work: PaidWork
) -> None:
    opened = await buyer.buys(50)
    await buyer.hears(opened, FactKind.PAID)
    await _spend(work, 4_000)
    settled = await buyer.hears(opened, FactKind.REFUNDED, amount_minor=50_00)
    assert await buyer.balance() == 0
    books = await books_of(buyer.world, opened.purchase_id)
    assert settled.purchase is not None
    assert books == settled_books(settled.purchase)
    assert books[Account.UNCOLLECTED, CREDITS] == -4_000
    await buyer.is_given(100)  # what comes later is not taken for it
    assert await buyer.balance() == 100
    await buyer.is_sound()


async def test_a_dispute_that_is_won_pays_the_uncollected_back_first(
    buyer: Buyer, work: PaidWork
) -> None:
    opened = await buyer.buys(50)
    await buyer.hears(opened, FactKind.PAID)
    await _spend(work, 4_000)

    async def hears(kind: FactKind, dispute: str, amount: int) -> tuple[int, int]:
        """What the user can spend and what is uncollected afterwards."""
        await buyer.hears(opened, kind, dispute_id=dispute, amount_minor=amount)
        books = await books_of(buyer.world, opened.purchase_id)
        return await buyer.balance(), -books[Account.UNCOLLECTED, CREDITS]

    assert await hears(FactKind.DISPUTED, "first", 20_00) == (0, 1_000)
    assert await hears(FactKind.DISPUTED, "second", 30_00) == (0, 4_000)
    assert await hears(FactKind.DISPUTE_WON, "first", 20_00) == (0, 2_000)
    assert await hears(FactKind.DISPUTE_WON, "second", 30_00) == (1_000, 0)
    await buyer.is_sound()


async def test_what_is_set_aside_is_not_taken_back(buyer: Buyer, work: PaidWork) -> None:
    opened = await buyer.buys(50)
    await buyer.hears(opened, FactKind.PAID)
    await work.reserve(3_000, "work")
    await buyer.hears(opened, FactKind.REFUNDED, amount_minor=50_00)
    assert await buyer.balance() == 0
    await work.release("work")
    assert await buyer.balance() == 3_000
    await buyer.is_sound()


@pytest.mark.parametrize("kind", [FactKind.DISPUTED, FactKind.DISPUTE_LOST])
async def test_a_dispute_above_what_was_paid_takes_what_was_paid(
    buyer: Buyer, kind: FactKind
) -> None:
    opened = await buyer.buys(5)
    await buyer.hears(opened, FactKind.PAID)
    await buyer.is_given(100)
    await buyer.hears(opened, kind, dispute_id="dispute", amount_minor=5_20)
    assert await buyer.balance() == 100
    assert await books_of(buyer.world, opened.purchase_id) == {}
    await buyer.is_sound()


@pytest.mark.parametrize("kind", CHECKOUT)
async def test_what_is_known_already_changes_nothing(buyer: Buyer, kind: FactKind) -> None:
    opened = await buyer.buys(5)
    assert (await buyer.hears(opened, kind)).effect is Effect.APPLIED
    before = await buyer.world.dump("audit_entries")
    assert (await buyer.hears(opened, kind)).effect is Effect.UNCHANGED
    assert await buyer.world.dump("audit_entries") == before
