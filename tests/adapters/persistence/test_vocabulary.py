"""The names a company uses, as far as whoever asks sees them."""

import pytest

from clara.adapters.persistence import vocabulary
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.vocabulary import SqlVocabulary
from clara.application.analysis.ports import Names
from tests.application.ledger import ledger
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def names_for(world: World, who: str) -> Names:
    await world.add_rows(world.a.company, *ledger(world.a))
    session = Session(world.core.database)
    try:
        return await SqlVocabulary(session).names(await world.actor(getattr(world.a, who)))
    finally:
        await session.close()


async def test_an_administrator_has_every_name(world: World) -> None:
    names = await names_for(world, "administrator")
    assert set(names.merchants) == {
        *("Uber", "Uber Eats", "Aeroméxico", "Hotel Sol", "Banco", "Amazon", "Sin tarjeta"),
        "Óptica Ñandú",
    }
    assert set(names.cardholders) == set(world.a.holders)
    assert {card[0] for card in names.cards} == {card.id for card in world.a.cards.values()}
    assert names.currencies == ("JPY", "MXN", "USD")


async def test_an_employee_has_those_of_their_own_rows(world: World) -> None:
    names = await names_for(world, "employee")
    assert names.merchants == ("Uber", "Hotel Sol", "Banco")
    assert names.cardholders == ("Elena Gómez",)
    assert {card[1] for card in names.cards} == {"4471", "9901"}


async def test_a_manager_has_those_of_the_team(world: World) -> None:
    names = await names_for(world, "manager")
    assert set(names.cardholders) == {"Marta Ruiz", "Luis Pérez"}
    assert "Hotel Sol" not in names.merchants


async def test_of_too_many_merchants_those_with_most_rows_are_taken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "MOST_MERCHANTS", 3)
    names = await names_for(world, "administrator")
    assert names.merchants[0] == "Uber"
