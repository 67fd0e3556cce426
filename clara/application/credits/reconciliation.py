"""What a payment provider knows and we do not, brought together."""

from dataclasses import dataclass

from msgspec import Struct

from clara.application.call import Call
from clara.application.credits.find_missed_payments import (
    FindMissedPayments,
    FindMissedPaymentsCommand,
    MissedPayments,
)
from clara.application.credits.settle_payment import SettlePayment, SettlePaymentCommand
from clara.application.runner import Runner
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
    """`call` is the operator's. Several at once do no harm: what one has settled, another finds
    settled."""

    runner: Runner
    call: Call

    async def reconcile(self, days: int = 3) -> Reconciliation:
        """Each fact in an operation of its own: one that fails holds up no other. Raises
        `payments_unavailable` and what the store raises when it is asked; in the end also the
        defects that settling met, as a group."""
        command = FindMissedPaymentsCommand(days=days)
        found = (await self.runner.run(FindMissedPayments, command, self.call)).result
        settled: list[Reconciled] = []
        defects: list[Exception] = []
        for fact in found.missed:
            try:
                settled.append(await self._settle(fact))
            except Exception as defect:  # noqa: BLE001 - see above
                defects.append(defect)
        if defects:
            raise ExceptionGroup("payments that could not be settled", defects)
        return Reconciliation(found=found, settled=tuple(settled))

    async def _settle(self, fact: PaymentFact) -> Reconciled:
        command = SettlePaymentCommand(fact=fact)
        try:
            done = await self.runner.run(SettlePayment, command, self.call)
        except ClaraError as error:
            return Reconciled(fact=fact, outcome=error.code)
        return Reconciled(fact=fact, outcome=done.result.effect.value)
