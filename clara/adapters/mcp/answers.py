"""What tools answer where REST's shape does not fit a conversation."""

from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.mcp.rows import CardRow, CardTransactionRow
from clara.adapters.wire.card_controls import CardControlsView
from clara.adapters.wire.card_transactions import CoverageView, TotalsView
from clara.adapters.wire.cards import (
    CardCoverageView,
    CardPeriodView,
    CardStateChangeView,
    CardTotalsView,
    detail_fields,
)
from clara.adapters.wire.described import described
from clara.domain.card_transactions.totals import CardTransactionList
from clara.domain.cards.controls import NO_CONTROLS
from clara.domain.cards.listing import CardDetail, CardList
from clara.domain.cards.state_change import CardStateChange

TotalCount = Annotated[int, described("Rows the whole filter matches, on all pages.", ge=0)]
Returned = Annotated[int, described("Rows in this answer.", ge=0)]
NextCursor = Annotated[str | None, described("Send as `cursor` for more; null at the end.")]


class CardsAnswer(Struct, frozen=True, kw_only=True):
    """A page of cards."""

    total_count: TotalCount
    returned: Returned
    next_cursor: NextCursor
    totals: CardTotalsView
    coverage: CardCoverageView
    items: tuple[CardRow, ...]

    @classmethod
    def of(cls, found: CardList) -> "CardsAnswer":
        count = found.totals.count
        return cls(
            total_count=count,
            returned=len(found.items),
            next_cursor=found.next_cursor,
            totals=CardTotalsView(count=count, by_status=found.totals.by_status),
            coverage=CardCoverageView(matched=count, data_as_of=found.as_of),
            items=tuple(map(CardRow.of, found.items)),
        )


class CardDetailAnswer(CardPeriodView, frozen=True, kw_only=True):
    """A card, how much of its limit the current period has used, and what else restricts it."""

    controls: Annotated[dict[str, Any], described("Restrictions in force; empty without any.")]

    @classmethod
    def of(cls, detail: CardDetail) -> "CardDetailAnswer":  # type: ignore[override]
        every = CardControlsView.of(detail.controls, detail.card.currency)
        none = CardControlsView.of(NO_CONTROLS, detail.card.currency)
        names = every.__struct_fields__
        restricting = {
            name: getattr(every, name)
            for name in names
            if getattr(every, name) != getattr(none, name)
        }
        return cls(**detail_fields(detail), controls=restricting)


class CardTransactionsAnswer(Struct, frozen=True, kw_only=True):
    """A page of card transactions, with totals and coverage of the whole filter on every page."""

    total_count: TotalCount
    returned: Returned
    next_cursor: NextCursor
    totals: TotalsView
    coverage: CoverageView
    items: tuple[CardTransactionRow, ...]

    @classmethod
    def of(cls, found: CardTransactionList) -> "CardTransactionsAnswer":
        return cls(
            total_count=found.totals.count,
            returned=len(found.items),
            next_cursor=found.next_cursor,
            totals=TotalsView.of(found.totals),
            coverage=CoverageView.of(found.coverage),
            items=tuple(map(CardTransactionRow.of, found.items)),
        )


class CardStateChangeAnswer(CardStateChangeView, frozen=True, kw_only=True):
    """Confirmation of a lock or unlock; the card was read back after the write."""

    replayed: Annotated[
        bool, described("True when an earlier call with this idempotency key did it.")
    ]

    @classmethod
    def of(cls, change: CardStateChange, *, replayed: bool) -> "CardStateChangeAnswer":  # type: ignore[override]
        view = CardStateChangeView.of(change)
        fields: dict[str, Any] = {name: getattr(view, name) for name in view.__struct_fields__}
        return cls(**fields, replayed=replayed)
