from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.ports import Account, Accounts, Affiliation, Budgets
from clara.application.accounts.profile import SignedIn
from clara.application.accounts.second_factor import SecondFactor, second_factor_wanted
from clara.application.accounts.sessions import Sessions
from clara.application.credentials.ports import Passwords
from clara.application.ports import Clock, LimitName, Limits
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.one_time_code import NOBODY, Budget, Code
from clara.domain.accounts.user import same_address
from clara.domain.credentials.actor import Actor
from clara.domain.errors import About, ClaraError, Unauthenticated

_MOST = 1_024


class SignInCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Address and password come from the header `Authorization: Basic`; the password may hold
    colons."""

    # Whatever is no address is nobody's; only a zero byte is more than a store can be asked for.
    email: Annotated[str, Meta(max_length=_MOST, pattern=r"^[^\x00]*$")]
    password: Annotated[str, Meta(max_length=_MOST)]
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class SignIn(UseCase[SignInCommand, SignedIn]):
    """Sign in with address and password (`Authorization: Basic`), and with `code` where a second
    factor is on. The user token ends after 30 days, or when it is not used for 7.

    After 100 wrong passwords in a day an account asks for a second factor in any case: guessing
    stops, and whoever has password and mailbox still gets in.

    Errors, first that holds: rate_limited (10 a minute for one account from one source),
    unauthenticated, second_factor_required (with `data.is_2fa_enabled`), too_many_attempts.
    """

    name = "user.sign_in"
    tool = "user_sign_in"
    title = "Sign in"
    action = "user.signed_in"
    effect = Effect.WRITE
    is_public = True
    command = SignInCommand
    result = SignedIn

    accounts: Accounts
    held: HeldAccounts
    budgets: Budgets
    second_factor: SecondFactor
    sessions: Sessions
    passwords: Passwords
    limits: Limits
    clock: Clock

    async def __call__(self, actor: Actor, command: SignInCommand) -> SignedIn:
        await self.limits.take(LimitName.SIGN_IN, same_address(command.email), actor.source)
        # What is done for an address that nobody has is what is done for any: it takes as long.
        account = await self.accounts.of_email(command.email)
        user_id = account.user.id if account else NOBODY
        affiliations = await self.accounts.affiliations(user_id)
        try:
            checked = await self._checked(account, command)
            return await self._signed_in(checked, affiliations, command.password)
        except ClaraError as error:
            if account is not None:
                error.about = About(user_id, tuple(one.company_id for one in affiliations))
            raise

    async def _checked(self, account: Account | None, command: SignInCommand) -> Account:
        now = self.clock.now()
        hashed = account.password_hash if account else None
        is_right = await self.passwords.verify(command.password, hashed)
        if account is None or not is_right:
            user_id = account.user.id if account else NOBODY
            await self.budgets.take(Budget.PASSWORD, user_id, now)
            raise Unauthenticated("unauthenticated")
        user = account.user
        is_guessed_at = await self.budgets.is_spent(Budget.PASSWORD, user.id, now)
        if user.is_2fa_enabled or is_guessed_at:
            if command.code is None:
                raise second_factor_wanted()
            await self.second_factor.check(user, command.code, now)
        return account

    async def _signed_in(
        self, account: Account, affiliations: tuple[Affiliation, ...], password: str
    ) -> SignedIn:
        user, now, renewed = account.user, self.clock.now(), None
        if self.passwords.is_outdated(account.password_hash):
            renewed = await self.passwords.hash(password)
        # A change of password or factor meanwhile ends all sign-ins: this one must not outlive it.
        present = await self.held.of_id(user.id)
        if (present.password_hash, present.user.is_2fa_enabled) != (
            account.password_hash,
            user.is_2fa_enabled,
        ):
            raise Unauthenticated("unauthenticated")
        if renewed is not None:
            await self.accounts.replace_password(user.id, renewed, now)
        token = await self.sessions.begin(user, now)
        return SignedIn(user=user, memberships=affiliations, token=token)

    @classmethod
    def kept(cls, result: SignedIn) -> SignedIn:
        return result.without_token()

    @classmethod
    def trace(cls, result: SignedIn) -> Trace:
        return Trace(
            subject=result.user.id,
            details={"by": "password", "second_factor": result.user.is_2fa_enabled},
            company_ids=result.company_ids,
        )
