from dataclasses import dataclass

from msgspec import Struct

from clara.application.credits.payers import Payers
from clara.application.credits.ports import Payments
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope


class OpenPortalCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Portal(Struct, frozen=True, kw_only=True):
    """`url` is shown once: whoever knows it is taken for the customer. A repeated request has
    None."""

    url: str | None

    def __repr__(self) -> str:
        return "Portal()"


@dataclass(frozen=True, slots=True)
class OpenPortal(UseCase[OpenPortalCommand, Portal]):
    """Open the payment provider's page where the signed-in user sees receipts and payment methods.
    The address is theirs alone and works for a short while.

    Errors: payments_unavailable.
    """

    name = "stripe.portal"
    tool = "stripe_portal"
    title = "Open the customer portal"
    action = "credits.portal_opened"
    effect = Effect.STAGED
    scope = Scope.CREDITS_BUY
    command = OpenPortalCommand
    result = Portal

    payers: Payers
    payments: Payments

    async def __call__(self, actor: Actor, command: OpenPortalCommand) -> Portal:
        return Portal(url=await self.payments.portal(await self.payers.customer(actor)))

    @classmethod
    def kept(cls, result: Portal) -> Portal:
        return Portal(url=None)

    @classmethod
    def trace(cls, result: Portal) -> Trace:
        return Trace()
