"""Money that comes in, money that goes back and credits that are spent, of one user and at once:
operations wait for each other, never in a circle."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import pytest

from clara.domain.credits.ledger import CREDITS, Account
from clara.domain.credits.payment import FactKind
from clara.domain.errors import ClaraError
from tests.support.books import books_of_user
from tests.support.credits import Buyer
from tests.support.paid_work import PaidWork

pytestmark = pytest.mark.anyio

PURCHASES, SPENDS, PRICE = 12, 40, 150


async def test_nothing_stands_in_the_way_of_anything_else(buyer: Buyer, work: PaidWork) -> None:
    deeds: list[Coroutine[Any, Any, Any]] = []
    for _ in range(PURCHASES):
        opened = await buyer.buys(5)
        deeds += [buyer.hears(opened, FactKind.PAID) for _ in range(3)]
        deeds.append(buyer.hears(opened, FactKind.REFUNDED, amount_minor=2_00))
        for kind in (FactKind.DISPUTED, FactKind.DISPUTE_WON):
            deeds.append(buyer.hears(opened, kind, dispute_id="dispute", amount_minor=5_00))
    deeds += [work.reserve(PRICE, f"work {number}") for number in range(SPENDS)]
    deeds += [buyer.is_given(10) for _ in range(10)]
    random.Random(7).shuffle(deeds)

    outcomes = await asyncio.gather(*deeds, return_exceptions=True)

    failed = [one for one in outcomes if isinstance(one, BaseException)]
    codes = [one.code if isinstance(one, ClaraError) else repr(one) for one in failed]
    assert set(codes) <= {"not_enough_credits"}
    books = await books_of_user(buyer.world, buyer.person.user.id)
    spent = PRICE * (SPENDS - len(codes))
    uncollected = -books[Account.UNCOLLECTED, CREDITS]
    assert books[Account.PAYMENTS, "USD"] == PURCHASES * 3_00
    assert books[Account.RESERVED, CREDITS] == spent
    assert await buyer.balance() == PURCHASES * 300 + 100 - spent + uncollected
    await buyer.is_sound()
