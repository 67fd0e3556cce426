"""One receipt, for operations about it: of a card transaction that the caller sees."""

from dataclasses import dataclass

from clara.application.card_transactions.ports import CardTransactions
from clara.application.card_transactions.view_card_transaction import TransactionId
from clara.application.receipts.ports import Receipts
from clara.domain.credentials.actor import Actor
from clara.domain.errors import NotFound
from clara.domain.ids import InCompany
from clara.domain.receipts.receipt import Receipt, ReceiptId


class NamedReceipt(InCompany, frozen=True, kw_only=True):
    transaction_id: TransactionId
    receipt_id: ReceiptId


@dataclass(frozen=True, slots=True)
class HeldReceipts:
    transactions: CardTransactions
    receipts: Receipts

    async def named(self, actor: Actor, command: NamedReceipt) -> Receipt:
        """Raises `card_transaction_not_found`, `receipt_not_found`."""
        if await self.transactions.find(actor, command.transaction_id) is None:
            raise NotFound.of("card_transaction")
        found = await self.receipts.find(command.company_id, command.receipt_id)
        if found is None or found.transaction_id != command.transaction_id:
            raise NotFound.of("receipt")
        return found
