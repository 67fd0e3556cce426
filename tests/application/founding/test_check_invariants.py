"""Invariants: each is noticed when it is broken behind the product's back."""

import pytest
from sqlalchemy import ClauseElement, delete, update

from clara.adapters.persistence.tables import (
    audit_chains,
    card_locks,
    card_transactions,
    cards,
    company_currencies,
)
from clara.application.activity.verify_activity import VerifyActivity
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.system.check_invariants import CheckInvariants
from clara.domain.errors import NotFound
from tests.application.founding.conftest import Operate
from tests.support.world import World

pytestmark = pytest.mark.anyio

NOWHERE = 999_999


async def broken(operate: Operate) -> set[str]:
    checked = await operate(CheckInvariants)
    return {one.sentence for one in checked.invariants if one.violations}


async def test_ordinary_work_breaks_none(world: World, operate: Operate) -> None:
    await world.run(LockCard, card="4417", reason="Lost")
    await world.run(LockCard, as_=world.a.member, card="4417")
    await world.run(UnlockCard, card="4417")
    await world.core.sealer.seal()
    assert await broken(operate) == set()


@pytest.mark.parametrize(
    ("damage", "word"),
    [
        (update(cards).values(status="LOCKED").where(cards.c.status == "ACTIVE"), "LOCKED"),
        (update(cards).values(status="ACTIVE").where(cards.c.status == "LOCKED"), "LOCKED"),
        (update(card_locks).values(lifted_at=1), "LOCKED"),
        (update(card_transactions).values(card_number=NOWHERE), "cards"),
        (update(card_transactions).values(cardholder_number=NOWHERE), "cardholders"),
        (update(card_transactions).values(merchant_number=NOWHERE), "merchants"),
        (delete(company_currencies), "currency"),
        (update(audit_chains).values(last_sequence=NOWHERE), "chain"),
    ],
)
async def test_damage_is_named(
    world: World, operate: Operate, damage: ClauseElement, word: str
) -> None:
    await world.run(LockCard, card="4417", reason="Lost")
    await world.core.sealer.seal()
    assert await world.change(damage) > 0
    (sentence,) = await broken(operate)
    assert word in sentence


async def test_the_chain_of_one_company_is_checked_alone(world: World, operate: Operate) -> None:
    await world.run(LockCard, card="4417")
    await world.core.sealer.seal()
    verified = await operate(VerifyActivity, only=world.a.company.id)
    (chain,) = verified.chains
    assert (chain.name, chain.check.is_intact, chain.check.sealed) == (
        world.a.company.name,
        True,
        1,
    )


async def test_a_company_that_is_not_there_has_no_chain(world: World, operate: Operate) -> None:
    with pytest.raises(NotFound):
        await operate(VerifyActivity, only="company_" + "0" * 32)
