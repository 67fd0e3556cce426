from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.accounts.ports import Accounts
from clara.application.credits.ports import Ledger
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.credentials.actor import Actor
from clara.domain.credits.ledger import Account, Transfer, TransferKind, moving
from clara.domain.errors import Invalid, NotFound
from clara.domain.ids import CreditTransactionId, UserId
from clara.domain.text import clean


class AdjustCreditsCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Annotated[str, Meta(min_length=3, max_length=254)]
    credits: Annotated[
        int, Meta(ge=-(10**9), le=10**9, description="Given when positive, else taken.")
    ]
    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class AdjustedCredits(Struct, frozen=True, kw_only=True):
    transaction_id: CreditTransactionId
    user_id: UserId
    credits: int
    balance: int
    reason: str


@dataclass(frozen=True, slots=True)
class AdjustCredits(UseCase[AdjustCreditsCommand, AdjustedCredits]):
    """Give a user prepaid credits or take some, with the reason that their list will show.
    For operators.

    Errors, first that holds: user_not_found, nothing_to_adjust, not_enough_credits.
    """

    name = "credits.adjust"
    tool = "adjust_credits"
    title = "Adjust credits"
    action = "credits.adjusted"
    effect = Effect.WRITE
    is_for_operators = True
    command = AdjustCreditsCommand
    result = AdjustedCredits

    accounts: Accounts
    ledger: Ledger
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: AdjustCreditsCommand) -> AdjustedCredits:
        account = await self.accounts.of_email(command.email)
        if account is None:
            raise NotFound.of("user")
        reason = mask_card_numbers(clean(command.reason, 200))
        if not command.credits or not reason:
            raise Invalid("nothing_to_adjust", "Say how many credits, not 0, and why.")
        user_id, id = account.user.id, self.ids.new("credit")
        before = await self.ledger.hold(user_id)
        await self.ledger.post(
            Transfer(
                id=id,
                user_id=user_id,
                kind=TransferKind.ADJUSTMENT,
                reference=id,
                step="adjusted",
                description=reason,
                at=self.clock.now(),
                entries=moving(command.credits, Account.ADJUSTED, Account.AVAILABLE),
            )
        )
        return AdjustedCredits(
            transaction_id=id,
            user_id=user_id,
            credits=command.credits,
            balance=before + command.credits,
            reason=reason,
        )

    @classmethod
    def trace(cls, result: AdjustedCredits) -> Trace:
        return Trace(
            subject=result.user_id,
            details={
                "credits": result.credits,
                "balance": result.balance,
                "transaction": result.transaction_id,
            },
        )
