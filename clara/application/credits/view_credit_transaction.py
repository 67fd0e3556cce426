from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.credits.ports import Ledger
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credits.ledger import CreditTransaction
from clara.domain.errors import NotFound
from clara.domain.ids import OfUser


class ViewCreditTransactionCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    transaction_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the credit transaction.",
            examples=["credit_0123456789abcdef0123456789abcdef"],
        ),
    ]


@dataclass(frozen=True, slots=True)
class ViewCreditTransaction(UseCase[ViewCreditTransactionCommand, CreditTransaction]):
    """View one of the signed-in user's credit transactions: prepaid credits bought or spent.

    Errors, first that holds: another_user, transaction_not_found.
    """

    name = "transaction.view"
    tool = "transaction_view"
    title = "View a credit transaction"
    action = "credit_transaction.viewed"
    effect = Effect.READ
    scope = Scope.CREDITS_READ
    command = ViewCreditTransactionCommand
    result = CreditTransaction

    ledger: Ledger

    async def __call__(
        self, actor: Actor, command: ViewCreditTransactionCommand
    ) -> CreditTransaction:
        found = await self.ledger.find(command.user_id, command.transaction_id)
        if found is None:
            raise NotFound.of("transaction")
        return found
