from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, structs

from clara.application.credits.payers import Payers
from clara.application.credits.ports import Payments, Purchases
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credits.purchase import (
    Dollars,
    Purchase,
    PurchaseStatus,
    ReturnPath,
)
from clara.domain.credits.rate import CURRENCY, MINOR_PER_DOLLAR, Rates
from clara.domain.ids import PurchaseId


class BuyCreditsCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    amount: Dollars
    return_path: ReturnPath = "/credits"


class OpenedCheckout(Struct, frozen=True, kw_only=True):
    """A page for a person to pay on; nothing is charged before. `dollars` buy `credits`."""

    purchase_id: PurchaseId
    url: str
    return_path: str
    credits: int
    dollars: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BuyCredits(UseCase[BuyCreditsCommand, OpenedCheckout]):
    """Open a checkout page for prepaid credits, for whole US dollars inside a band of the rates.

    Nothing is charged by this: a person opens the page and pays there. The credits arrive when the
    payment provider says that the money has.

    Errors, first that holds: rate_not_found, payments_unavailable.
    """

    name = "stripe.buy"
    tool = "stripe_buy"
    title = "Buy credits"
    action = "credits.checkout_opened"
    effect = Effect.STAGED
    scope = Scope.CREDITS_BUY
    creates = True
    command = BuyCreditsCommand
    result = OpenedCheckout

    rates: Rates
    payers: Payers
    payments: Payments
    purchases: Purchases
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: BuyCreditsCommand) -> OpenedCheckout:
        credits, now = self.rates.credits_for(command.amount), self.clock.now()
        customer = await self.payers.customer(actor)
        assert actor.user_id is not None, "only users are customers"
        purchase = Purchase(
            id=self.ids.new("purchase"),
            user_id=actor.user_id,
            amount_minor=command.amount * MINOR_PER_DOLLAR,
            currency=CURRENCY,
            credits=credits,
            status=PurchaseStatus.PENDING,
            return_path=command.return_path,
            created_at=now,
        )
        # Known here before the provider knows it, and the provider before anybody can pay: money
        # that comes in always finds its purchase.
        await self.purchases.add(purchase)
        page = await self.payments.checkout(purchase, customer)
        opened = structs.replace(purchase, session_id=page.session_id, url=page.url)
        await self.purchases.save(opened, purchase)
        return OpenedCheckout(
            purchase_id=purchase.id,
            url=page.url,
            return_path=command.return_path,
            credits=credits,
            dollars=command.amount,
            expires_at=purchase.expires_at,
        )

    @classmethod
    def trace(cls, result: OpenedCheckout) -> Trace:
        return Trace(
            subject=result.purchase_id,
            details={"credits": result.credits, "dollars": result.dollars},
        )
