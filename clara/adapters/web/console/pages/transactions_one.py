"""One card transaction and its receipts."""

import re
from contextlib import AsyncExitStack
from pathlib import PurePath

from litestar import get, post
from litestar.params import FromPath

from clara.adapters.exports.sending import as_file, pieces_of, streamed
from clara.adapters.uploads.form import MAX_FORM, bad_field, received
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages.transactions_filter import PLACE
from clara.adapters.web.console.visit import Answer
from clara.adapters.wire.mcc_names import mcc_name
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.receipts.delete_receipt import DeleteReceipt
from clara.application.receipts.download_receipt import DownloadedReceipt, DownloadReceipt
from clara.application.receipts.list_receipts import ListReceipts
from clara.application.receipts.submit_receipt import SubmitReceipt, SubmittedReceipt
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.category import label
from clara.domain.credentials.scope import STAFF
from clara.domain.errors import ClaraError
from clara.domain.receipts.receipt import MAX_RECEIPTS, Receipt, ReceiptList

_ONE = PLACE + "/{transaction_id:str}"
_RECEIPTS = _ONE + "/receipts"
_RECEIPT = _RECEIPTS + "/{receipt_id:str}"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")
_MEDIA = "application/octet-stream"


@get(_ONE)
async def transaction(page: Page, transaction_id: FromPath[str]) -> Answer:
    return await _shown(page, transaction_id)


@post(_RECEIPTS, request_max_body_size=MAX_FORM)
async def submit_receipt(page: Page, transaction_id: FromPath[str]) -> Answer:
    try:
        async with received(page.request) as form:
            if len(form.files) != 1 or not form.files[0].size:
                raise bad_field("file", "Expected one file")
            done: SubmittedReceipt = await page.run(
                SubmitReceipt, transaction_id=transaction_id, file=form.files[0]
            )
    except ClaraError as error:
        return await _shown(page, transaction_id, error)
    said = "transactions.receipt_kept" if done.is_new else "transactions.receipt_known"
    return page.go(f"{PLACE}/{done.receipt.transaction_id}", said)


@get(_RECEIPT)
async def download_receipt(
    page: Page, transaction_id: FromPath[str], receipt_id: FromPath[str]
) -> Answer:
    """As a file to keep, whatever it says it is: nobody vouches for its content."""
    found: DownloadedReceipt = await page.run(
        DownloadReceipt, transaction_id=transaction_id, receipt_id=receipt_id
    )
    async with AsyncExitStack() as opening:
        path = await opening.enter_async_context(found.opened)
        opened = opening.pop_all()
    size = str(found.receipt.size)
    headers = {**as_file(_saved_as(found.receipt)), "content-length": size}
    return streamed(pieces_of(path), opened, _MEDIA, headers)


@post(_RECEIPT + "/delete")
async def delete_receipt(
    page: Page, transaction_id: FromPath[str], receipt_id: FromPath[str]
) -> Answer:
    gone: Receipt = await page.run(
        DeleteReceipt, transaction_id=transaction_id, receipt_id=receipt_id
    )
    return page.go(f"{PLACE}/{gone.transaction_id}", "transactions.receipt_gone")


ROUTES = [transaction, submit_receipt, download_receipt, delete_receipt]


async def _shown(page: Console, transaction_id: str, error: ClaraError | None = None) -> Answer:
    row: CardTransaction = await page.run(ViewCardTransaction, transaction_id=transaction_id)
    receipts: ReceiptList = await page.run(ListReceipts, transaction_id=row.id)
    return page.show(
        "transactions/detail.html",
        error=error,
        row=row,
        category=label(row.category, page.language.value),
        mcc_name=mcc_name(row.mcc),
        receipts=receipts.items,
        has_room=len(receipts.items) < MAX_RECEIPTS,
        may_delete=lambda one: page.role in STAFF or one.submitted_by == page.user.id,
    )


def _saved_as(receipt: Receipt) -> str:
    """A name of ours, with the ending of theirs where it is one."""
    ending = PurePath(receipt.name).suffix
    return receipt.id + (ending if _ENDING.fullmatch(ending) else "")
