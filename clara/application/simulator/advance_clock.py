from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta

from clara.application.authorizations.authorizing import Authorizing
from clara.application.ports import Clock
from clara.application.simulator.ports import CompanyClocks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company_clock import CompanyTime
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import Invalid
from clara.domain.ids import InCompany

_MAX_RELEASED = 500


class AdvanceClockCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    days: Annotated[int, Meta(ge=0, le=3_660, description="Days.", examples=[7])] = 0
    hours: Annotated[int, Meta(ge=0, le=8_784, description="Hours.", examples=[1])] = 0
    minutes: Annotated[int, Meta(ge=0, le=527_040, description="Minutes.", examples=[30])] = 0


@dataclass(frozen=True, slots=True)
class AdvanceClock(UseCase[AdvanceClockCommand, CompanyTime]):
    """Move the clock of a sandbox company on, whether it stands or goes. Holds that run out meanwhile are
    released, up to 500 of them at once; the others when their card is next charged. Limits begin
    anew with their periods.

    Errors, first that holds: role_not_allowed, sandbox_only, invalid_parameters (nothing to add),
    clock_too_late.
    """

    name = "simulate.advance_clock"
    tool = "simulate_advance_clock"
    title = "Advance a sandbox's clock"
    action = "company_clock.advanced"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    is_for_sandboxes = True
    command = AdvanceClockCommand
    result = CompanyTime

    authorizing: Authorizing
    clocks: CompanyClocks
    clock: Clock

    async def __call__(self, actor: Actor, command: AdvanceClockCommand) -> CompanyTime:
        by = timedelta(days=command.days, hours=command.hours, minutes=command.minutes)
        if not by:
            error = {"field": "days", "reason": "Expected some days, hours or minutes"}
            raise Invalid("invalid_parameters", details={"errors": [error]})
        now = self.clock.now()
        clock = (await self.clocks.hold(actor)).advance(by)
        clock.require_showable(now)
        await self.clocks.save(actor, clock)
        released = await self.authorizing.release_run_out(actor, _MAX_RELEASED)
        return CompanyTime.of(clock, now, released)

    @classmethod
    def trace(cls, result: CompanyTime) -> Trace:
        return Trace(details=result.said)
