from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.accounts.ports import Accounts
from clara.application.credits.ports import Ledger
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credits.ledger import CreditTransactionList
from clara.domain.errors import NotFound
from clara.domain.ids import UserId
from clara.domain.page import MAX_LIMIT


class ViewCreditAccountCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Annotated[str, Meta(min_length=3, max_length=254)]
    limit: Annotated[int, Meta(ge=0, le=MAX_LIMIT)] = 20


class CreditAccount(Struct, frozen=True, kw_only=True):
    """`credits` can be spent; `transactions` are the newest of those that made them."""

    user_id: UserId
    email: str
    credits: int
    transactions: CreditTransactionList


@dataclass(frozen=True, slots=True)
class ViewCreditAccount(UseCase[ViewCreditAccountCommand, CreditAccount]):
    """View what a user can spend, and what moved it last. For operators.

    Errors: user_not_found.
    """

    name = "credits.view_account"
    tool = "view_credit_account"
    title = "View a credit account"
    action = "credits.account_viewed"
    effect = Effect.READ
    is_for_operators = True
    command = ViewCreditAccountCommand
    result = CreditAccount

    accounts: Accounts
    ledger: Ledger

    async def __call__(self, actor: Actor, command: ViewCreditAccountCommand) -> CreditAccount:
        account = await self.accounts.of_email(command.email)
        if account is None:
            raise NotFound.of("user")
        user = account.user
        return CreditAccount(
            user_id=user.id,
            email=user.email,
            credits=user.credits,
            transactions=await self.ledger.page(user.id, command.limit, 0),
        )
