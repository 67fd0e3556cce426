"""Viewing one card transaction."""

import pytest

from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.domain.errors import NotFound
from tests.application.ledger import Book, wire_id
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def test_a_row_is_found_by_its_id(world: World, book: Book) -> None:
    [made] = book.where(lambda r: r.mcc == 5812)
    seen = await world.run(ViewCardTransaction, transaction_id=wire_id(made))
    assert (seen.id, seen.amount_minor, seen.merchant, seen.mcc) == (
        wire_id(made),
        20_00,
        "Uber Eats",
        5812,
    )
    assert (seen.card.last_four, seen.cardholder) == ("4417", "Luis Pérez")


async def test_a_row_without_a_card_is_found_too(world: World, book: Book) -> None:
    [made] = book.where(lambda r: r.cardholder == "Luis Pérez")
    seen = await world.run(ViewCardTransaction, transaction_id=wire_id(made))
    assert (seen.card, seen.cardholder) == (None, "Luis Pérez")


@pytest.mark.parametrize(
    "id",
    [
        "ctx_" + "0" * 32,
        "",
        "ctx_",
        "nonsense",
        "ctx_" + "z" * 32,
        "ctx_" + "0" * 31,
        "card_" + "0" * 32,
        "ctx_\x00",
    ],
)
async def test_what_is_no_rows_id_is_not_found(world: World, id: str) -> None:
    with pytest.raises(NotFound) as caught:
        await world.run(ViewCardTransaction, transaction_id=id)
    assert caught.value.code == "card_transaction_not_found"


async def test_another_companys_row_is_not_found(world: World, book: Book) -> None:
    theirs = wire_id(world.b.rows[0])
    with pytest.raises(NotFound) as caught:
        await world.run(ViewCardTransaction, transaction_id=theirs)
    assert caught.value.code == "card_transaction_not_found"
    seen = await world.run(ViewCardTransaction, as_=world.b.administrator, transaction_id=theirs)
    assert seen.id == theirs


@pytest.mark.parametrize(
    ("who", "sees"),
    [("bookkeeper", True), ("manager", True), ("member", True), ("employee", False)],
)
async def test_a_row_is_seen_by_whom_its_card_is_seen(
    world: World, book: Book, who: str, sees: bool
) -> None:
    made = next(r for r in book.rows if r.card == world.a.cards["luis"].id)
    person = getattr(world.a, who)
    if sees:
        seen = await world.run(ViewCardTransaction, as_=person, transaction_id=wire_id(made))
        assert seen.id == wire_id(made)
        return
    with pytest.raises(NotFound):
        await world.run(ViewCardTransaction, as_=person, transaction_id=wire_id(made))
