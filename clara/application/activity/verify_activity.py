from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.application.activity.ports import Activity
from clara.application.founding.ports import Founding
from clara.application.ports import Callers
from clara.application.use_case import Effect, UseCase
from clara.domain.audit.listing import ChainCheck
from clara.domain.credentials.actor import Actor
from clara.domain.errors import NotFound


class VerifyActivityCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`only` is the one company to check; without it all are, and the installation's own log."""

    only: Annotated[str, Meta(max_length=64)] | None = None


class CheckedChain(Struct, frozen=True, kw_only=True):
    """`company_id` is None for the installation's log: events that belong to no company."""

    company_id: str | None
    name: str
    check: ChainCheck


class VerifiedActivity(Struct, frozen=True, kw_only=True):
    chains: tuple[CheckedChain, ...]


@dataclass(frozen=True, slots=True)
class VerifyActivity(UseCase[VerifyActivityCommand, VerifiedActivity]):
    """Check the hash chains of the activity logs, and name the first entry of each that is broken,
    missing or was never sealed. For operators.

    Errors: company_not_found.
    """

    name = "activity.verify"
    tool = "verify_activity"
    title = "Verify activity logs"
    action = "activity.verified"
    effect = Effect.READ
    is_for_operators = True
    command = VerifyActivityCommand
    result = VerifiedActivity

    activity: Activity
    callers: Callers
    founding: Founding

    async def __call__(self, actor: Actor, command: VerifyActivityCommand) -> VerifiedActivity:
        if command.only is not None:
            return VerifiedActivity(chains=(await self._company(actor, command.only),))
        own = await self.activity.verify(structs.replace(actor, seat=None))
        first = CheckedChain(company_id=None, name="this installation", check=own)
        found = await self.founding.companies()
        return VerifiedActivity(
            chains=(first, *[await self._company(actor, company.id) for company in found])
        )

    async def _company(self, actor: Actor, company_id: str) -> CheckedChain:
        seat = await self.callers.seat(company_id)
        if seat is None:
            raise NotFound.of("company")
        check = await self.activity.verify(structs.replace(actor, seat=seat))
        return CheckedChain(company_id=company_id, name=seat.company_name, check=check)
