"""A world whose companies have a ledger."""

import pytest

from tests.application.ledger import Book, ledger
from tests.support.world import World


@pytest.fixture
async def book(world: World) -> Book:
    """Every card transaction of company `a`; company `b` has a ledger alike."""
    rows = ledger(world.a)
    await world.add_rows(world.a.company, *rows)
    await world.add_rows(world.b.company, *ledger(world.b))
    return Book([*world.a.rows, *rows])
