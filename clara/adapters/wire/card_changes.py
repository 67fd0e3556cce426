"""What administrators did to a card, on the wire."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.card_controls import CardControlsView
from clara.adapters.wire.cards import CardView
from clara.adapters.wire.described import described
from clara.domain.cards.change import CardChange


class CardChangeView(Struct, frozen=True, kw_only=True):
    """The card as it is now."""

    card: CardView
    controls: CardControlsView
    changed: Annotated[tuple[str, ...], described("What is other than before.", ["limit"])]
    pending: Annotated[
        bool,
        described("The card's issuer has not confirmed it; Clara decides by it already.", False),
    ]

    @classmethod
    def of(cls, change: CardChange) -> "CardChangeView":
        return cls(
            card=CardView.of(change.card),
            controls=CardControlsView.of(change.controls, change.card.currency),
            changed=change.changed,
            pending=not change.is_confirmed,
        )
