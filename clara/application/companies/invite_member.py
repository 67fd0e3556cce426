from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from clara.application.accounts.ports import Account, Accounts, Randomness
from clara.application.companies.authority import ADMINISTRATORS, hold_in_role
from clara.application.companies.ports import Companies, Invitations, Members
from clara.application.ports import Clock, Ids, Mail
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.language import language_of
from clara.domain.accounts.user import EmailAddress, same_address
from clara.domain.companies.company import Company
from clara.domain.companies.invitation import LIVES, Invitation
from clara.domain.companies.inviting import DAY, require_may_invite, require_unpromised
from clara.domain.companies.members import (
    MemberCardholderId,
    MemberRole,
    MemberUserId,
    require_free,
    require_manager,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Conflict, NotFound
from clara.domain.ids import InCompany
from clara.domain.mail.letter import InvitationLetter, Letter


class InviteMemberCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: EmailAddress
    role: MemberRole
    manager_user_id: MemberUserId | None = None
    cardholder_id: MemberCardholderId | None = None


@dataclass(frozen=True, slots=True)
class InviteMember(UseCase[InviteMemberCommand, Invitation]):
    """Invite somebody to join a company, by mail. For administrators.

    The mail holds the code that accepts the invitation, for seven days; nobody else is shown it.
    An invitation that waits at the same address is replaced.

    Errors, first that holds: role_not_allowed, already_member, manager_not_found,
    manager_not_allowed, cardholder_not_found, cardholder_taken, invited_just_now,
    invited_too_often, too_many_invitations.
    """

    name = "member.invite"
    tool = "invite_member"
    title = "Invite a member"
    action = "member.invited"
    effect = Effect.WRITE
    roles = ADMINISTRATORS
    accepts = PEOPLE
    command = InviteMemberCommand
    result = Invitation

    accounts: Accounts
    companies: Companies
    members: Members
    invitations: Invitations
    mail: Mail
    randomness: Randomness
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: InviteMemberCommand) -> Invitation:
        await hold_in_role(self.companies, self.members, actor)
        company = await self.companies.find(command.company_id)
        if company is None:
            raise NotFound.of("company")
        email = same_address(command.email)
        account = await self.accounts.of_email(email)
        await self._require_stranger(company, account)
        now = self.clock.now()
        await self._require_possible(structs.replace(command, email=email), now)
        invitation = Invitation(
            id=self.ids.new("invitation"),
            company_id=company.id,
            company_name=company.name,
            email=email,
            role=command.role,
            manager_user_id=command.manager_user_id,
            cardholder_id=command.cardholder_id,
            invited_by=actor.name,
            created_at=now,
            expires_at=now + LIVES,
        )
        token = self.randomness.link_code()
        await self.invitations.add(invitation, token)
        await self.mail.post(self._letter(invitation, token, company, account))
        return invitation

    async def _require_stranger(self, company: Company, account: Account | None) -> None:
        if account and await self.members.find(company.id, account.user.id):
            raise Conflict("already_member", "This user belongs to the company already.")

    async def _require_possible(self, wanted: InviteMemberCommand, now: datetime) -> None:
        company_id = wanted.company_id
        waiting = await self.invitations.open(company_id, now)
        if wanted.manager_user_id is not None:
            manager = await self.members.find(company_id, wanted.manager_user_id)
            role = manager.role if manager else None
            require_manager(role, wanted.manager_user_id, None)
        if wanted.cardholder_id is not None:
            require_free(await self.members.cardholder(company_id, wanted.cardholder_id), None)
            require_unpromised(wanted.cardholder_id, wanted.email, waiting)
        lately = await self.invitations.sent_to(wanted.email, now - DAY)
        require_may_invite(wanted.email, waiting, lately, now)

    def _letter(
        self, invitation: Invitation, token: str, company: Company, account: Account | None
    ) -> Letter:
        content = InvitationLetter(
            company_name=invitation.company_name,
            invited_by=invitation.invited_by,
            role=invitation.role,
            token=token,
            expires_at=invitation.expires_at,
        )
        return Letter(
            id=self.ids.new("letter"),
            to=invitation.email,
            name=account.user.name if account else None,
            language=account.user.language if account else language_of(company.country),
            content=content,
        )

    @classmethod
    def trace(cls, result: Invitation) -> Trace:
        return Trace(
            subject=result.id,
            details={
                "role": result.role.value,
                "manager_user_id": result.manager_user_id,
                "cardholder_id": result.cardholder_id,
            },
        )
