from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.credits.ports import Payments, Purchases
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credits.payment import PaymentFact

_SETTLES_WITHIN = timedelta(minutes=5)
"""What is younger may still be on its way by itself."""
_AT_ONCE = 500


class FindMissedPaymentsCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    days: Annotated[int, Meta(ge=1, le=30, description="How far back to ask.")] = 3


class Doubtful(Struct, frozen=True, kw_only=True):
    """Said of one of our purchases, in whose `mismatch` it differs from what was asked for."""

    fact: PaymentFact
    mismatch: str


class MissedPayments(Struct, frozen=True, kw_only=True):
    """`missed` is what would change something here, oldest first, and `doubtful` what would be
    refused. `heard` is how much the provider says of lately, `asked` how many purchases were looked
    up one by one."""

    provider: str
    missed: tuple[PaymentFact, ...]
    doubtful: tuple[Doubtful, ...]
    heard: int
    asked: int


@dataclass(frozen=True, slots=True)
class FindMissedPayments(UseCase[FindMissedPaymentsCommand, MissedPayments]):
    """Ask the payment provider what has happened lately, and what became of each purchase that is
    still open here and of which it said nothing. For operators. Changes nothing: each fact is
    settled by itself.

    Errors: payments_unavailable.
    """

    name = "credits.find_missed"
    tool = "find_missed_payments"
    title = "Find missed payments"
    action = "credits.provider_asked"
    effect = Effect.READ
    is_for_operators = True
    command = FindMissedPaymentsCommand
    result = MissedPayments

    payments: Payments
    purchases: Purchases
    clock: Clock

    async def __call__(self, actor: Actor, command: FindMissedPaymentsCommand) -> MissedPayments:
        now = self.clock.now()
        heard = [fact async for fact in self.payments.facts(now - timedelta(days=command.days))]
        named = {fact.purchase_id for fact in heard if fact.session_id is not None}
        waiting = await self.purchases.pending(now - _SETTLES_WITHIN, _AT_ONCE)
        silent = [purchase for purchase in waiting if purchase.id not in named]
        answers = [await self.payments.state(purchase) for purchase in silent]
        missed: list[PaymentFact] = []
        doubtful: list[Doubtful] = []
        for fact in [*heard, *filter(None, answers)]:
            purchase = await self.purchases.known(fact)
            mismatch = purchase and purchase.mismatch(fact)
            if mismatch:
                doubtful.append(Doubtful(fact=fact, mismatch=mismatch))
            elif purchase is not None and purchase.knowing(fact) != purchase:
                missed.append(fact)
        return MissedPayments(
            provider=self.payments.provider,
            missed=tuple(missed),
            doubtful=tuple(doubtful),
            heard=len(heard),
            asked=len(silent),
        )
