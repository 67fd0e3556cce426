from dataclasses import dataclass

from msgspec import Struct

from clara.application.companies.authority import ADMINISTRATORS
from clara.application.companies.ports import Invitations, Member, Members
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.actor import Actor
from clara.domain.ids import InCompany


class ListMembersCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class MemberList(Struct, frozen=True, kw_only=True):
    members: tuple[Member, ...]
    invitations: tuple[Invitation, ...]


@dataclass(frozen=True, slots=True)
class ListMembers(UseCase[ListMembersCommand, MemberList]):
    """List a company's members by name, with their roles, and the invitations that wait to be
    accepted, newest first. For administrators.

    Errors: role_not_allowed.
    """

    name = "member.list"
    tool = "list_members"
    title = "List members"
    action = "members.listed"
    effect = Effect.READ
    roles = ADMINISTRATORS
    command = ListMembersCommand
    result = MemberList

    members: Members
    invitations: Invitations
    clock: Clock

    async def __call__(self, actor: Actor, command: ListMembersCommand) -> MemberList:
        return MemberList(
            members=await self.members.all(command.company_id),
            invitations=await self.invitations.open(command.company_id, self.clock.now()),
        )
