from dataclasses import dataclass

from msgspec import Struct

from clara.application.accounts.mailed_codes import MailedCodes
from clara.application.accounts.ports import Account, Accounts
from clara.application.accounts.profile import SignedIn
from clara.application.accounts.sessions import Sessions
from clara.application.credentials.ports import Passwords
from clara.application.ports import Clock, Ids, LimitName, Limits
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.accounts.password import Password, require_good_password
from clara.domain.accounts.user import (
    EmailAddress,
    FirstName,
    LastName,
    User,
    named_well,
    same_address,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import APPLICATIONS


class RegisterCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    first_name: FirstName
    last_name: LastName
    email: EmailAddress
    password: Password


@dataclass(frozen=True, slots=True)
class Register(UseCase[RegisterCommand, SignedIn]):
    """Create an account and sign in to it. Until it is activated with the code sent to its address,
    it can only be viewed, updated and signed out of.

    Mail is written in the language of `Accept-Language` (en, es, pt).

    Errors, first that holds: rate_limited (30 an hour from one source), weak_password, user_exists.
    """

    name = "user.register"
    tool = "user_register"
    title = "Register"
    action = "user.registered"
    effect = Effect.WRITE
    accepts = APPLICATIONS
    command = RegisterCommand
    result = SignedIn

    accounts: Accounts
    codes: MailedCodes
    sessions: Sessions
    passwords: Passwords
    limits: Limits
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: RegisterCommand) -> SignedIn:
        await self.limits.take(LimitName.REGISTRATION, actor.source)
        names = command.first_name, command.last_name
        require_good_password(command.password, command.email, *names)
        password_hash = await self.passwords.hash(command.password)
        now = self.clock.now()
        user = named_well(
            User(
                id=self.ids.new("user"),
                email=same_address(command.email),
                first_name=command.first_name,
                last_name=command.last_name,
                is_active=False,
                language=actor.language,
                created_at=now,
                updated_at=now,
            )
        )
        await self.accounts.add(Account(user=user, password_hash=password_hash))
        await self.codes.send(user, CodePurpose.ACTIVATION, now)
        return SignedIn(user=user, token=await self.sessions.begin(user, now))

    @classmethod
    def kept(cls, result: SignedIn) -> SignedIn:
        return result.without_token()

    @classmethod
    def trace(cls, result: SignedIn) -> Trace:
        return Trace(subject=result.user.id)
