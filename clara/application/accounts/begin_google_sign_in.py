import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from clara.application.accounts.ports import Google
from clara.application.ports import Clock, PublicUrl, Vault
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor, Door

LASTS = timedelta(minutes=10)
CALLBACK = "/api/v1/auth/google/callback"
PAGE_CALLBACK = "/authorize-google-callback"
"""Where a browser comes back to that is on its way to decide about a program."""
PURPOSE = "google flow"


class BeginGoogleSignInCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class BegunGoogleSignIn(Struct, frozen=True, kw_only=True):
    """Where to send the browser, and what it keeps meanwhile: a sealed text for a cookie."""

    url: str
    flow: str

    def __repr__(self) -> str:
        return "BegunGoogleSignIn()"


class Flow(Struct, frozen=True, kw_only=True, array_like=True):
    """What only this browser may bring back."""

    state: str
    nonce: str
    verifier: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BeginGoogleSignIn(UseCase[BeginGoogleSignInCommand, BegunGoogleSignIn]):
    """Send a browser to Google to sign in (authorization code with PKCE). It comes back to the
    callback of the door it left by, within ten minutes.

    Errors, first that holds: google_not_configured, google_unavailable.
    """

    name = "user.begin_google_sign_in"
    tool = "user_begin_google_sign_in"
    title = "Begin to sign in with Google"
    action = "google_sign_in.begun"
    effect = Effect.READ
    is_public = True
    command = BeginGoogleSignInCommand
    result = BegunGoogleSignIn

    google: Google
    vault: Vault
    public: PublicUrl
    clock: Clock

    async def __call__(self, actor: Actor, command: BeginGoogleSignInCommand) -> BegunGoogleSignIn:
        begun = await self.google.begin(self.public.to(callback_of(actor)))
        flow = Flow(
            state=begun.state,
            nonce=begun.nonce,
            verifier=begun.verifier,
            expires_at=self.clock.now() + LASTS,
        )
        sealed = self.vault.seal(msgspec.msgpack.encode(flow), PURPOSE)
        return BegunGoogleSignIn(url=begun.url, flow=base64.urlsafe_b64encode(sealed).decode())


def callback_of(actor: Actor) -> str:
    """Google sends a browser to nothing but the address that it was sent from, letter by letter."""
    return PAGE_CALLBACK if actor.door is Door.WEB else CALLBACK
