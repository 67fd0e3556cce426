from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.card_transactions.ports import CardTransactions
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import NotFound
from clara.domain.ids import InCompany

TransactionId = Annotated[
    str,
    Meta(
        max_length=64,
        description="Identifier of the card transaction.",
        examples=["ctx_0123456789abcdef0123456789abcdef"],
    ),
]


class ViewCardTransactionCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    transaction_id: TransactionId


@dataclass(frozen=True, slots=True)
class ViewCardTransaction(UseCase[ViewCardTransactionCommand, CardTransaction]):
    """View one card transaction by its id, with what the merchant, card and file said of it.

    Errors: card_transaction_not_found.
    """

    name = "card.transaction"
    tool = "view_transaction"
    title = "View a card transaction"
    action = "card_transaction.viewed"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    command = ViewCardTransactionCommand
    result = CardTransaction

    transactions: CardTransactions

    async def __call__(self, actor: Actor, command: ViewCardTransactionCommand) -> CardTransaction:
        found = await self.transactions.find(actor, command.transaction_id)
        if found is None:
            raise NotFound.of("card_transaction")
        return found

    @classmethod
    def trace(cls, result: CardTransaction) -> Trace:
        return Trace(subject=result.id)
