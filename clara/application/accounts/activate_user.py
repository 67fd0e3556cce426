from dataclasses import dataclass

from msgspec import Struct, structs

from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.mailed_codes import MailedCodes, wrong_code
from clara.application.accounts.ports import Accounts
from clara.application.accounts.profile import Profile
from clara.application.ports import Clock, LimitName, Limits
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.one_time_code import Code, CodePurpose
from clara.domain.accounts.user import EmailAddress, same_address
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import APPLICATIONS


class ActivateUserCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    user_email: EmailAddress
    code: Code


@dataclass(frozen=True, slots=True)
class ActivateUser(UseCase[ActivateUserCommand, Profile]):
    """Activate an account with the code sent to its address.

    Errors, first that holds: rate_limited (10 a minute for one account from one source),
    unauthenticated (the code is wrong, used, or expired, or nobody has the address),
    too_many_attempts (use the link in the mail).
    """

    name = "user.activate"
    tool = "user_activate"
    title = "Activate an account"
    action = "user.activated"
    effect = Effect.WRITE
    accepts = APPLICATIONS
    command = ActivateUserCommand
    result = Profile

    accounts: Accounts
    held: HeldAccounts
    codes: MailedCodes
    limits: Limits
    clock: Clock

    async def __call__(self, actor: Actor, command: ActivateUserCommand) -> Profile:
        address = same_address(command.user_email)
        await self.limits.take(LimitName.SIGN_IN, address, actor.source)
        account = await self.accounts.of_email(address)
        if account is None:
            raise wrong_code()
        now = self.clock.now()
        await self.codes.check(account.user, CodePurpose.ACTIVATION, command.code, now)
        account = await self.held.of_id(account.user.id)
        user = structs.replace(account.user, is_active=True, updated_at=now)
        await self.accounts.save(user)
        return Profile(user=user, memberships=await self.accounts.affiliations(user.id))

    @classmethod
    def trace(cls, result: Profile) -> Trace:
        return Trace(subject=result.user.id, company_ids=result.company_ids)
