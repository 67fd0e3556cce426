from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.accounts.google_sign_in import GoogleSignIn
from clara.application.accounts.ports import Google
from clara.application.accounts.profile import SignedIn
from clara.application.ports import LimitName, Limits
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.one_time_code import Code
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import APPLICATIONS


class SignInWithGoogleCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id_token: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=8_192,
            description="The id token Google gave, a JWT.",
            examples=["eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxIn0.c2ln"],
        ),
    ]
    nonce: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=255,
                description="What was asked for in the token; needed where it holds one.",
                examples=["n-0S6_WzA2Mj"],
            ),
        ]
        | None
    ) = None
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class SignInWithGoogle(UseCase[SignInWithGoogleCommand, SignedIn]):
    """Sign in with an id token of Google, and with `code` where a second factor is on. Who comes
    for the first time gets an account, active at once.

    An account with a password is joined to the Google account when it was activated and Google runs
    the address (gmail.com, Google Workspace).

    Errors, first that holds: google_not_configured, rate_limited, google_unavailable,
    unauthenticated, google_email_unverified, account_not_verified, google_account_not_linked,
    second_factor_required (with `data.is_2fa_enabled`), too_many_attempts.
    """

    name = "user.sign_in_with_google"
    tool = "user_sign_in_with_google"
    title = "Sign in with Google"
    action = "user.signed_in"
    effect = Effect.WRITE
    accepts = APPLICATIONS
    command = SignInWithGoogleCommand
    result = SignedIn

    google: Google
    signing_in: GoogleSignIn
    limits: Limits

    async def __call__(self, actor: Actor, command: SignInWithGoogleCommand) -> SignedIn:
        await self.limits.take(LimitName.SIGN_IN, "google", actor.source)
        identity = await self.google.identify(command.id_token, command.nonce)
        return await self.signing_in.sign_in(identity, command.code, actor)

    @classmethod
    def kept(cls, result: SignedIn) -> SignedIn:
        return result.without_token()

    @classmethod
    def trace(cls, result: SignedIn) -> Trace:
        return Trace(
            subject=result.user.id,
            details={"by": "google", "second_factor": result.user.is_2fa_enabled},
            company_ids=result.company_ids,
        )
