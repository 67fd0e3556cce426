"""Buying credits: from the intent to the money, and back when the money goes back.

What a provider says arrives late, twice and in any order. So a purchase keeps what is known (paid or
not, refunded so far, each dispute), and what has to be taken back follows from that, not from the
order in which it became known.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.ids import PurchaseId, UserId

CHECKOUT_LIVES = timedelta(hours=24)
"""How long a checkout page can be paid: as long as Stripe lets one live by default."""

Dollars = Annotated[int, Meta(ge=1, le=10**9, description="Whole dollars to pay.", examples=[50])]
ReturnPath = Annotated[
    str,
    Meta(
        max_length=200,
        pattern=r"^/(?![/\\])[A-Za-z0-9/_\-.~%?=&]*$(?!\n)",
        description="Where on this server the person goes on afterwards: a path of its own.",
        examples=["/credits"],
    ),
]


class PurchaseStatus(StrEnum):
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class DisputeStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


_OF_DISPUTES = {
    FactKind.DISPUTED: DisputeStatus.OPEN,
    FactKind.DISPUTE_WON: DisputeStatus.WON,
    FactKind.DISPUTE_LOST: DisputeStatus.LOST,
}
_ENDS = {FactKind.FAILED: PurchaseStatus.FAILED, FactKind.EXPIRED: PurchaseStatus.EXPIRED}


class Dispute(Struct, frozen=True, kw_only=True):
    id: str
    amount_minor: int
    status: DisputeStatus


class Purchase(Struct, frozen=True, kw_only=True):
    """Credits that somebody wants to pay for. `session_id` is the provider's checkout, None until
    it has said so; `payment_id` is its payment. `returned_credits` were taken back so far, of which
    `uncollected_credits` had been spent already; `returned_minor` is the money of both."""

    id: PurchaseId
    user_id: UserId
    amount_minor: int
    currency: str
    credits: int
    status: PurchaseStatus
    return_path: str
    created_at: datetime
    session_id: str | None = None
    url: str | None = None
    payment_id: str | None = None
    refunded_minor: int = 0
    disputes: tuple[Dispute, ...] = ()
    returned_minor: int = 0
    returned_credits: int = 0
    uncollected_credits: int = 0
    version: int = 1

    @property
    def expires_at(self) -> datetime:
        """Until when its page can be paid."""
        return self.created_at + CHECKOUT_LIVES

    def mismatch(self, fact: PaymentFact) -> str | None:
        """In what `fact` is about another purchase than this one, if anything."""
        wanted = {
            "purchase": (fact.purchase_id, self.id),
            "session": (fact.session_id, self.session_id),
            "user": (fact.user_id, self.user_id),
            "payment": (fact.payment_id, self.payment_id),
        }
        for name, (said, known) in wanted.items():
            if said is not None and known is not None and said != known:
                return name
            # Money only ever becomes credits of a checkout that we began for this user.
            if said is None and fact.kind is FactKind.PAID and name != "payment":
                return name
        if fact.currency != self.currency:
            return "currency"
        return None if self._could_be(fact) else "amount"

    def _could_be(self, fact: PaymentFact) -> bool:
        """Whether money of that amount can have moved. A dispute's may be above what was paid: the
        buyer's bank says it in its own currency."""
        if fact.kind is FactKind.PAID:
            return fact.amount_minor == self.amount_minor
        if fact.kind is FactKind.REFUNDED:
            return 0 <= fact.amount_minor <= self.amount_minor
        return fact.amount_minor >= 0

    def knowing(self, fact: PaymentFact) -> "Purchase":
        """This purchase with what `fact` adds to what is known of it."""
        if fact.kind is FactKind.PAID:
            return structs.replace(
                self,
                status=PurchaseStatus.PAID,
                session_id=self.session_id or fact.session_id,
                payment_id=self.payment_id or fact.payment_id,
            )
        if fact.kind in _ENDS:
            is_open = self.status is PurchaseStatus.PENDING
            return structs.replace(self, status=_ENDS[fact.kind]) if is_open else self
        if fact.kind is FactKind.REFUNDED:
            # What went back so far, as a whole: the largest number is the latest.
            most = max(self.refunded_minor, fact.amount_minor)
            return structs.replace(self, refunded_minor=most)
        return self._disputed(fact)

    def _disputed(self, fact: PaymentFact) -> "Purchase":
        status = _OF_DISPUTES[fact.kind]
        known = next((one for one in self.disputes if one.id == fact.dispute_id), None)
        if known is not None and (
            status is DisputeStatus.OPEN or known.status is not DisputeStatus.OPEN
        ):
            return self  # a dispute ends once, and does not open again
        others = tuple(one for one in self.disputes if one is not known)
        assert fact.dispute_id is not None, "facts of disputes name them"
        now = Dispute(id=fact.dispute_id, amount_minor=fact.amount_minor, status=status)
        return structs.replace(self, disputes=(*others, now))

    @property
    def owed_back_minor(self) -> int:
        """What of the money is not ours, or may not be: refunded, disputed or lost."""
        held = sum(one.amount_minor for one in self.disputes if one.status is not DisputeStatus.WON)
        return min(self.amount_minor, self.refunded_minor + held)

    @property
    def owed_back_credits(self) -> int:
        """What that money bought, rounded down; all of it for all of the money."""
        return self.credits * self.owed_back_minor // self.amount_minor
