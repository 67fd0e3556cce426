from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.accounts.ports import Accounts
from clara.application.companies.ports import Companies, Invitations, Members
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company import Company, Membership, Role
from clara.domain.companies.invitation import Invitation
from clara.domain.companies.members import leads, require_place
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Conflict, NotFound


class AcceptInvitationCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token: Annotated[
        str,
        Meta(
            min_length=16,
            max_length=128,
            pattern="^[0-9A-Za-z]+$",
            description="The code in the invitation's mail.",
            examples=["0123456789abcdef0123456789abcdef"],
        ),
    ]

    def __repr__(self) -> str:
        return "AcceptInvitationCommand()"


class AcceptedInvitation(Struct, frozen=True, kw_only=True):
    invitation_id: str
    company: Company
    role: Role


@dataclass(frozen=True, slots=True)
class AcceptInvitation(UseCase[AcceptInvitationCommand, AcceptedInvitation]):
    """Accept an invitation and join its company. The signed-in user's address must be the one it
    was sent to.

    A manager who has left meanwhile, or a cardholder who has become another member, is left out.

    Errors, first that holds: invitation_not_found, invitation_of_another, invitation_accepted,
    invitation_withdrawn, invitation_expired, already_member, too_many_members.
    """

    name = "invitation.accept"
    tool = "accept_invitation"
    title = "Accept an invitation"
    action = "invitation.accepted"
    effect = Effect.WRITE
    accepts = PEOPLE
    command = AcceptInvitationCommand
    result = AcceptedInvitation

    accounts: Accounts
    companies: Companies
    members: Members
    invitations: Invitations
    clock: Clock

    async def __call__(self, actor: Actor, command: AcceptInvitationCommand) -> AcceptedInvitation:
        account = await self.accounts.of_id(actor.user_id) if actor.user_id else None
        named = await self.invitations.of_token(command.token)
        if account is None or named is None:
            raise NotFound.of("invitation")
        await self.companies.hold(named.company_id)
        # From here on nobody else accepts or withdraws it: what is read now stays so.
        invitation = await self.invitations.of_token(command.token)
        company = await self.companies.find(named.company_id)
        assert invitation is not None, "invitations are never deleted"
        assert company is not None, "companies are never deleted"
        now = self.clock.now()
        invitation.require_acceptable(account.user.email, now)
        if await self.members.find(company.id, account.user.id):
            raise Conflict("already_member", "You belong to this company already.")
        require_place(await self.members.count(company.id))
        membership = Membership(
            company_id=company.id,
            user_id=account.user.id,
            role=invitation.role,
            manager_user_id=await self._manager(invitation),
            created_at=now,
        )
        await self.members.add(membership, await self._cardholder(invitation))
        await self.invitations.accept(invitation.id, now)
        return AcceptedInvitation(
            invitation_id=invitation.id, company=company, role=invitation.role
        )

    async def _manager(self, invitation: Invitation) -> str | None:
        if invitation.manager_user_id is None:
            return None
        member = await self.members.find(invitation.company_id, invitation.manager_user_id)
        return member.user_id if member and leads(member.role) else None

    async def _cardholder(self, invitation: Invitation) -> str | None:
        if invitation.cardholder_id is None:
            return None
        holder = await self.members.cardholder(invitation.company_id, invitation.cardholder_id)
        return holder.id if holder and holder.user_id is None else None

    @classmethod
    def trace(cls, result: AcceptedInvitation) -> Trace:
        return Trace(
            subject=result.invitation_id,
            company_ids=(result.company.id,),
            details={"role": result.role.value},
        )
