from dataclasses import dataclass

from msgspec import Struct

from clara.application.accounts.mailed_codes import MailedCodes, letter_to, wrong_code
from clara.application.accounts.ports import Accounts
from clara.application.accounts.profile import Profile
from clara.application.accounts.sessions import Sessions
from clara.application.credentials.ports import Credentials, Passwords
from clara.application.ports import Clock, Ids, LimitName, Limits, Mail
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.one_time_code import Code, CodePurpose
from clara.domain.accounts.password import Password, require_good_password
from clara.domain.accounts.user import EmailAddress, same_address
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import APPLICATIONS, PEOPLE, CredentialKind
from clara.domain.errors import Forbidden
from clara.domain.mail.letter import PasswordChangedLetter

_STAYING = frozenset({CredentialKind.API_KEY, CredentialKind.MCP_TOKEN})


class ChangePasswordCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    user_email: EmailAddress
    password: Password
    code: Code


@dataclass(frozen=True, slots=True)
class ChangePassword(UseCase[ChangePasswordCommand, Profile]):
    """Set a new password with a code sent to the address, signed in or not: so it is also how a
    forgotten one is replaced.

    All other sign-ins end. No second factor is removed; API keys and MCP tokens stay valid, and a
    mail lists them.

    Errors, first that holds: rate_limited (10 a minute for one account from one source),
    another_user (signed in as somebody else), weak_password, unauthenticated (the code is wrong, used or expired, or nobody has the address),
    too_many_attempts (use the link in the mail), weak_password (it is the account's own name; who
    is not signed in learns it only now, and needs another code).
    """

    name = "user.change_password"
    tool = "user_change_password"
    title = "Change the password"
    action = "password.changed"
    effect = Effect.WRITE
    accepts = PEOPLE | APPLICATIONS
    command = ChangePasswordCommand
    result = Profile

    accounts: Accounts
    codes: MailedCodes
    sessions: Sessions
    credentials: Credentials
    passwords: Passwords
    mail: Mail
    limits: Limits
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: ChangePasswordCommand) -> Profile:
        address = same_address(command.user_email)
        await self.limits.take(LimitName.SIGN_IN, address, actor.source)
        account = await self.accounts.of_email(address)
        if actor.user_id is not None and (account is None or account.user.id != actor.user_id):
            raise Forbidden("another_user")
        if account is None:
            require_good_password(command.password, command.user_email)
            raise wrong_code()
        user, now = account.user, self.clock.now()
        names = (user.first_name, user.last_name)
        # Before the code is right, what is said must not depend on whose address it is.
        known = names if actor.user_id is not None else ()
        require_good_password(command.password, command.user_email, *known)
        await self.codes.check(user, CodePurpose.CHANGE_PASSWORD, command.code, now)
        require_good_password(command.password, command.user_email, *names)
        password_hash = await self.passwords.hash(command.password)
        await self.accounts.replace_password(user.id, password_hash, now)
        await self.sessions.end_others(
            user, now, but=actor.credential_id if actor.user_id else None
        )
        staying = await self.credentials.of_user(user.id, _STAYING, now)
        content = PasswordChangedLetter(at=now, still_valid=tuple(one.label for one in staying))
        await self.mail.post(letter_to(user, content, self.ids))
        return Profile(user=user, memberships=await self.accounts.affiliations(user.id))

    @classmethod
    def trace(cls, result: Profile) -> Trace:
        return Trace(subject=result.user.id, company_ids=result.company_ids)
