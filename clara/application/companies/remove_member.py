from dataclasses import dataclass

from msgspec import Struct

from clara.application.companies.authority import hold_to_remove
from clara.application.companies.ports import Companies, Members
from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company import Role
from clara.domain.companies.members import MemberUserId, require_administrator_left
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import MCP_TOKENS, PEOPLE
from clara.domain.errors import NotFound
from clara.domain.ids import InCompany


class RemoveMemberCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    user_id: MemberUserId


class RemovedMember(Struct, frozen=True, kw_only=True):
    user_id: str
    role: Role
    mcp_tokens_revoked: int


@dataclass(frozen=True, slots=True)
class RemoveMember(UseCase[RemoveMemberCommand, RemovedMember]):
    """Remove a member from a company: administrators anybody, everybody else themselves.

    Acts on the member's very next request. Their MCP tokens of the company are revoked; whoever
    reported to them reports to nobody; their cards and card transactions stay.

    Errors, first that holds: role_not_allowed, member_not_found, last_administrator.
    """

    name = "member.remove"
    tool = "remove_member"
    title = "Remove a member"
    action = "member.removed"
    effect = Effect.WRITE
    accepts = PEOPLE
    command = RemoveMemberCommand
    result = RemovedMember

    companies: Companies
    members: Members
    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: RemoveMemberCommand) -> RemovedMember:
        company_id, user_id = command.company_id, command.user_id
        await hold_to_remove(self.companies, self.members, actor, user_id)
        member = await self.members.find(company_id, user_id)
        if member is None:
            raise NotFound.of("member")
        others = await self.members.administrators_besides(company_id, user_id)
        require_administrator_left(member.role, None, others)
        await self.members.remove(company_id, user_id)
        revoked = await self.credentials.revoke_of_user(
            user_id, MCP_TOKENS, self.clock.now(), company_id=company_id
        )
        return RemovedMember(user_id=user_id, role=member.role, mcp_tokens_revoked=revoked)

    @classmethod
    def trace(cls, result: RemovedMember) -> Trace:
        return Trace(
            subject=result.user_id,
            details={"role": result.role.value, "mcp_tokens_revoked": result.mcp_tokens_revoked},
        )
