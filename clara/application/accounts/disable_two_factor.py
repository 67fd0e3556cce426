from dataclasses import dataclass

from msgspec import structs

from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.mailed_codes import letter_to
from clara.application.accounts.ports import Accounts, Authenticators
from clara.application.accounts.profile import Profile
from clara.application.accounts.second_factor import SecondFactor
from clara.application.accounts.sessions import Sessions
from clara.application.ports import Clock, Ids, Mail
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.one_time_code import Code
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Conflict, NotFound
from clara.domain.ids import OfUser
from clara.domain.mail.letter import TwoFactorLetter


class DisableTwoFactorCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: Code


@dataclass(frozen=True, slots=True)
class DisableTwoFactor(UseCase[DisableTwoFactorCommand, Profile]):
    """Switch the second factor off, with a code of it or a recovery code. An authenticator app and
    its recovery codes are forgotten, and all other sign-ins end.

    Errors, first that holds: another_user, two_factor_disabled, unauthenticated,
    too_many_attempts.
    """

    name = "user.disable_two_factor"
    tool = "user_disable_two_factor"
    title = "Switch the second factor off"
    action = "two_factor.disabled"
    effect = Effect.WRITE
    accepts = PEOPLE
    command = DisableTwoFactorCommand
    result = Profile

    accounts: Accounts
    held: HeldAccounts
    authenticators: Authenticators
    second_factor: SecondFactor
    sessions: Sessions
    mail: Mail
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: DisableTwoFactorCommand) -> Profile:
        account = await self.accounts.of_id(command.user_id)
        if account is None:
            raise NotFound.of("user")
        if not account.user.is_2fa_enabled:
            raise Conflict("two_factor_disabled", "The second factor is off already.")
        now = self.clock.now()
        await self.second_factor.check(account.user, command.code, now)
        account = await self.held.of_id(account.user.id)
        user = structs.replace(account.user, is_2fa_enabled=False, updated_at=now)
        await self.accounts.save(user)
        await self.authenticators.remove(user.id)
        await self.sessions.end_others(user, now, but=actor.credential_id)
        content = TwoFactorLetter(at=now, is_enabled=False, by_authenticator=False)
        await self.mail.post(letter_to(user, content, self.ids))
        return Profile(user=user, memberships=await self.accounts.affiliations(user.id))

    @classmethod
    def trace(cls, result: Profile) -> Trace:
        return Trace(subject=result.user.id, company_ids=result.company_ids)
