from dataclasses import dataclass

from clara.application.card_transactions.ports import CardTransactions
from clara.application.card_transactions.view_card_transaction import TransactionId
from clara.application.receipts.ports import Receipts
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import NotFound
from clara.domain.ids import InCompany
from clara.domain.receipts.receipt import ReceiptList


class ListReceiptsCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    transaction_id: TransactionId


@dataclass(frozen=True, slots=True)
class ListReceipts(UseCase[ListReceiptsCommand, ReceiptList]):
    """List the receipts of a card transaction that the caller sees.

    Errors: card_transaction_not_found.
    """

    name = "receipt.list"
    tool = "list_receipts"
    title = "List receipts"
    action = "receipts.listed"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    command = ListReceiptsCommand
    result = ReceiptList

    transactions: CardTransactions
    receipts: Receipts

    async def __call__(self, actor: Actor, command: ListReceiptsCommand) -> ReceiptList:
        found = await self.transactions.find(actor, command.transaction_id)
        if found is None:
            raise NotFound.of("card_transaction")
        items = await self.receipts.of_transaction(command.company_id, found.id)
        return ReceiptList(items=items)

    @classmethod
    def trace(cls, result: ReceiptList) -> Trace:
        return Trace(details={"count": len(result.items)})
