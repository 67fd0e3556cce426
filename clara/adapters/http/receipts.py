"""Receipts of card transactions: submit, list, download, delete."""

import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath
from litestar.response import Stream

from clara.adapters.http.envelope import no_content, success
from clara.adapters.http.files import as_file, pieces_of, streamed
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import (
    REST_KINDS,
    call_of,
    from_query,
    run,
    runner_of,
    without_query,
)
from clara.adapters.uploads.form import MAX_FORM, Received, bad_field, received
from clara.adapters.wire.receipts import ReceiptView
from clara.application.call import Draft
from clara.application.receipts.delete_receipt import DeleteReceipt
from clara.application.receipts.download_receipt import DownloadReceipt
from clara.application.receipts.list_receipts import ListReceipts
from clara.application.receipts.submit_receipt import SubmitReceipt
from clara.domain.receipts.receipt import Receipt

_ALL = "/companies/{company_id:str}/card_transactions/{transaction_id:str}/receipts"
_ONE = _ALL + "/{receipt_id:str}"
_TAG = "Card transactions"
_HELD_THERE = "Receipt was there already."
_MEDIA = "application/octet-stream"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}")
_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "A picture, a PDF or an electronic invoice of at most 10 MB.",
        }
    },
}
_SUBMIT = Operation(
    SubmitReceipt,
    ReceiptView,
    "Receipt submitted successfully.",
    _TAG,
    status=201,
    upload=_FORM,
    statuses=(409, 413, 415, 503),
    also={200: _HELD_THERE},
)
_LIST = Operation(ListReceipts, ReceiptView, "Receipts fetched successfully.", _TAG, is_list=True)
_DOWNLOAD = Operation(
    DownloadReceipt,
    None,
    "Receipt fetched successfully.",
    _TAG,
    media=(_MEDIA,),
    statuses=(503,),
)
_DELETE = Operation(
    DeleteReceipt,
    None,
    "Receipt deleted successfully.",
    _TAG,
    status=204,
    statuses=(403, 404, 503),
)


@post(_ALL, request_max_body_size=MAX_FORM, **documented(_SUBMIT))
async def submit_receipt(
    request: HttpRequest, company_id: FromPath[str], transaction_id: FromPath[str]
) -> Response[bytes]:
    """Nothing is read of strangers, nor of applications, whose keys are no secrets."""
    accepts = REST_KINDS & SubmitReceipt.accepts
    call = await runner_of(request).authenticate(replace(call_of(request), accepts=accepts))
    async with received(request) as form:

        def read() -> Mapping[str, Any]:
            without_query(request)
            named = {"company_id": company_id, "transaction_id": transaction_id}
            return {**named, "file": _file(form)}

        done = await runner_of(request).run(SubmitReceipt, Draft(read), call)
    view = ReceiptView.of(done.result.receipt)
    if not done.result.is_new:
        return marked(done, success(view, _HELD_THERE))
    return marked(done, success(view, _SUBMIT.message, 201))


@get(_ALL, **documented(_LIST))
async def list_receipts(
    request: HttpRequest, company_id: FromPath[str], transaction_id: FromPath[str]
) -> Response[bytes]:
    draft = from_query(request, company_id=company_id, transaction_id=transaction_id)
    done = await run(request, ListReceipts, draft)
    return success(list(map(ReceiptView.of, done.result.items)), _LIST.message)


@get(_ONE, **documented(_DOWNLOAD))
async def download_receipt(
    request: HttpRequest,
    company_id: FromPath[str],
    transaction_id: FromPath[str],
    receipt_id: FromPath[str],
) -> Stream:
    """As a file to keep, whatever it says it is: nobody vouches for its content."""
    draft = from_query(
        request, company_id=company_id, transaction_id=transaction_id, receipt_id=receipt_id
    )
    found = (await run(request, DownloadReceipt, draft)).result
    async with AsyncExitStack() as opening:
        path = await opening.enter_async_context(found.opened)
        opened = opening.pop_all()
    headers = {**as_file(_saved_as(found.receipt)), "content-length": str(found.receipt.size)}
    return streamed(pieces_of(path), opened, _MEDIA, headers)


@delete(_ONE, **documented(_DELETE))
async def delete_receipt(
    request: HttpRequest,
    company_id: FromPath[str],
    transaction_id: FromPath[str],
    receipt_id: FromPath[str],
) -> Response[None]:
    draft = from_query(
        request, company_id=company_id, transaction_id=transaction_id, receipt_id=receipt_id
    )
    return marked(await run(request, DeleteReceipt, draft), no_content())


def _saved_as(receipt: Receipt) -> str:
    """A name of ours, with the ending that the file came with where that is one."""
    ending = PurePath(receipt.name).suffix
    return receipt.id + (ending.lower() if _ENDING.fullmatch(ending) else "")


def _file(form: Received) -> Any:
    for name in (*form.texts, *form.fields):
        if name != "file" or name in form.texts:
            raise bad_field(name, "Expected one file in the field `file`")
    if len(form.files) != 1:
        raise bad_field("file", "Expected one file")
    return form.files[0]


ROUTES = [submit_receipt, list_receipts, download_receipt, delete_receipt]
