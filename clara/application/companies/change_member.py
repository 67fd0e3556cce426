from dataclasses import dataclass

from msgspec import UNSET, Struct, UnsetType, structs

from clara.application.companies.authority import ADMINISTRATORS, hold_in_role
from clara.application.companies.ports import Companies, Member, Members
from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.companies.company import Role
from clara.domain.companies.members import (
    MemberCardholderId,
    MemberRole,
    MemberUserId,
    leads,
    require_administrator_left,
    require_free,
    require_manager,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF
from clara.domain.credentials.token import MCP_TOKENS, PEOPLE
from clara.domain.errors import Invalid, NotFound
from clara.domain.ids import InCompany


class ChangeMemberCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Null takes a manager or cardholder away."""

    user_id: MemberUserId
    role: MemberRole | UnsetType = UNSET
    manager_user_id: MemberUserId | UnsetType | None = UNSET
    cardholder_id: MemberCardholderId | UnsetType | None = UNSET


class ChangedMember(Struct, frozen=True, kw_only=True):
    """The member now, their role before, and which fields are others."""

    member: Member
    role_before: Role
    changed: tuple[str, ...]
    mcp_tokens_revoked: int = 0


@dataclass(frozen=True, slots=True)
class ChangeMember(UseCase[ChangeMemberCommand, ChangedMember]):
    """Change a member's role, the manager they report to, or which cardholder they are. For
    administrators.

    Acts on the member's very next request. Whoever becomes manager or employee loses their MCP
    tokens of the company for good; whoever becomes employee loses their team.

    Errors, first that holds: role_not_allowed, empty_body, member_not_found, manager_not_found,
    manager_not_allowed, cardholder_not_found, cardholder_taken, last_administrator.
    """

    name = "member.change"
    tool = "change_member"
    title = "Change a member"
    action = "member.changed"
    effect = Effect.WRITE
    roles = ADMINISTRATORS
    accepts = PEOPLE
    command = ChangeMemberCommand
    result = ChangedMember

    companies: Companies
    members: Members
    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: ChangeMemberCommand) -> ChangedMember:
        company_id, user_id = command.company_id, command.user_id
        wanted = {
            name: value
            for name in ("role", "manager_user_id", "cardholder_id")
            if (value := getattr(command, name)) is not UNSET
        }
        if not wanted:
            raise Invalid("empty_body", "Request body is empty.")
        await hold_in_role(self.companies, self.members, actor)
        before = await self.members.find(company_id, user_id)
        if before is None:
            raise NotFound.of("member")
        after = structs.replace(before, **wanted)
        changed = tuple(name for name in wanted if getattr(after, name) != getattr(before, name))
        revoked = 0
        if changed:
            await self._require_possible(company_id, before, after)
            await self.members.save(company_id, after)
            revoked = await self._take_away(company_id, after)
        return ChangedMember(
            member=after, role_before=before.role, changed=changed, mcp_tokens_revoked=revoked
        )

    async def _require_possible(self, company_id: str, before: Member, after: Member) -> None:
        manager_id, holder_id = after.manager_user_id, after.cardholder_id
        if manager_id is not None and manager_id != before.manager_user_id:
            manager = await self.members.find(company_id, manager_id)
            require_manager(manager.role if manager else None, manager_id, after.user_id)
        if holder_id is not None and holder_id != before.cardholder_id:
            require_free(await self.members.cardholder(company_id, holder_id), after.user_id)
        others = await self.members.administrators_besides(company_id, after.user_id)
        require_administrator_left(before.role, after.role, others)

    async def _take_away(self, company_id: str, member: Member) -> int:
        """What the role no longer carries; how many MCP tokens. Nothing of it comes back to life
        with the role."""
        if not leads(member.role):
            await self.members.disband_team(company_id, member.user_id)
        if member.role in STAFF:
            return 0
        return await self.credentials.revoke_of_user(
            member.user_id, MCP_TOKENS, self.clock.now(), company_id=company_id
        )

    @classmethod
    def trace(cls, result: ChangedMember) -> Trace:
        return Trace(
            subject=result.member.user_id,
            outcome=Outcome.DONE if result.changed else Outcome.UNCHANGED,
            details={
                "changed": list(result.changed),
                "role_before": result.role_before.value,
                "role_after": result.member.role.value,
                "mcp_tokens_revoked": result.mcp_tokens_revoked,
            },
        )
