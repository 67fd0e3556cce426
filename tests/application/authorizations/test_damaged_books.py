"""What is damaged behind the product's back is named by the invariants."""

import pytest
from sqlalchemy import ClauseElement, delete, update

from clara.adapters.persistence.tables import (
    authorization_facts,
    authorizations,
    card_spending,
    card_transactions,
)
from tests.support.sandbox import Sandbox
from tests.support.world import World

pytestmark = pytest.mark.anyio

COUNTERS = "What is spent of every limit is the sum of the card's transactions."
FACTS = "Every authorization is the sum of what became of it."
ROWS = "The card transactions of every authorization add up to what it says."
_held = authorizations.c.held_minor
_of_charge = card_transactions.c.reference.like("authorization%")
DAMAGE: list[tuple[ClauseElement, ClauseElement, set[str]]] = [
    (
        update(card_spending).values(spent_minor=card_spending.c.spent_minor + 1),
        update(card_spending).values(spent_minor=card_spending.c.spent_minor - 1),
        {COUNTERS},
    ),
    (
        update(authorizations).values(held_minor=_held + 1),
        update(authorizations).values(held_minor=_held - 1),
        {FACTS, ROWS},
    ),
    (
        update(card_transactions).values(amount_minor=1).where(_of_charge),
        update(card_transactions).values(amount_minor=100_00).where(_of_charge),
        {COUNTERS, ROWS},
    ),
    (
        update(authorization_facts).values(amount_minor=1),
        update(authorization_facts).values(amount_minor=100_00),
        {FACTS},
    ),
    (delete(authorization_facts), delete(authorization_facts), {FACTS}),
]


async def test_each_damage_is_named(sandbox: Sandbox, world: World) -> None:
    await sandbox.charge()
    for damage, repair, sentences in DAMAGE:
        assert await sandbox.broken() == []
        assert await world.change(damage) > 0
        assert set(await sandbox.broken()) == sentences
        await world.change(repair)
