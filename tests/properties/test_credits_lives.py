"""Any life that credits can have: whatever is bought, given back, fought over, set aside and spent
in whatever order, nobody has less than nothing and the books hold."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from clara.domain.credentials.actor import Door
from clara.domain.credits.payment import FactKind
from tests.support.books import books_of_user
from tests.support.builders import api_key, user
from tests.support.credit_life import Life
from tests.support.house import Person, issue
from tests.support.world import World

pytestmark = pytest.mark.anyio

# What fills an account, empties it and moves money back and forth comes more often than the rest,
# and happens to few purchases: their fates cross.
OFTEN: list[Any] = ["buys", FactKind.PAID, "reserves", "rushes", FactKind.DISPUTED]
DEEDS = st.sampled_from(
    [*OFTEN, *OFTEN, FactKind.DISPUTE_WON, "is_given", "settles", "releases", *FactKind]
)
LIVES = st.lists(
    st.tuples(DEEDS, st.integers(0, 2), st.integers(0, 1_300)), min_size=10, max_size=40
)


SPENT_BEFORE_THE_DISPUTE: list[tuple[Any, int, int]] = [
    ("buys", 0, 0),
    (FactKind.PAID, 0, 0),
    ("reserves", 0, 299),
    (FactKind.DISPUTED, 0, 500),
    ("is_given", 0, 350),
    (FactKind.DISPUTE_WON, 0, 500),
    ("settles", 0, 0),
]


async def _born(world: World) -> Person:
    """Somebody new, who has nothing yet."""
    plain = world.a.employee
    person = Person(user=user("Una Persona"), role=plain.role, company=plain.company)
    async with world.founding() as port:
        await port.add_user(person.user, "no password")
        await issue(port, person, api_key(person.user), Door.REST)
    return person


@settings(
    max_examples=40,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@example(deeds=SPENT_BEFORE_THE_DISPUTE)
@given(deeds=LIVES)
async def test_no_life_takes_credits_below_zero_or_the_books_out_of_balance(
    world: World, deeds: list[tuple[Any, int, int]]
) -> None:
    life = Life(world, await _born(world))
    for deed, which, amount in deeds:
        if isinstance(deed, FactKind):
            await life.hears(deed, which, amount)
        else:
            await getattr(life, deed)(which, amount)
        assert await life.buyer.balance() == life.balance >= 0
    assert await books_of_user(world, life.work.user_id) == life.books
    await life.buyer.is_sound()
