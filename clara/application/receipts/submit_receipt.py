from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from clara.application.attachments.ports import AttachmentReader, Blobs
from clara.application.card_transactions.ports import CardTransactions
from clara.application.card_transactions.view_card_transaction import TransactionId
from clara.application.ports import Clock, Ids
from clara.application.receipts.ports import Receipts
from clara.application.receipts.submitting import ReceiptNews
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.attachments.attachment import UploadedFile
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import Conflict, NotFound
from clara.domain.ids import InCompany
from clara.domain.receipts.receipt import MAX_RECEIPTS, Receipt, receipt_blob
from clara.domain.webhooks.event import EventType, Happened


class SubmitReceiptCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    transaction_id: TransactionId
    file: UploadedFile


class SubmittedReceipt(Struct, frozen=True, kw_only=True):
    """Not new when the card transaction had this very file."""

    receipt: Receipt
    is_new: bool


class _Said(Struct, frozen=True):
    transaction_id: str
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class SubmitReceipt(UseCase[SubmitReceiptCommand, SubmittedReceipt]):
    """Submit a receipt or an invoice for a card transaction that the caller sees: a picture, a PDF,
    an electronic invoice (CFDI, NF-e, UBL …), at most 10 MB. The company keeps it; administrators
    are told by mail. The same file again is the same receipt.

    Errors, first that holds: attachment_unsupported, attachment_unreadable, attachment_too_large,
    attachments_busy, blobs_unavailable, card_transaction_not_found, too_many_receipts.
    """

    name = "receipt.submit"
    tool = "submit_receipt"
    title = "Submit a receipt"
    action = "receipt.submitted"
    effect = Effect.STAGED
    scope = Scope.TRANSACTIONS_WRITE
    command = SubmitReceiptCommand
    result = SubmittedReceipt

    transactions: CardTransactions
    receipts: Receipts
    reader: AttachmentReader
    blobs: Blobs
    news: ReceiptNews
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: SubmitReceiptCommand) -> SubmittedReceipt:
        assert actor.user_id is not None, "a receipt is submitted by a user"
        file, company_id = command.file, command.company_id
        # Read and put before the transaction begins, so that it is short.
        overview = await self.reader.overview(Path(file.path))
        blob = receipt_blob(company_id, file.digest)
        await self.blobs.put(blob, Path(file.path))
        await self.receipts.hold(company_id)
        transaction = await self.transactions.find(actor, command.transaction_id)
        if transaction is None:
            raise NotFound.of("card_transaction")
        there = await self.receipts.of_transaction(company_id, transaction.id)
        known = next((one for one in there if one.digest == file.digest), None)
        if known is not None:
            return SubmittedReceipt(receipt=known, is_new=False)
        if len(there) >= MAX_RECEIPTS:
            raise Conflict(
                "too_many_receipts",
                f"A card transaction may have {MAX_RECEIPTS} receipts.",
                remedy="Delete one first.",
            )
        receipt = Receipt(
            id=self.ids.new("receipt"),
            company_id=company_id,
            transaction_id=transaction.id,
            submitted_by=actor.user_id,
            submitter_name=actor.name,
            name=file.name,
            size=file.size,
            digest=file.digest,
            overview=overview,
            created_at=self.clock.now(),
        )
        await self.receipts.add(receipt)
        # A deletion of the same content may have come between; now nobody else can.
        await self.blobs.put(blob, Path(file.path))
        await self.news.tell(actor, transaction)
        return SubmittedReceipt(receipt=receipt, is_new=True)

    @classmethod
    def fingerprint(cls, command: SubmitReceiptCommand) -> Struct:
        """Where the file lies differs each time."""
        return _Said(command.transaction_id, command.file.name, command.file.digest)

    @classmethod
    def events(cls, result: SubmittedReceipt) -> tuple[Happened, ...]:
        receipt = result.receipt
        said = {
            "receipt_id": receipt.id,
            "transaction_id": receipt.transaction_id,
            "by": receipt.submitter_name,
        }
        return (Happened(type=EventType.RECEIPT_ADDED, data=said),) if result.is_new else ()

    @classmethod
    def trace(cls, result: SubmittedReceipt) -> Trace:
        receipt = result.receipt
        return Trace(
            subject=receipt.transaction_id,
            outcome=Outcome.DONE if result.is_new else Outcome.UNCHANGED,
            details={"receipt_id": receipt.id, "kind": receipt.overview.kind.value},
        )
