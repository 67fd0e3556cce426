from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from clara.application.attachments.ports import Blobs
from clara.application.receipts.named_receipt import HeldReceipts, NamedReceipt
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.receipts.receipt import Receipt


class DownloadReceiptCommand(NamedReceipt, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class DownloadedReceipt(Struct, frozen=True, kw_only=True):
    """`opened` gives the file, and must be left."""

    receipt: Receipt
    opened: AbstractAsyncContextManager[Path]


@dataclass(frozen=True, slots=True)
class DownloadReceipt(UseCase[DownloadReceiptCommand, DownloadedReceipt]):
    """Download a receipt as it was submitted.

    Errors, first that holds: card_transaction_not_found, receipt_not_found, blob_missing,
    blobs_unavailable.
    """

    name = "receipt.download"
    tool = "download_receipt"
    title = "Download a receipt"
    action = "receipt.downloaded"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    command = DownloadReceiptCommand
    result = DownloadedReceipt

    held: HeldReceipts
    blobs: Blobs

    async def __call__(self, actor: Actor, command: DownloadReceiptCommand) -> DownloadedReceipt:
        found = await self.held.named(actor, command)
        return DownloadedReceipt(receipt=found, opened=self.blobs.open(found.blob))

    @classmethod
    def trace(cls, result: DownloadedReceipt) -> Trace:
        return Trace(subject=result.receipt.transaction_id)
