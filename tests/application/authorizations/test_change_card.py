"""What a card is called, and who holds it."""

from typing import Any

import pytest

from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.cards.change_card import ChangeCard
from clara.application.cards.view_card import ViewCard
from clara.domain.credentials.actor import Door
from clara.domain.errors import NotFound
from tests.support.sandbox import Sandbox
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def change(world: World, card: str = "4417", **fields: Any) -> Any:
    draft = world.draft(company_id=world.a.company.id, card=card, **fields)
    return (await world.send(ChangeCard, draft, world.a.administrator, Door.WEB)).result


async def test_a_card_is_found_by_its_new_name_and_a_name_is_taken_away(world: World) -> None:
    named = await change(world, alias="Obra Norte")
    assert (named.card.alias, named.changed) == ("Obra Norte", ("alias",))
    assert (await world.run(ViewCard, card="obra norte")).card.id == named.card.id
    assert (await change(world, alias="Obra Norte")).changed == ()
    assert (await change(world, alias=None)).card.alias is None
    with pytest.raises(NotFound):
        await world.run(ViewCard, card="obra norte")


async def test_what_a_card_has_paid_for_stays_with_whoever_held_it(
    sandbox: Sandbox, world: World
) -> None:
    before = await sandbox.charge(amount="10")
    maria = world.a.holders["María López"]
    moved = await change(world, cardholder_id=maria.id)
    assert (moved.card.cardholder, moved.changed) == (maria, ("cardholder",))
    after = await sandbox.charge(amount="20")

    async def charged(holder: str) -> set[str]:
        listed = await world.run(ListCardTransactions, q=holder, period="today")
        return {row.id for row in listed.items}

    old, new = before.authorization.transaction_id, after.authorization.transaction_id
    assert old in await charged("Luis Pérez")
    assert {old, new} & await charged("María López") == {new}
