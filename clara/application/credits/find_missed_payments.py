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


class MissedPayments(Struct, frozen=True, kw_only=True):
    """What the provider says, known here or not; `asked` purchases were looked up one by one."""

    provider: str
    facts: tuple[PaymentFact, ...]
    asked: int


@dataclass(frozen=True, slots=True)
class FindMissedPayments(UseCase[FindMissedPaymentsCommand, MissedPayments]):
    """Ask the payment provider what has happened lately, and what became of each purchase that is
    still open here. For operators. Changes nothing: each fact is settled by itself.

    Errors: payments_unavailable.
    """

    name = "credits.find_missed"
    tool = "find_missed_payments"
    title = "Find missed payments"
    action = "credits.missed_looked_for"
    effect = Effect.READ
    is_for_operators = True
    command = FindMissedPaymentsCommand
    result = MissedPayments

    payments: Payments
    purchases: Purchases
    clock: Clock

    async def __call__(self, actor: Actor, command: FindMissedPaymentsCommand) -> MissedPayments:
        now = self.clock.now()
        open_ones = await self.purchases.pending(now - _SETTLES_WITHIN, _AT_ONCE)
        facts = [fact async for fact in self.payments.facts(now - timedelta(days=command.days))]
        for purchase in open_ones:
            said = await self.payments.state(purchase)
            if said is not None:
                facts.append(said)
        return MissedPayments(
            provider=self.payments.provider, facts=tuple(facts), asked=len(open_ones)
        )
