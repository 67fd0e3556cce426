from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.credits.ports import Ledger
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credits.ledger import CreditTransactionList
from clara.domain.ids import OfUser
from clara.domain.page import MAX_LIMIT


class ListCreditTransactionsCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    limit: Annotated[
        int,
        Meta(ge=0, le=MAX_LIMIT, description="Transactions at most, 0 to 200.", examples=[50]),
    ] = 50
    offset: Annotated[
        int,
        Meta(ge=0, le=1_000_000, description="How many of the newest to leave out.", examples=[0]),
    ] = 0


@dataclass(frozen=True, slots=True)
class ListCreditTransactions(UseCase[ListCreditTransactionsCommand, CreditTransactionList]):
    """List the signed-in user's credit transactions, newest first: prepaid credits bought and
    spent. Purchases on corporate cards are card transactions, not these.

    CREDIT adds to the balance, DEBIT takes from it; all of them together are the balance.

    Errors: another_user.
    """

    name = "transaction.view_all"
    tool = "transaction_view_all"
    title = "List credit transactions"
    action = "credit_transaction.listed"
    effect = Effect.READ
    scope = Scope.CREDITS_READ
    command = ListCreditTransactionsCommand
    result = CreditTransactionList

    ledger: Ledger

    async def __call__(
        self, actor: Actor, command: ListCreditTransactionsCommand
    ) -> CreditTransactionList:
        return await self.ledger.page(command.user_id, command.limit, command.offset)
