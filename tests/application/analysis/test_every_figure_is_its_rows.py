"""Whatever is asked, every figure is the plain sum of the card transactions it names."""

import os
import random

import pytest

from clara.domain.accounts.language import Language
from clara.domain.credentials.actor import Actor
from tests.application.analysis.asking import ask
from tests.application.analysis.conftest import LargeStore
from tests.application.analysis.plain_books import PlainBooks, plain_rows
from tests.application.analysis.random_plans import random_plan
from tests.application.ledger import Book
from tests.support.clock import FakeClock
from tests.support.house import plan
from tests.support.world import World, opened

pytestmark = pytest.mark.anyio

SMALL = 150
LARGE = int(os.environ.get("CLARA_ASK_PLANS", "40"))
"""`make ask-exact` carries out a thousand."""


@pytest.mark.parametrize("who", ["administrator", "manager", "employee"])
async def test_random_plans_on_a_small_ledger(world: World, book: Book, who: str) -> None:
    person = getattr(world.a, who)
    actor = await world.actor(person)
    dice = random.Random(who)
    rows = await plain_rows(world, person.company.id)
    seen = {
        "administrator": rows,
        "manager": [row for row in rows if row.holder_name in ("Marta Ruiz", "Luis Pérez")],
        "employee": [row for row in rows if row.holder_name == "Elena Gómez"],
    }[who]
    books = PlainBooks(seen, person.company.currency)
    for _ in range(SMALL):
        plan = random_plan(dice, rows, person.company.time_zone)
        answer = await ask(
            world, actor, plan, language=dice.choice(list(Language)), digests_up_to=3
        )
        books.check(answer, digests_up_to=3)


@pytest.mark.parametrize("company", ["demo", "city"])
async def test_random_plans_on_large_companies(
    large: LargeStore, company: str, clock: FakeClock
) -> None:
    actor: Actor | None = getattr(large, company)
    if actor is None:
        pytest.skip("CLARA_CARD_DATA names no folder of purchase-card files")
    async with opened(large.url, clock) as core:
        house = plan()
        world = World(url=large.url, core=core, clock=clock, a=house, b=house)
        rows = await plain_rows(world, actor.company.company_id)
        books, dice = PlainBooks(rows, actor.company.currency), random.Random(company)
        for _ in range(LARGE):
            plan_ = random_plan(dice, rows, actor.company.time_zone)
            limit = dice.choice((0, 100, 5_000, 200_000))
            answer = await ask(
                world, actor, plan_, language=dice.choice(list(Language)), digests_up_to=limit
            )
            books.check(answer, digests_up_to=limit)
