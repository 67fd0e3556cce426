"""The second factor of a sign-in: an app's code or a recovery code, else a code by mail."""

from dataclasses import dataclass
from datetime import datetime

from clara.application.accounts.mailed_codes import MailedCodes, wrong_code
from clara.application.accounts.ports import Authenticators, Budgets, Totp
from clara.domain.accounts.authenticator import Authenticator
from clara.domain.accounts.one_time_code import Budget, CodePurpose, as_typed, is_digits
from clara.domain.accounts.user import User
from clara.domain.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class SecondFactor:
    authenticators: Authenticators
    budgets: Budgets
    mailed: MailedCodes
    totp: Totp

    async def check(self, user: User, code: str, now: datetime) -> None:
        """Use a code up, before the operation's transaction begins. Once an app is confirmed, mail
        no longer is a factor. Raises `unauthenticated`, `too_many_attempts`."""
        app = await self.authenticators.of_user(user.id)
        if app is None or not app.is_confirmed:
            await self.mailed.check(user, CodePurpose.TWO_FACTOR_AUTH, code, now)
        elif is_digits(as_typed(code)):
            await self._check_app(app, code, now)
        # 80 random bits are not guessed: recovery codes are outside the budget.
        elif not await self.authenticators.use_recovery_code(user.id, code, now):
            raise wrong_code()

    async def confirms(self, app: Authenticator, code: str, now: datetime) -> bool:
        """Whether `code` comes from an app, and uses it up."""
        typed = as_typed(code)
        step = self.totp.step(app.seed, typed, now) if is_digits(typed) else None
        if step is None or not app.accepts(step):
            return False
        return await self.authenticators.use(app.user_id, step)

    async def _check_app(self, app: Authenticator, code: str, now: datetime) -> None:
        if not await self.budgets.take(Budget.SECOND_FACTOR, app.user_id, now):
            raise Unauthenticated("too_many_attempts", remedy="Use one of your recovery codes.")
        if not await self.confirms(app, code, now):
            raise wrong_code()
        await self.budgets.give_back(Budget.SECOND_FACTOR, app.user_id)


def second_factor_wanted(**more: str) -> Unauthenticated:
    """The answer to a right first factor alone."""
    return Unauthenticated(
        "second_factor_required",
        data={"is_2fa_enabled": True, **more},
        remedy="Send `code` as well: from the authenticator app, or asked for by mail.",
    )
