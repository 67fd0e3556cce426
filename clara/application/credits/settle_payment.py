from dataclasses import dataclass

from msgspec import Struct

from clara.application.credits.settlement import Effect as Settling
from clara.application.credits.settlement import Settled, Settlement
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Actor
from clara.domain.credits.payment import PaymentFact

_OUTCOMES = {
    Settling.APPLIED: Outcome.DONE,
    Settling.UNCHANGED: Outcome.UNCHANGED,
    Settling.UNKNOWN: Outcome.UNCHANGED,
    Settling.REFUSED: Outcome.REFUSED,
}


def trace_of(settled: Settled) -> Trace:
    details = {
        "effect": settled.effect.value,
        "fact": settled.fact.kind.value,
        "provider_event": settled.fact.id,
        "amount_minor": settled.fact.amount_minor,
        "currency": settled.fact.currency,
    }
    if settled.mismatch is not None:
        details["mismatch"] = settled.mismatch
    subject = settled.purchase.id if settled.purchase else None
    return Trace(subject=subject, outcome=_OUTCOMES[settled.effect], details=details)


class SettlePaymentCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    fact: PaymentFact


@dataclass(frozen=True, slots=True)
class SettlePayment(UseCase[SettlePaymentCommand, Settled]):
    """Apply what the payment provider said, when it was found by asking and not by its notice.
    For operators. What is known already changes nothing.

    No errors of its own.
    """

    name = "credits.settle_payment"
    tool = "settle_payment"
    title = "Settle a payment"
    action = "credits.payment_settled"
    effect = Effect.WRITE
    is_for_operators = True
    command = SettlePaymentCommand
    result = Settled

    settlement: Settlement

    async def __call__(self, actor: Actor, command: SettlePaymentCommand) -> Settled:
        return await self.settlement.apply(command.fact)

    @classmethod
    def trace(cls, result: Settled) -> Trace:
        return trace_of(result)
