"""What a payment provider knows and we do not, brought together."""

from dataclasses import dataclass, replace

from msgspec import Struct

from clara.application.credits.find_missed_payments import (
    FindMissedPayments,
    FindMissedPaymentsCommand,
    MissedPayments,
)
from clara.application.credits.settle_payment import SettlePayment, SettlePaymentCommand
from clara.application.ports import Ids
from clara.application.runner import Call, Runner
from clara.domain.credentials.actor import Door
from clara.domain.credits.payment import PaymentFact
from clara.domain.errors import ClaraError


class Reconciled(Struct, frozen=True, kw_only=True):
    """`outcome` is applied, unchanged or refused, or the code of what went wrong: the next time
    tries again."""

    fact: PaymentFact
    outcome: str


class Reconciliation(Struct, frozen=True, kw_only=True):
    found: MissedPayments
    settled: tuple[Reconciled, ...]


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Acts as the operator. Several at once do no harm: what one has settled, another finds
    settled."""

    runner: Runner
    ids: Ids
    client: str

    async def reconcile(self, days: int = 3) -> Reconciliation:
        """Each fact in an operation of its own: one that fails holds up no other. Raises
        `payments_unavailable`, and what the store raises when it is asked."""
        call = Call(door=Door.CLI, request_id=self.ids.new("reconcile"), client=self.client)
        command = FindMissedPaymentsCommand(days=days)
        found = (await self.runner.run(FindMissedPayments, command, call)).result
        settled = [await self._settle(fact, call) for fact in found.missed]
        return Reconciliation(found=found, settled=tuple(settled))

    async def _settle(self, fact: PaymentFact, call: Call) -> Reconciled:
        call = replace(call, request_id=self.ids.new("reconcile"))
        try:
            done = await self.runner.run(SettlePayment, SettlePaymentCommand(fact=fact), call)
        except ClaraError as error:
            return Reconciled(fact=fact, outcome=error.code)
        return Reconciled(fact=fact, outcome=done.result.effect.value)
