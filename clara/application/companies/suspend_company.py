from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.companies.ports import Suspensions
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Actor
from clara.domain.ids import CompanyId, InCompany


class SuspendCompanyCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    is_suspended: Annotated[bool, Meta(description="False to let it pay again.")] = True


class Suspension(Struct, frozen=True, kw_only=True):
    """Since when no charge of the company is approved; None where they are."""

    company_id: CompanyId
    company_name: str
    since: datetime | None
    changed: bool


@dataclass(frozen=True, slots=True)
class SuspendCompany(UseCase[SuspendCompanyCommand, Suspension]):
    """Suspend a company, so that no charge on any of its cards is approved, or let it pay again. What
    was approved before may still be captured. For operators.

    Suspending a suspended company succeeds and changes nothing.

    Errors: company_not_found.
    """

    name = "company.suspend"
    tool = "suspend_company"
    title = "Suspend a company"
    action = "company.suspended"
    effect = Effect.WRITE
    is_for_operators = True
    command = SuspendCompanyCommand
    result = Suspension

    suspensions: Suspensions
    clock: Clock

    async def __call__(self, actor: Actor, command: SuspendCompanyCommand) -> Suspension:
        was = await self.suspensions.hold(actor)
        now = self.clock.now()
        since = (was or now) if command.is_suspended else None
        if since != was:
            await self.suspensions.save(actor, since)
        return Suspension(
            company_id=actor.company.company_id,
            company_name=actor.company.company_name,
            since=since,
            changed=since != was,
        )

    @classmethod
    def trace(cls, result: Suspension) -> Trace:
        return Trace(
            subject=result.company_id,
            outcome=Outcome.DONE if result.changed else Outcome.UNCHANGED,
            details={"is_suspended": result.since is not None},
        )
