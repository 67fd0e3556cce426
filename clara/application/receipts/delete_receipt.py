from dataclasses import dataclass

from clara.application.attachments.ports import Blobs
from clara.application.receipts.named_receipt import HeldReceipts, NamedReceipt
from clara.application.receipts.ports import Receipts
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.receipts.receipt import Receipt


class DeleteReceiptCommand(NamedReceipt, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class DeleteReceipt(UseCase[DeleteReceiptCommand, Receipt]):
    """Delete a receipt, its content included: who submitted it, administrators and bookkeepers do.

    Errors, first that holds: card_transaction_not_found, receipt_not_found, receipt_of_another,
    blobs_unavailable.
    """

    name = "receipt.delete"
    tool = "delete_receipt"
    title = "Delete a receipt"
    action = "receipt.deleted"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    command = DeleteReceiptCommand
    result = Receipt

    held: HeldReceipts
    receipts: Receipts
    blobs: Blobs

    async def __call__(self, actor: Actor, command: DeleteReceiptCommand) -> Receipt:
        await self.receipts.hold(command.company_id)
        found = await self.held.named(actor, command)
        found.require_may_delete(actor)
        await self.receipts.remove(found)
        if not await self.receipts.is_kept(command.company_id, found.digest):
            await self.blobs.delete(found.blob)
        return found

    @classmethod
    def trace(cls, result: Receipt) -> Trace:
        return Trace(subject=result.transaction_id, details={"receipt_id": result.id})
