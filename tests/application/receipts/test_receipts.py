"""Receipts of card transactions: whoever sees a charge submits its receipt, and the company keeps it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from clara.adapters.persistence.tables import webhook_events
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.receipts.delete_receipt import DeleteReceipt
from clara.application.receipts.download_receipt import DownloadReceipt
from clara.application.receipts.list_receipts import ListReceipts
from clara.application.receipts.submit_receipt import SubmitReceipt, SubmittedReceipt
from clara.application.webhooks.create_webhook import CreateWebhook
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from clara.domain.receipts.receipt import MAX_RECEIPTS
from tests.support.house import Person
from tests.support.uploads import uploaded
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def own_charge(world: World, person: Person) -> str:
    """A card transaction that `person` sees."""
    found = await world.run(ListCardTransactions, as_=person, period="2026")
    id: str = found.items[0].id
    return id


async def submit(
    world: World, person: Person, path: Path, content: str = "a,b\n", **fields: Any
) -> SubmittedReceipt:
    fields.setdefault("transaction_id", await own_charge(world, person))
    file = uploaded(path / "receipt.csv", f"Fecha,Comercio,Cargo\n2026-11-03,UBER,1{content}")
    submitted: SubmittedReceipt = await world.run(SubmitReceipt, as_=person, file=file, **fields)
    return submitted


async def test_an_employee_submits_a_receipt_and_administrators_are_told(
    world: World, tmp_path: Path
) -> None:
    luis = world.a.member
    made = await submit(world, luis, tmp_path)
    assert (made.is_new, made.receipt.submitter_name) == (True, "Luis Pérez")
    letters = await world.core.letters.take(10)
    assert [one.letter.to for one in letters] == [world.a.administrator.user.email]
    listed = await world.run(ListReceipts, transaction_id=made.receipt.transaction_id)
    assert listed.items == (made.receipt,)


async def test_what_was_submitted_comes_back_as_it_was(world: World, tmp_path: Path) -> None:
    made = (await submit(world, world.a.member, tmp_path)).receipt
    found = await world.run(DownloadReceipt, transaction_id=made.transaction_id, receipt_id=made.id)
    async with found.opened as path:
        assert path.read_bytes() == (tmp_path / "receipt.csv").read_bytes()


async def test_the_same_file_again_is_the_same_receipt(world: World, tmp_path: Path) -> None:
    first = await submit(world, world.a.member, tmp_path)
    again = await submit(world, world.a.member, tmp_path)
    assert (again.is_new, again.receipt) == (False, first.receipt)


async def test_charges_of_others_take_no_receipts(world: World, tmp_path: Path) -> None:
    marta = await own_charge(world, world.a.manager)
    seen = await world.run(ListCardTransactions, as_=world.a.employee, period="2026")
    assert marta not in {one.id for one in seen.items}
    with pytest.raises(ClaraError) as refused:
        await submit(world, world.a.employee, tmp_path, transaction_id=marta)
    assert refused.value.code == "card_transaction_not_found"


async def test_who_submitted_it_or_looks_after_the_books_deletes_it(
    world: World, tmp_path: Path
) -> None:
    luis, marta = world.a.member, world.a.manager
    made = (await submit(world, luis, tmp_path)).receipt
    named = {"transaction_id": made.transaction_id, "receipt_id": made.id}
    with pytest.raises(ClaraError) as refused:
        await world.run(DeleteReceipt, as_=marta, **named)
    assert refused.value.code == "receipt_of_another"
    found = await world.run(DownloadReceipt, as_=luis, **named)
    await world.run(DeleteReceipt, as_=world.a.bookkeeper, **named)
    with pytest.raises(ClaraError) as gone:
        async with found.opened:
            pass
    assert gone.value.code == "blob_missing"


async def test_content_that_two_receipts_share_stays_with_the_other(
    world: World, tmp_path: Path
) -> None:
    found = await world.run(ListCardTransactions, period="2026")
    ids = [one.id for one in found.items[:2]]
    person = world.a.administrator
    first, second = [
        (await submit(world, person, tmp_path, transaction_id=id)).receipt for id in ids
    ]
    await world.run(DeleteReceipt, transaction_id=ids[0], receipt_id=first.id)
    left = await world.run(DownloadReceipt, transaction_id=ids[1], receipt_id=second.id)
    async with left.opened as path:
        assert path.stat().st_size == second.size


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_charge_has_ten_receipts_at_most(world: World, tmp_path: Path) -> None:
    for number in range(MAX_RECEIPTS):
        await submit(world, world.a.member, tmp_path, str(number) + "\n")
    with pytest.raises(ClaraError) as refused:
        await submit(world, world.a.member, tmp_path, "99\n")
    assert refused.value.code == "too_many_receipts"


@pytest.mark.parametrize("store", ["sqlite"])
async def test_programs_are_told_once(world: World, tmp_path: Path) -> None:
    person = world.a.administrator
    command = CreateWebhook.command(
        company_id=person.company.id, url="https://erp.example.com/clara"
    )
    await world.send(CreateWebhook, command, person, Door.WEB)
    await submit(world, world.a.member, tmp_path)
    await submit(world, world.a.member, tmp_path)
    rows = await world.rows(select(webhook_events.c.type))
    assert [row[0] for row in rows] == ["card_transaction.receipt_added"]
