"""Refunds and disputes take back what the money bought; what was spent by then is uncollected."""

import pytest

from clara.domain.credits.ledger import CREDITS, Account
from clara.domain.credits.payment import FactKind
from tests.support.books import books_of, settled_books
from tests.support.credits import Buyer
from tests.support.paid_work import PaidWork

pytestmark = pytest.mark.anyio


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
