from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.credits.ports import Payments, Purchases
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credits.purchase import Purchase
from clara.domain.errors import NotFound

SANDBOX = "sandbox"
SessionId = Annotated[str, Meta(min_length=1, max_length=255, pattern="^[A-Za-z0-9_]+$")]


class ViewCheckoutCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: SessionId

    def __repr__(self) -> str:
        return "ViewCheckoutCommand()"


@dataclass(frozen=True, slots=True)
class ViewCheckout(UseCase[ViewCheckoutCommand, Purchase]):
    """What is paid on a page of the sandbox, which stands in for a payment provider. Who knows the
    page's address may see and use it, as with a real provider's.

    Errors: checkout_not_found, also where a real provider is configured.
    """

    name = "credits.view_checkout"
    tool = "view_checkout"
    title = "View a sandbox checkout"
    action = "credits.checkout_viewed"
    effect = Effect.READ
    is_public = True
    command = ViewCheckoutCommand
    result = Purchase

    payments: Payments
    purchases: Purchases

    async def __call__(self, actor: Actor, command: ViewCheckoutCommand) -> Purchase:
        is_sandbox = self.payments.provider == SANDBOX
        found = await self.purchases.of_session(command.session_id) if is_sandbox else None
        if found is None:
            raise NotFound.of("checkout")
        return found
