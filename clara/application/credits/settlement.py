"""What becomes of a purchase when its provider says something: the one place where money turns into
credits, and back."""

from dataclasses import dataclass
from enum import StrEnum

from msgspec import Struct, structs

from clara.application.credits.ports import Ledger, Purchases
from clara.application.ports import Clock, Ids
from clara.application.webhooks.ports import Events
from clara.domain.credits.ledger import (
    Account,
    Entry,
    Transfer,
    TransferKind,
    moving,
    together,
)
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.credits.purchase import Purchase, PurchaseStatus
from clara.domain.webhooks.event import EventType, Happened

_KINDS = {
    FactKind.DISPUTED: TransferKind.DISPUTE,
    FactKind.DISPUTE_LOST: TransferKind.DISPUTE,
    FactKind.DISPUTE_WON: TransferKind.DISPUTE_WON,
}


class Effect(StrEnum):
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    """Known already."""
    UNKNOWN = "unknown"
    """About no purchase of ours: other products may share the provider's account."""
    REFUSED = "refused"
    """About one of ours, but it is not what was asked for."""


class Settled(Struct, frozen=True, kw_only=True):
    effect: Effect
    fact: PaymentFact
    purchase: Purchase | None = None
    mismatch: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """Applies facts, each as often and in whatever order it comes, with one effect."""

    ledger: Ledger
    purchases: Purchases
    events: Events
    clock: Clock
    ids: Ids

    async def apply(self, fact: PaymentFact) -> Settled:
        was = await self.purchases.named(fact)
        if was is None:
            return Settled(effect=Effect.UNKNOWN, fact=fact)
        mismatch = was.mismatch(fact)
        if mismatch is not None:
            return Settled(effect=Effect.REFUSED, fact=fact, purchase=was, mismatch=mismatch)
        now = was.knowing(fact)
        if now == was:
            return Settled(effect=Effect.UNCHANGED, fact=fact, purchase=was)
        if now.status is PurchaseStatus.PAID:
            if was.status is not PurchaseStatus.PAID:
                await self._issue(now)
            now = await self._take_back(now, _KINDS.get(fact.kind, TransferKind.REFUND))
        return Settled(
            effect=Effect.APPLIED, fact=fact, purchase=await self.purchases.save(now, was)
        )

    async def _issue(self, purchase: Purchase) -> None:
        await self._post(
            purchase,
            TransferKind.PURCHASE,
            "paid",
            (
                *moving(purchase.credits, Account.ISSUED, Account.AVAILABLE),
                *moving(purchase.amount_minor, Account.SALES, Account.PAYMENTS, purchase.currency),
            ),
        )

    async def _take_back(self, purchase: Purchase, kind: TransferKind) -> Purchase:
        """Brings what was taken back to what is owed back, in either direction. Credits that are
        spent can't be taken back: nobody's balance falls below zero."""
        credits = purchase.owed_back_credits - purchase.returned_credits
        money = purchase.owed_back_minor - purchase.returned_minor
        if not credits and not money:
            return purchase
        if credits >= 0:
            uncollected = max(0, credits - await self.ledger.hold(purchase.user_id))
        else:
            uncollected = max(credits, -purchase.uncollected_credits)
        entries = together(
            moving(credits - uncollected, Account.AVAILABLE, Account.ISSUED),
            moving(uncollected, Account.UNCOLLECTED, Account.ISSUED),
            moving(money, Account.PAYMENTS, Account.SALES, purchase.currency),
        )
        await self._post(purchase, kind, f"returned {purchase.version}", entries)
        return structs.replace(
            purchase,
            returned_credits=purchase.owed_back_credits,
            returned_minor=purchase.owed_back_minor,
            uncollected_credits=purchase.uncollected_credits + uncollected,
        )

    async def _post(
        self, purchase: Purchase, kind: TransferKind, step: str, entries: tuple[Entry, ...]
    ) -> None:
        posted = await self.ledger.post(
            Transfer(
                id=self.ids.new("credit"),
                user_id=purchase.user_id,
                kind=kind,
                reference=purchase.id,
                step=step,
                description=_DESCRIPTIONS[kind],
                at=self.clock.now(),
                entries=entries,
            )
        )
        assert posted, "the purchase is held, and every change of it is a version of its own"
        said = {"user_id": purchase.user_id, "purchase_id": purchase.id, "kind": kind.value}
        moved = sum(one.amount for one in entries if one.account is Account.AVAILABLE)
        is_bought = kind is TransferKind.PURCHASE
        type = EventType.CREDITS_PURCHASED if is_bought else EventType.CREDITS_REFUNDED
        told = Happened(type=type, data=said | {"credits": moved})
        await self.events.add_for_user(purchase.user_id, told)


_DESCRIPTIONS = {
    TransferKind.PURCHASE: "Credits bought",
    TransferKind.REFUND: "Payment refunded",
    TransferKind.DISPUTE: "Payment disputed",
    TransferKind.DISPUTE_WON: "Dispute decided in our favour",
}
