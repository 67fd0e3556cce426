"""What a card's controls need from the store."""

from abc import abstractmethod
from typing import Protocol

from clara.domain.cards.card import Card
from clara.domain.cards.controls import CardControls
from clara.domain.credentials.actor import Actor


class Controls(Protocol):
    """Controls of cards that were found before: who may see a card was decided then."""

    @abstractmethod
    async def find(self, actor: Actor, card: Card) -> CardControls:
        """Those of `card`; none restrict it where nobody has set any."""

    @abstractmethod
    async def save(self, actor: Actor, card: Card, was: Card, controls: CardControls) -> None:
        """Keep the card's limit and its controls. Raises `conflict` when the stored card is no longer
        `was`."""
