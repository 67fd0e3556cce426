from dataclasses import dataclass

from msgspec import structs

from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.mailed_codes import MailedCodes, letter_to
from clara.application.accounts.ports import Accounts, Authenticators
from clara.application.accounts.profile import Profile
from clara.application.accounts.second_factor import SecondFactor
from clara.application.accounts.sessions import Sessions
from clara.application.ports import Clock, Ids, Mail
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.one_time_code import Code, CodePurpose
from clara.domain.accounts.user import User
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Conflict, NotFound
from clara.domain.ids import OfUser
from clara.domain.mail.letter import TwoFactorLetter


class EnableTwoFactorCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: Code


@dataclass(frozen=True, slots=True)
class EnableTwoFactor(UseCase[EnableTwoFactorCommand, Profile]):
    """Switch the second factor on, with a code sent by mail or with one from the authenticator app
    that is being enrolled; the app then is the second factor, and mail no longer is. All other
    sign-ins end.

    Errors, first that holds: another_user, two_factor_enabled, unauthenticated,
    too_many_attempts.
    """

    name = "user.enable_two_factor"
    tool = "user_enable_two_factor"
    title = "Switch the second factor on"
    action = "two_factor.enabled"
    effect = Effect.WRITE
    accepts = PEOPLE
    command = EnableTwoFactorCommand
    result = Profile

    accounts: Accounts
    held: HeldAccounts
    authenticators: Authenticators
    second_factor: SecondFactor
    codes: MailedCodes
    sessions: Sessions
    mail: Mail
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: EnableTwoFactorCommand) -> Profile:
        account = await self.accounts.of_id(command.user_id)
        if account is None:
            raise NotFound.of("user")
        now = self.clock.now()
        by_app = await self._prove(account.user, command.code)
        account = await self.held.of_id(account.user.id)
        user = structs.replace(account.user, is_2fa_enabled=True, updated_at=now)
        await self.accounts.save(user)
        if by_app:
            await self.authenticators.confirm(user.id)
        await self.sessions.end_others(user, now, but=actor.credential_id)
        content = TwoFactorLetter(at=now, is_enabled=True, by_authenticator=by_app)
        await self.mail.post(letter_to(user, content, self.ids))
        return Profile(user=user, memberships=await self.accounts.affiliations(user.id))

    async def _prove(self, user: User, code: str) -> bool:
        """Whether it is the app being enrolled that made the code; else mail did, or it raises."""
        now = self.clock.now()
        app = await self.authenticators.of_user(user.id)
        is_enrolling = app is not None and not app.is_confirmed
        if user.is_2fa_enabled and not is_enrolling:
            raise Conflict(
                "two_factor_enabled",
                "The second factor is on already.",
                remedy="To change to an authenticator app, enrol it first.",
            )
        if app is not None and is_enrolling and await self.second_factor.confirms(app, code, now):
            return True
        await self.codes.check(user, CodePurpose.TWO_FACTOR_AUTH, code, now)
        return False

    @classmethod
    def trace(cls, result: Profile) -> Trace:
        return Trace(subject=result.user.id, company_ids=result.company_ids)
