from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.companies.authority import ADMINISTRATORS, hold_in_role
from clara.application.companies.ports import Companies, Invitations, Members
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import NotFound
from clara.domain.ids import InCompany


class WithdrawInvitationCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    invitation_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the invitation.",
            examples=["invitation_0123456789abcdef0123456789abcdef"],
        ),
    ]


class WithdrawnInvitation(Struct, frozen=True, kw_only=True):
    id: str


@dataclass(frozen=True, slots=True)
class WithdrawInvitation(UseCase[WithdrawInvitationCommand, WithdrawnInvitation]):
    """Withdraw an invitation, which can't be accepted from then on. For administrators.

    Errors, first that holds: role_not_allowed, invitation_not_found (also when it was accepted,
    withdrawn, or has expired).
    """

    name = "invitation.withdraw"
    tool = "withdraw_invitation"
    title = "Withdraw an invitation"
    action = "invitation.withdrawn"
    effect = Effect.WRITE
    roles = ADMINISTRATORS
    accepts = PEOPLE
    command = WithdrawInvitationCommand
    result = WithdrawnInvitation

    companies: Companies
    members: Members
    invitations: Invitations
    clock: Clock

    async def __call__(
        self, actor: Actor, command: WithdrawInvitationCommand
    ) -> WithdrawnInvitation:
        await hold_in_role(self.companies, self.members, actor)
        wanted, now = command.invitation_id, self.clock.now()
        if not await self.invitations.withdraw(command.company_id, wanted, now):
            raise NotFound.of("invitation")
        return WithdrawnInvitation(id=wanted)

    @classmethod
    def trace(cls, result: WithdrawnInvitation) -> Trace:
        return Trace(subject=result.id)
