"""Credits set aside for paid work, then spent or given back; also by many at once."""

import asyncio

import pytest

from clara.domain.credits.ledger import CREDITS, Account
from clara.domain.errors import ClaraError, Conflict, PaymentRequired
from tests.support.books import books_of_user
from tests.support.credits import Buyer
from tests.support.paid_work import PaidWork

pytestmark = pytest.mark.anyio


async def _held(buyer: Buyer, account: Account) -> int:
    return (await books_of_user(buyer.world, buyer.person.user.id))[account, CREDITS]


async def test_what_is_set_aside_is_spent_when_the_work_is_done(
    buyer: Buyer, work: PaidWork
) -> None:
    await buyer.is_given(10)
    buyer.world.clock.advance(seconds=1)
    await work.reserve(4, "work")
    assert (await buyer.balance(), await _held(buyer, Account.RESERVED)) == (6, 4)
    await work.settle("work")
    assert (await buyer.balance(), await _held(buyer, Account.CONSUMED)) == (6, 4)
    assert await _held(buyer, Account.RESERVED) == 0
    spent, _ = await buyer.transactions()
    assert (spent.type, spent.value_in_credits, spent.fiat_minor) == ("DEBIT", 4, None)
    await buyer.is_sound()


async def test_what_is_set_aside_comes_back_when_the_work_is_not_done(
    buyer: Buyer, work: PaidWork
) -> None:
    await buyer.is_given(10)
    await work.reserve(4, "work")
    await work.release("work")
    assert (await buyer.balance(), await _held(buyer, Account.RESERVED)) == (10, 0)
    await buyer.is_sound()


async def test_setting_aside_twice_for_the_same_work_takes_once(
    buyer: Buyer, work: PaidWork
) -> None:
    await buyer.is_given(10)
    await work.reserve(4, "work")
    await work.reserve(4, "work")
    assert await buyer.balance() == 6


@pytest.mark.parametrize("first", ["settle", "release"])
@pytest.mark.parametrize("second", ["settle", "release"])
async def test_a_reservation_is_closed_once(
    buyer: Buyer, work: PaidWork, first: str, second: str
) -> None:
    await buyer.is_given(10)
    await work.reserve(4, "work")
    await getattr(work, first)("work")
    before = await buyer.world.dump()
    with pytest.raises(Conflict) as caught:
        await getattr(work, second)("work")
    assert caught.value.code == "reservation_closed"
    assert await buyer.world.dump() == before


@pytest.mark.parametrize("end", ["settle", "release"])
async def test_work_that_is_over_is_not_begun_again_for_nothing(
    buyer: Buyer, work: PaidWork, end: str
) -> None:
    await buyer.is_given(10)
    await work.reserve(4, "work")
    await getattr(work, end)("work")
    with pytest.raises(Conflict) as caught:
        await work.reserve(4, "work")
    assert caught.value.code == "reservation_closed"


async def test_a_reservation_is_its_users_and_of_its_size(buyer: Buyer, work: PaidWork) -> None:
    await buyer.is_given(10)
    other = Buyer(buyer.world, buyer.world.a.employee)
    await other.is_given(10)
    await work.reserve(4, "work")
    theirs = PaidWork(buyer.world.core, other.person.user.id)
    for reserve in (theirs.reserve(4, "work"), work.reserve(5, "work")):
        with pytest.raises(Conflict) as caught:
            await reserve
        assert caught.value.code == "reservation_closed"
    assert (await buyer.balance(), await other.balance()) == (6, 10)


async def test_nothing_is_set_aside_beyond_what_there_is(buyer: Buyer, work: PaidWork) -> None:
    await buyer.is_given(3)
    before = await buyer.world.dump()
    with pytest.raises(PaymentRequired) as caught:
        await work.reserve(4, "work")
    assert caught.value.details == {"needed": 4, "available": 3}
    for nothing in (0, -4):
        with pytest.raises(AssertionError):
            await work.reserve(nothing, "work")
    assert await buyer.world.dump() == before


async def test_of_fifty_spends_at_once_as_many_succeed_as_there_are_credits(
    buyer: Buyer, work: PaidWork
) -> None:
    await buyer.is_given(7)
    outcomes = await asyncio.gather(
        *(work.reserve(1, f"work {number}") for number in range(50)), return_exceptions=True
    )
    refused = [one for one in outcomes if one is not None]
    assert len(refused) == 43
    assert {_code(one) for one in refused} == {"not_enough_credits"}
    assert (await buyer.balance(), await _held(buyer, Account.RESERVED)) == (0, 7)
    await buyer.is_sound()


async def test_of_many_that_close_a_reservation_at_once_one_does(
    buyer: Buyer, work: PaidWork
) -> None:
    await buyer.is_given(10)
    await work.reserve(4, "work")
    closing = [work.settle, work.release] * 10
    outcomes = await asyncio.gather(*(close("work") for close in closing), return_exceptions=True)
    refused = [one for one in outcomes if one is not None]
    assert [_code(one) for one in refused] == ["reservation_closed"] * 19
    spent = await _held(buyer, Account.CONSUMED)
    assert (await buyer.balance(), spent) in {(6, 4), (10, 0)}
    assert await _held(buyer, Account.RESERVED) == 0
    await buyer.is_sound()


def _code(error: BaseException | None) -> str:
    return error.code if isinstance(error, ClaraError) else repr(error)
