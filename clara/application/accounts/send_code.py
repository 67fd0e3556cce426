from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.accounts.mailed_codes import MailedCodes
from clara.application.accounts.ports import Accounts, Authenticators
from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock, LimitName, Limits
from clara.application.use_case import Effect, UseCase
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.accounts.user import EmailAddress, User, same_address
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import APPLICATIONS


class SendCodeCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    user_email: EmailAddress
    otp_type: Annotated[CodePurpose, Meta(description="What the code is for.")]


class SentCode(Struct, frozen=True, kw_only=True):
    """The same whether or not anything was sent: it tells nothing about addresses."""


@dataclass(frozen=True, slots=True)
class SendCode(UseCase[SendCodeCommand, SentCode]):
    """Send a one-time code by mail: to change a password, to activate an account, or as a second
    factor. It is valid for ten minutes and five attempts; asked for again within a minute, the code
    on its way stays valid and no other is sent.

    The answer is the same for an address that nobody has, an account that is active already, and
    one whose second factor is an authenticator app: nothing is sent then.

    Errors, first that holds: rate_limited (an hour: 5 for one address from one source,
    20 for one address, 60 from one source).
    """

    name = "user.send_code"
    tool = "user_send_code"
    title = "Send a one-time code"
    action = "code.sent"
    effect = Effect.WRITE
    accepts = APPLICATIONS
    command = SendCodeCommand
    result = SentCode

    accounts: Accounts
    authenticators: Authenticators
    credentials: Credentials
    codes: MailedCodes
    limits: Limits
    clock: Clock

    async def __call__(self, actor: Actor, command: SendCodeCommand) -> SentCode:
        await self.limits.take(LimitName.CODES_PER_SOURCE, actor.source)
        address = same_address(command.user_email)
        await self.limits.take(LimitName.CODES_PER_ADDRESS, address, actor.source)
        await self.limits.take(LimitName.CODES_PER_MAILBOX, address)
        account = await self.accounts.of_email(command.user_email)
        if account is not None and await self._is_of_use(account.user, command.otp_type):
            # Of two requests at once the second has to see the first one's code.
            await self.credentials.hold(account.user.id)
            await self.codes.send(account.user, command.otp_type, self.clock.now())
        return SentCode()

    async def _is_of_use(self, user: User, purpose: CodePurpose) -> bool:
        if purpose is CodePurpose.ACTIVATION:
            return not user.is_active
        if purpose is CodePurpose.TWO_FACTOR_AUTH:
            app = await self.authenticators.of_user(user.id)
            return app is None or not app.is_confirmed
        return True
