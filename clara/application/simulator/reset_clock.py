from dataclasses import dataclass

from clara.application.ports import Clock
from clara.application.simulator.ports import CompanyClocks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company_clock import EVERYBODYS_TIME, CompanyTime
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.ids import InCompany


class ResetClockCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class ResetClock(UseCase[ResetClockCommand, CompanyTime]):
    """Give a sandbox company everybody's time again. What happened in its own future stays there.

    Errors, first that holds: role_not_allowed, sandbox_only.
    """

    name = "simulate.reset_clock"
    tool = "simulate_reset_clock"
    title = "Reset a sandbox's clock"
    action = "company_clock.reset"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    is_for_sandboxes = True
    command = ResetClockCommand
    result = CompanyTime

    clocks: CompanyClocks
    clock: Clock

    async def __call__(self, actor: Actor, command: ResetClockCommand) -> CompanyTime:
        await self.clocks.hold(actor)
        await self.clocks.save(actor, EVERYBODYS_TIME)
        return CompanyTime.of(EVERYBODYS_TIME, self.clock.now())

    @classmethod
    def trace(cls, result: CompanyTime) -> Trace:
        return Trace(details=result.said)
