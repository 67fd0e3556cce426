"""Cards and what became of them, on the wire."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.wire.card_controls import CardControlsView
from clara.adapters.wire.card_transactions import PeriodView
from clara.adapters.wire.described import Amount, AmountMinor, Count, Currency, Instant, described
from clara.adapters.wire.money import MoneyView
from clara.domain.cards.card import Card, CardLock, CardStatus, CardType, Issuer, Periodicity
from clara.domain.cards.issuer_state import IssuerState
from clara.domain.cards.listing import CardDetail, CardList
from clara.domain.cards.state_change import CardAction, CardStateChange
from clara.domain.credentials.actor import Door
from clara.domain.money import to_decimal


class LimitView(Struct, frozen=True, kw_only=True):
    """What the card may spend, and how often that begins anew."""

    amount: Amount
    amount_minor: AmountMinor
    currency: Currency
    periodicity: Annotated[Periodicity, described("How often the limit resets.", "MONTHLY")]


class LockView(Struct, frozen=True, kw_only=True):
    """A lock in force."""

    level: Annotated[str, described("holder, manager, company or issuer.", "company")]
    locked_by: Annotated[str, described("Who set it.", "Ana Torres")]
    locked_at: Instant
    reason: Annotated[str | None, described("Why.", "Lost in a taxi")]
    door: Annotated[Door, described("Through which door.", "mcp")]
    who_may_lift: Annotated[str, described("Who may lift it.", "a bookkeeper or an administrator")]

    @classmethod
    def of(cls, lock: CardLock) -> "LockView":
        return cls(
            level=lock.level.name.lower(),
            locked_by=lock.by_name,
            locked_at=lock.at,
            reason=lock.reason,
            door=lock.door,
            who_may_lift=lock.level.who_may_lift,
        )


class CardView(Struct, frozen=True, kw_only=True):
    """A card."""

    id: Annotated[str, described("The card.", "card_0123456789abcdef0123456789abcdef")]
    cardholder: Annotated[str | None, described("Who holds it.", "Luis Pérez")]
    alias: Annotated[str | None, described("What the company calls it.", "Software")]
    last_four: Annotated[str, described("Last four digits.", "4471")]
    type: Annotated[CardType, described("Physical or virtual.", "VIRTUAL")]
    status: Annotated[CardStatus, described("Its status.", "ACTIVE")]
    can_spend: Annotated[bool, described("Whether Clara would let a charge through.", True)]
    currency: Currency
    limit: LimitView | None
    issuer: Annotated[
        Issuer,
        described("built_in, stripe, or external where Clara only hears of charges.", "built_in"),
    ]
    locks: Annotated[tuple[LockView, ...], described("Every lock in force, lowest level first.")]
    created_at: Instant

    @classmethod
    def of(cls, card: Card) -> "CardView":
        return cls(**_fields(card))


def _fields(card: Card) -> dict[str, Any]:
    limit = None
    if card.limit_minor is not None and card.periodicity is not None:
        limit = LimitView(
            amount=to_decimal(card.limit_minor, card.currency),
            amount_minor=card.limit_minor,
            currency=card.currency,
            periodicity=card.periodicity,
        )
    return {
        "id": card.id,
        "cardholder": card.cardholder.name if card.cardholder else None,
        "alias": card.alias,
        "last_four": card.last_four,
        "type": card.type,
        "status": card.status,
        "can_spend": card.can_spend,
        "currency": card.currency,
        "limit": limit,
        "issuer": card.issuer,
        "locks": tuple(map(LockView.of, card.locks)),
        "created_at": card.created_at,
    }


class CardPeriodView(CardView, frozen=True, kw_only=True):
    """A card, and how much of its limit the current period has used."""

    period: PeriodView
    spent: MoneyView
    left: MoneyView | None


class CardDetailView(CardPeriodView, frozen=True, kw_only=True):
    """A card, how much of its limit the current period has used, and what else restricts it."""

    controls: CardControlsView

    @classmethod
    def of(cls, detail: CardDetail) -> "CardDetailView":  # type: ignore[override]
        controls = CardControlsView.of(detail.controls, detail.card.currency)
        return cls(**detail_fields(detail), controls=controls)


def detail_fields(detail: CardDetail) -> dict[str, Any]:
    """The fields of `CardPeriodView`."""
    currency = detail.card.currency
    left = detail.left_minor
    return {
        **_fields(detail.card),
        "period": PeriodView.of(detail.period),
        "spent": MoneyView.of(detail.spent_minor, currency),
        "left": None if left is None else MoneyView.of(left, currency),
    }


class CardTotalsView(Struct, frozen=True, kw_only=True):
    """Of the whole filter, not of this page."""

    count: Count
    by_status: Annotated[dict[CardStatus, int], described("Cards per status.", {"ACTIVE": 52})]


class CardCoverageView(Struct, frozen=True, kw_only=True):
    """What the list rests on."""

    matched: Count
    data_as_of: Instant
    complete: Annotated[bool, described("Every card that matches was counted.", True)] = True


class CardListView(Struct, frozen=True, kw_only=True):
    """A page of cards."""

    items: tuple[CardView, ...]
    next_cursor: Annotated[
        str | None, described("Send it back for the next page; null at the end.")
    ]
    totals: CardTotalsView
    coverage: CardCoverageView

    @classmethod
    def of(cls, found: CardList) -> "CardListView":
        totals = CardTotalsView(count=found.totals.count, by_status=found.totals.by_status)
        return cls(
            items=tuple(map(CardView.of, found.items)),
            next_cursor=found.next_cursor,
            totals=totals,
            coverage=CardCoverageView(matched=found.totals.count, data_as_of=found.as_of),
        )


class UndoView(Struct, frozen=True, kw_only=True):
    """How to take it back."""

    tool: Annotated[str, described("The tool to call.", "unlock_card")]
    method: Annotated[str, described("The HTTP method.", "POST")]
    path: Annotated[str, described("The path.", "/api/v1/companies/…/cards/…/unlock")]
    card: Annotated[str, described("The card to name.", "card_0123456789abcdef0123456789abcdef")]


class CardStateChangeView(Struct, frozen=True, kw_only=True):
    """Confirmation of a lock or unlock; the card was read back after the write."""

    action: Annotated[CardAction, described("What was asked for.", "lock")]
    changed: Annotated[bool, described("False when there was nothing to do.", True)]
    before: Annotated[CardStatus, described("Status before.", "ACTIVE")]
    after: Annotated[CardStatus, described("Status after.", "LOCKED")]
    can_spend: Annotated[bool, described("Whether Clara would let a charge through now.", False)]
    card: CardView
    by: Annotated[str, described("Who did it.", "Ana Torres")]
    at: Instant
    locked_at: Annotated[datetime | None, described("When the highest lock in force was set.")]
    reason: Annotated[str | None, described("Why.", "Lost in a taxi")]
    issuer: Annotated[
        IssuerState,
        described(
            "confirmed: the card's issuer does so. pending: it has not said so yet; Clara decides by it"
            " already. not_told: an issuer that Clara can't tell.",
            "confirmed",
        ),
    ]
    issuer_told: Annotated[bool, described("Whether who decides about charges knows of it.", True)]
    note: Annotated[str | None, described("What to tell the user besides.")]
    undo: Annotated[UndoView | None, described("Null when nothing changed.")]

    @classmethod
    def of(cls, change: CardStateChange) -> "CardStateChangeView":
        card = change.card
        back = change.action.opposite
        undo = UndoView(
            tool=f"{back}_card",
            method="POST",
            path=f"/api/v1/companies/{card.company_id}/cards/{card.id}/{back}",
            card=card.id,
        )
        return cls(
            action=change.action,
            changed=change.changed,
            before=change.before,
            after=change.after,
            can_spend=card.can_spend,
            card=CardView.of(card),
            by=change.by_name,
            at=change.at,
            locked_at=card.locks[-1].at if card.locks else None,
            reason=change.reason,
            issuer=change.issuer,
            issuer_told=change.issuer is IssuerState.CONFIRMED,
            note=change.note,
            undo=undo if change.changed else None,
        )
