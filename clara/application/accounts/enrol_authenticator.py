from dataclasses import dataclass

from msgspec import Struct, structs

from clara.application.accounts.held_accounts import HeldAccounts
from clara.application.accounts.ports import Authenticators, Randomness, Totp
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.authenticator import (
    RECOVERY_CODES,
    Authenticator,
    plain_recovery_code,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Conflict
from clara.domain.ids import OfUser


class EnrolAuthenticatorCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Enrolment(Struct, frozen=True, kw_only=True):
    """Everything but `user_id` is shown this once, and None in the answer to a repeated request."""

    user_id: str
    otpauth_uri: str | None
    secret: str | None
    qr_svg: str | None
    recovery_codes: tuple[str, ...] | None

    def __repr__(self) -> str:
        return f"Enrolment(user_id={self.user_id!r})"


@dataclass(frozen=True, slots=True)
class EnrolAuthenticator(UseCase[EnrolAuthenticatorCommand, Enrolment]):
    """Begin to use an authenticator app: scan the QR code, keep the ten recovery codes, and confirm
    with a code from the app by switching the second factor on. Each recovery code stands in for the
    app once. Enrolling again before that replaces what was given out.

    Errors, first that holds: another_user, authenticator_enrolled.
    """

    name = "user.enrol_authenticator"
    tool = "user_enrol_authenticator"
    title = "Enrol an authenticator app"
    action = "authenticator.enrolled"
    effect = Effect.WRITE
    accepts = PEOPLE
    command = EnrolAuthenticatorCommand
    result = Enrolment

    held: HeldAccounts
    authenticators: Authenticators
    totp: Totp
    randomness: Randomness
    clock: Clock

    async def __call__(self, actor: Actor, command: EnrolAuthenticatorCommand) -> Enrolment:
        account = await self.held.of_id(command.user_id)
        present = await self.authenticators.of_user(account.user.id)
        if present is not None and present.is_confirmed:
            raise Conflict(
                "authenticator_enrolled",
                "An authenticator app is enrolled already.",
                remedy="Switch the second factor off first; a recovery code will do.",
            )
        seed = self.totp.new_seed()
        codes = tuple(self.randomness.recovery_code() for _ in range(RECOVERY_CODES))
        app = Authenticator(
            user_id=account.user.id,
            seed=seed,
            is_confirmed=False,
            last_step=0,
            created_at=self.clock.now(),
        )
        await self.authenticators.put(app, tuple(map(plain_recovery_code, codes)))
        uri = self.totp.uri(seed, account.user.email)
        return Enrolment(
            user_id=account.user.id,
            otpauth_uri=uri,
            secret=seed,
            qr_svg=self.totp.qr_svg(uri),
            recovery_codes=codes,
        )

    @classmethod
    def kept(cls, result: Enrolment) -> Enrolment:
        return structs.replace(
            result, otpauth_uri=None, secret=None, qr_svg=None, recovery_codes=None
        )

    @classmethod
    def trace(cls, result: Enrolment) -> Trace:
        return Trace(subject=result.user_id)
