from dataclasses import dataclass

from msgspec import Struct

from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE


class SignOutCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class SignedOut(Struct, frozen=True, kw_only=True):
    session_id: str


@dataclass(frozen=True, slots=True)
class SignOut(UseCase[SignOutCommand, SignedOut]):
    """End this sign-in, and no other: its user token stops working at once.

    No errors of its own.
    """

    name = "user.sign_out"
    tool = "user_sign_out"
    title = "Sign out"
    action = "user.signed_out"
    effect = Effect.WRITE
    accepts = PEOPLE
    is_for_inactive = True
    command = SignOutCommand
    result = SignedOut

    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: SignOutCommand) -> SignedOut:
        await self.credentials.revoke(actor.credential_id, self.clock.now())
        return SignedOut(session_id=actor.credential_id)

    @classmethod
    def trace(cls, result: SignedOut) -> Trace:
        return Trace(subject=result.session_id)
