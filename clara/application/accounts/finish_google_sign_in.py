import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from clara.application.accounts.begin_google_sign_in import PURPOSE, Flow, callback_of
from clara.application.accounts.google_sign_in import GoogleSignIn
from clara.application.accounts.ports import Google
from clara.application.accounts.profile import SignedIn
from clara.application.ports import Clock, LimitName, Limits, PublicUrl, Vault
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Unauthenticated

_MOST = 2_048


class FinishGoogleSignInCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    state: Annotated[
        str,
        Meta(
            max_length=_MOST,
            description="As it was sent to Google.",
            examples=["af0ifjsldkj"],
        ),
    ] = ""
    code: (
        Annotated[
            str,
            Meta(
                max_length=_MOST,
                description="The authorization code.",
                examples=["4/0AX4XfWh"],
            ),
        ]
        | None
    ) = None
    flow: Annotated[str, Meta(max_length=_MOST)] = ""


@dataclass(frozen=True, slots=True)
class FinishGoogleSignIn(UseCase[FinishGoogleSignInCommand, SignedIn]):
    """Where Google sends the browser back to: sign in with what it brings. It must be the browser
    that began, by its cookie.

    Where a second factor is on, `data` of the refusal holds the `id_token` and `nonce` to send with
    the `code` to `POST /auth/google`.

    Errors, first that holds: rate_limited, google_flow_lost (another browser, or too late, or not
    begun), google_code_refused (also when the person declined), google_unavailable, then those of signing in with an id token.
    """

    name = "user.finish_google_sign_in"
    tool = "user_finish_google_sign_in"
    title = "Finish to sign in with Google"
    action = "user.signed_in"
    effect = Effect.WRITE
    is_public = True
    command = FinishGoogleSignInCommand
    result = SignedIn

    google: Google
    signing_in: GoogleSignIn
    vault: Vault
    public: PublicUrl
    limits: Limits
    clock: Clock

    async def __call__(self, actor: Actor, command: FinishGoogleSignInCommand) -> SignedIn:
        await self.limits.take(LimitName.SIGN_IN, "google", actor.source)
        flow = self._opened(command)
        if command.code is None:
            raise Unauthenticated("google_code_refused")
        callback = self.public.to(callback_of(actor))
        id_token = await self.google.exchange(command.code, flow.verifier, callback)
        identity = await self.google.identify(id_token, flow.nonce)
        return await self.signing_in.sign_in(
            identity, None, actor, id_token=id_token, nonce=flow.nonce
        )

    def _opened(self, command: FinishGoogleSignInCommand) -> Flow:
        try:
            sealed = base64.urlsafe_b64decode(command.flow)
            flow = msgspec.msgpack.decode(self.vault.open(sealed, PURPOSE), type=Flow)
        except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
            raise _lost() from error
        is_same = hmac.compare_digest(flow.state.encode(), command.state.encode())
        if not is_same or self.clock.now() >= flow.expires_at:
            raise _lost()
        return flow

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


def _lost() -> Unauthenticated:
    return Unauthenticated(
        "google_flow_lost",
        remedy="Begin again in the same browser: GET /api/v1/auth/google/browser",
    )
