from dataclasses import dataclass

from msgspec import Struct

from clara.application.credits.ports import Payments, Purchases
from clara.application.credits.settle_payment import trace_of
from clara.application.credits.settlement import Settled, Settlement
from clara.application.credits.view_checkout import SANDBOX, SessionId
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.credits.purchase import PurchaseStatus
from clara.domain.errors import Conflict, NotFound


class FinishCheckoutCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: SessionId
    outcome: FactKind

    def __repr__(self) -> str:
        return "FinishCheckoutCommand()"


_OUTCOMES = (FactKind.PAID, FactKind.FAILED, FactKind.EXPIRED)


@dataclass(frozen=True, slots=True)
class FinishCheckout(UseCase[FinishCheckoutCommand, Settled]):
    """Pay, fail or cancel on a page of the sandbox; no money moves. What a real provider would tell
    is settled in the same way.

    Errors, first that holds: checkout_not_found, checkout_closed.
    """

    name = "credits.finish_checkout"
    tool = "finish_checkout"
    title = "Finish a sandbox checkout"
    action = "credits.checkout_finished"
    effect = Effect.WRITE
    is_public = True
    command = FinishCheckoutCommand
    result = Settled

    payments: Payments
    purchases: Purchases
    settlement: Settlement
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: FinishCheckoutCommand) -> Settled:
        is_sandbox = self.payments.provider == SANDBOX
        found = await self.purchases.of_session(command.session_id) if is_sandbox else None
        if found is None:
            raise NotFound.of("checkout")
        now = self.clock.now()
        is_open = found.status is PurchaseStatus.PENDING and now < found.expires_at
        if not is_open or command.outcome not in _OUTCOMES:
            raise Conflict(
                "checkout_closed", "This checkout was finished before, or is older than 24 hours."
            )
        return await self.settlement.apply(
            PaymentFact(
                id=self.ids.new("event"),
                kind=command.outcome,
                at=now,
                amount_minor=found.amount_minor,
                currency=found.currency,
                session_id=command.session_id,
                purchase_id=found.id,
                user_id=found.user_id,
                payment_id=f"sandbox_{found.id}",
            )
        )

    @classmethod
    def trace(cls, result: Settled) -> Trace:
        return trace_of(result)
