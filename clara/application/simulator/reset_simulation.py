from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from clara.application.simulator.ports import CompanyClocks, Simulations
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company_clock import EVERYBODYS_TIME
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.ids import InCompany


class ResetSimulationCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SimulationReset(Struct, frozen=True, kw_only=True):
    """How much was forgotten."""

    authorizations: int
    card_transactions: int

    @property
    def said(self) -> dict[str, Any]:
        """What the activity log keeps."""
        return {
            "authorizations": self.authorizations,
            "card_transactions": self.card_transactions,
        }


@dataclass(frozen=True, slots=True)
class ResetSimulation(UseCase[ResetSimulationCommand, SimulationReset]):
    """Forget every authorization of a sandbox company with its card transactions, and give it
    everybody's time again. Cards, their locks and controls, and what was imported stay.

    Errors, first that holds: role_not_allowed, sandbox_only.
    """

    name = "simulate.reset"
    tool = "simulate_reset"
    title = "Forget what was simulated"
    action = "simulation.reset"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    is_for_sandboxes = True
    command = ResetSimulationCommand
    result = SimulationReset

    clocks: CompanyClocks
    simulations: Simulations

    async def __call__(self, actor: Actor, command: ResetSimulationCommand) -> SimulationReset:
        # Held first: no charge is half-way.
        await self.clocks.hold(actor)
        await self.clocks.save(actor, EVERYBODYS_TIME)
        authorizations, transactions = await self.simulations.forget(actor)
        return SimulationReset(authorizations=authorizations, card_transactions=transactions)

    @classmethod
    def trace(cls, result: SimulationReset) -> Trace:
        return Trace(details=result.said)
