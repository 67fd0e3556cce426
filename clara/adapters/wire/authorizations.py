"""Authorizations and what became of them, on the wire."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.wire.described import Currency, Instant, described
from clara.adapters.wire.money import MoneyView
from clara.domain.authorizations.authorization import (
    Authorization,
    AuthorizationFact,
    AuthorizationStatus,
    FactKind,
)
from clara.domain.authorizations.listing import (
    AuthorizationDetail,
    AuthorizationList,
    AuthorizationOutcome,
)
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.card_transactions.category import Category
from clara.domain.ids import AuthorizationId, CardId, CardTransactionId

ReasonSentence = Annotated[
    str | None, described("The reason as a sentence.", "The card is locked by the company.")
]
Reason = Annotated[DeclineReason | None, described("Why not; null where approved.", None)]


class AuthorizationView(Struct, frozen=True, kw_only=True):
    """A charge as it was decided, and the sums of what became of it, in the card's currency."""

    id: AuthorizationId
    card_id: CardId
    transaction_id: CardTransactionId
    status: Annotated[AuthorizationStatus, described("Where it stands.", "AUTHORIZED")]
    approved: Annotated[bool, described("Whether the charge was approved.", True)]
    reason: Reason
    reason_text: ReasonSentence
    at: Instant
    expires_at: Annotated[datetime | None, described("Until when money is held.")]
    merchant: Annotated[str, described("Merchant, normalised.", "Uber")]
    merchant_raw: Annotated[str, described("As the terminal writes it.", "UBER TRIP")]
    category: Annotated[Category, described("Category.", "TRANSPORTATION")]
    mcc: Annotated[int | None, described("Merchant category code.", 4121)]
    country: Annotated[str | None, described("Where the merchant is.", "MX")]
    is_online: Annotated[bool, described("Not at a terminal.", False)]
    is_cash: Annotated[bool, described("A withdrawal.", False)]
    currency: Currency
    charged: Annotated[MoneyView, described("What the merchant asked for, in its currency.")]
    authorized: Annotated[MoneyView, described("Approved, increments included.")]
    held: Annotated[MoneyView, described("Approved and neither captured nor given back.")]
    reversed: Annotated[MoneyView, described("Given back before it was captured.")]
    posted: Annotated[MoneyView, described("Captured.")]
    refunded: Annotated[MoneyView, described("Captured and given back.")]
    disputed: Annotated[MoneyView, described("Captured and objected to.")]

    @classmethod
    def of(cls, one: Authorization) -> "AuthorizationView":
        return cls(**_fields(one))


def _fields(one: Authorization) -> dict[str, Any]:
    charge = one.charge
    sums = ("authorized", "held", "reversed", "posted", "refunded", "disputed")
    said = ("merchant", "merchant_raw", "category", "mcc", "country", "is_online", "is_cash")
    return {
        "id": one.id,
        "card_id": one.card_id,
        "transaction_id": one.transaction_id,
        "status": one.status,
        "approved": one.approved,
        "reason": one.reason,
        "reason_text": one.reason.sentence if one.reason else None,
        "at": charge.at,
        "expires_at": one.expires_at,
        "currency": one.currency,
        "charged": MoneyView.of(charge.original_minor, charge.currency),
        **{name: getattr(charge, name) for name in said},
        **{name: MoneyView.of(getattr(one, f"{name}_minor"), one.currency) for name in sums},
    }


class AuthorizationFactView(Struct, frozen=True, kw_only=True):
    """Something that became of an authorization; it never changes."""

    number: Annotated[int, described("Its place, from 1.", 1)]
    kind: Annotated[FactKind, described("What it was.", "AUTHORIZED")]
    at: Instant
    amount: Annotated[MoneyView, described("How much.")]
    held: Annotated[MoneyView, described("What is held after it.")]
    reason: Reason
    transaction_id: Annotated[
        CardTransactionId | None, described("The card transaction that shows it.")
    ]

    @classmethod
    def of(cls, fact: AuthorizationFact, currency: str) -> "AuthorizationFactView":
        return cls(
            number=fact.number,
            kind=fact.kind,
            at=fact.at,
            amount=MoneyView.of(fact.amount_minor, currency),
            held=MoneyView.of(fact.held_minor, currency),
            reason=fact.reason,
            transaction_id=fact.transaction_id,
        )


class AuthorizationDetailView(AuthorizationView, frozen=True, kw_only=True):
    """An authorization with everything that became of it, oldest first."""

    facts: tuple[AuthorizationFactView, ...]

    @classmethod
    def of(cls, detail: AuthorizationDetail) -> "AuthorizationDetailView":  # type: ignore[override]
        one = detail.authorization
        facts = tuple(AuthorizationFactView.of(fact, one.currency) for fact in detail.facts)
        return cls(**_fields(one), facts=facts)


class AuthorizationListView(Struct, frozen=True, kw_only=True):
    """A page of authorizations, newest first."""

    items: tuple[AuthorizationView, ...]
    next_cursor: Annotated[
        str | None, described("Send it back for the next page; null at the end.")
    ]

    @classmethod
    def of(cls, found: AuthorizationList) -> "AuthorizationListView":
        return cls(
            items=tuple(map(AuthorizationView.of, found.items)), next_cursor=found.next_cursor
        )


class SimulationView(Struct, frozen=True, kw_only=True):
    """What a simulated message from the network led to."""

    approved: Annotated[bool, described("Whether what was asked is approved.", True)]
    reason: Reason
    reason_text: ReasonSentence
    authorization: AuthorizationDetailView

    @classmethod
    def of(cls, outcome: AuthorizationOutcome) -> "SimulationView":
        return cls(
            approved=outcome.approved,
            reason=outcome.reason,
            reason_text=outcome.reason.sentence if outcome.reason else None,
            authorization=AuthorizationDetailView.of(outcome),
        )
