"""A provider that tells everything twenty times, in no order, to several workers at once."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest
from sqlalchemy import func, select

from clara.adapters.persistence.tables import credit_transfers as transfers
from clara.application.credits.settle_payment import SettlePayment, SettlePaymentCommand
from clara.application.credits.settlement import Effect
from clara.bootstrap import Core
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Door
from clara.domain.credits.ledger import TransferKind
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.credits.purchase import Purchase
from tests.support.books import unanswered
from tests.support.clock import NOW
from tests.support.credits import Buyer
from tests.support.world import World, opened

pytestmark = pytest.mark.anyio

PURCHASES, FACTS, WORKERS = 500, 10_000, 8
DOLLARS, CREDITS = 5, 500
# What is said of a purchase besides that it was paid, and what is left of its credits.
STORIES: tuple[tuple[tuple[tuple[FactKind, int], ...], int], ...] = (
    ((), CREDITS),
    (((FactKind.EXPIRED, 5_00),), CREDITS),
    (((FactKind.REFUNDED, 1_00), (FactKind.REFUNDED, 2_50)), CREDITS // 2),
    (((FactKind.DISPUTED, 5_00), (FactKind.DISPUTE_LOST, 5_00)), 0),
    (((FactKind.DISPUTED, 5_00), (FactKind.DISPUTE_WON, 5_00)), CREDITS),
)


@pytest.fixture
async def cores(world: World, store: str) -> AsyncIterator[Sequence[Core]]:
    """As many processes as a store is meant for: SQLite's file is one server's."""
    if store == "sqlite":
        yield [world.core]
        return
    async with opened(world.url, world.clock) as another:
        yield [world.core, another]


def _facts(purchase: Purchase, story: tuple[tuple[FactKind, int], ...]) -> Iterator[PaymentFact]:
    for number, (kind, amount) in enumerate([(FactKind.PAID, 5_00), *story]):
        yield PaymentFact(
            id=f"event_{number}_of_{purchase.id}",
            kind=kind,
            at=NOW,
            amount_minor=amount,
            currency="USD",
            session_id=f"session_of_{purchase.id}",
            purchase_id=purchase.id,
            user_id=purchase.user_id,
            payment_id=f"payment_of_{purchase.id}",
            dispute_id=f"dispute_of_{purchase.id}",
        )


def _told(facts: Sequence[PaymentFact], dice: random.Random) -> list[PaymentFact]:
    """Each fact at least once, `FACTS` in all, shuffled."""
    told = [*facts, *dice.choices(facts, k=FACTS - len(facts))]
    dice.shuffle(told)
    return told


async def test_each_purchase_is_credited_once_whatever_is_told_how_often(
    world: World, cores: Sequence[Core]
) -> None:
    people, dice = world.a.people, random.Random(5)
    left: Counter[str] = Counter()
    facts: list[PaymentFact] = []
    for number in range(PURCHASES):
        # Of any five in a row, each is another person's with another story.
        person, (story, credits) = people[number % 5], STORIES[(number + number // 5) % 5]
        purchase = await unanswered(world, person.user.id, DOLLARS)
        facts += _facts(purchase, story)
        left[person.user.id] += credits
    queue, effects = iter(_told(facts, dice)), Counter[Effect]()

    async def work(core: Core) -> None:
        for fact in queue:
            command = SettlePaymentCommand(fact=fact)
            done = await world.send(SettlePayment, command, people[0], Door.CLI, core=core)
            effects[done.result.effect] += 1

    await asyncio.gather(*(work(cores[number % len(cores)]) for number in range(WORKERS)))

    assert effects.total() == FACTS
    assert set(effects) == {Effect.APPLIED, Effect.UNCHANGED}
    query = (
        select(transfers.c.reference, func.count())
        .where(transfers.c.kind == TransferKind.PURCHASE.value)
        .group_by(transfers.c.reference)
    )
    credited = {reference: int(times) for reference, times in await world.rows(query)}
    assert credited == {fact.purchase_id: 1 for fact in facts}
    for person in people:
        buyer = Buyer(world, person)
        assert await buyer.balance() == left[person.user.id]
    await Buyer(world, people[0]).is_sound()
    outcomes = Counter(one.outcome for one in await world.audited(action=SettlePayment.action))
    assert outcomes == {
        Outcome.DONE: effects[Effect.APPLIED],
        Outcome.UNCHANGED: effects[Effect.UNCHANGED],
    }
