"""From what Stripe says of its objects to what that means for a purchase.

What happened is read from the state an object is in, not from the name of the event that brought it:
events of the same second come in any order.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from clara.adapters.payments.stripe_shapes import Charge, CheckoutSession, Dispute, PaymentIntent
from clara.domain.credits.payment import FactKind, PaymentFact

_PURCHASE_ID = re.compile("purchase_[0-9a-f]{32}")
_USER_ID = re.compile("user_[0-9a-f]{32}")
_DECIDED = {"won": FactKind.DISPUTE_WON, "lost": FactKind.DISPUTE_LOST}
_UNPAID = frozenset({"requires_payment_method", "canceled"})


def ours(purchase_id: str, user_id: str) -> dict[str, str]:
    """What Stripe keeps for us with everything about a purchase."""
    return {"purchase_id": purchase_id, "user_id": user_id}


def purchase_in(metadata: Mapping[str, str] | None) -> str | None:
    """Other products that use the account may have metadata of the same names."""
    return _matching(_PURCHASE_ID, metadata, "purchase_id")


def of_session(
    session: CheckoutSession, fact_id: str, at: datetime, *, has_failed: bool = False
) -> PaymentFact | None:
    """`has_failed` is known from elsewhere: a session whose bank said no looks like one whose bank
    has not answered. None for what is still open, and for what is not ours."""
    purchase_id = purchase_in(session.metadata)
    kind = FactKind.FAILED if has_failed else _kind_of(session)
    if purchase_id is None or kind is None:
        return None
    return PaymentFact(
        id=fact_id,
        kind=kind,
        at=at,
        # Without an amount it is none of ours, and will not match.
        amount_minor=session.amount_total or 0,
        currency=(session.currency or "").upper(),
        session_id=session.id,
        purchase_id=purchase_id,
        user_id=_matching(_USER_ID, session.metadata, "user_id"),
        payment_id=session.payment_id,
    )


def of_charge(charge: Charge, fact_id: str, at: datetime) -> PaymentFact | None:
    """What has been refunded. A charge takes its metadata over from the payment."""
    if charge.payment_intent is None:
        return None
    return PaymentFact(
        id=fact_id,
        kind=FactKind.REFUNDED,
        at=at,
        amount_minor=charge.amount_refunded,
        currency=charge.currency.upper(),
        purchase_id=purchase_in(charge.metadata),
        user_id=_matching(_USER_ID, charge.metadata, "user_id"),
        payment_id=charge.payment_intent,
    )


def concerns(dispute: Dispute) -> bool:
    """An inquiry (`warning_…`) takes no money, and may become a dispute that does."""
    return dispute.payment_intent is not None and not dispute.status.startswith("warning_")


def of_dispute(
    dispute: Dispute, intent: PaymentIntent, fact_id: str, at: datetime
) -> PaymentFact | None:
    """A dispute has no metadata of the payment's, so `intent` says whose it is. None where that is
    none of ours."""
    purchase_id = purchase_in(intent.metadata)
    if purchase_id is None:
        return None
    return PaymentFact(
        id=fact_id,
        kind=_DECIDED.get(dispute.status, FactKind.DISPUTED),
        at=at,
        amount_minor=dispute.amount,
        currency=dispute.currency.upper(),
        purchase_id=purchase_id,
        user_id=_matching(_USER_ID, intent.metadata, "user_id"),
        payment_id=intent.id,
        dispute_id=dispute.id,
    )


def is_unpaid(session: CheckoutSession) -> bool:
    """Whether the bank has said no after the page was done: the payment itself tells."""
    intent = session.payment_intent
    return (
        session.status == "complete"
        and session.payment_status == "unpaid"
        and isinstance(intent, PaymentIntent)
        and intent.status in _UNPAID
    )


def _kind_of(session: CheckoutSession) -> FactKind | None:
    if session.payment_status != "unpaid":
        return FactKind.PAID
    return FactKind.EXPIRED if session.status == "expired" else None


def _matching(form: re.Pattern[str], metadata: Mapping[str, str] | None, name: str) -> str | None:
    said = (metadata or {}).get(name, "")
    return said if form.fullmatch(said) else None
