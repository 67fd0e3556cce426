from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from clara.application.ports import Clock
from clara.application.simulator.ports import CompanyClocks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company_clock import CompanyTime
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.ids import InCompany


class FreezeClockCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    at: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Where it stands, in the past or the future; what it shows when left"
                " out.",
                examples=["2026-12-01T06:00:00Z"],
            ),
        ]
        | None
    ) = None


@dataclass(frozen=True, slots=True)
class FreezeClock(UseCase[FreezeClockCommand, CompanyTime]):
    """Stop the clock of a sandbox company: its limits, holds and relative periods stay where they are
    until it is advanced or reset. Stopped already, it stays as it is, unless it is told where to
    stand.

    Errors, first that holds: role_not_allowed, sandbox_only, clock_too_late.
    """

    name = "simulate.freeze_clock"
    tool = "simulate_freeze_clock"
    title = "Stop a sandbox's clock"
    action = "company_clock.stopped"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    is_for_sandboxes = True
    command = FreezeClockCommand
    result = CompanyTime

    clocks: CompanyClocks
    clock: Clock

    async def __call__(self, actor: Actor, command: FreezeClockCommand) -> CompanyTime:
        now = self.clock.now()
        clock = (await self.clocks.hold(actor)).freeze(now, command.at)
        await self.clocks.save(actor, clock)
        return CompanyTime.of(clock, now)

    @classmethod
    def trace(cls, result: CompanyTime) -> Trace:
        return Trace(details=result.said)
