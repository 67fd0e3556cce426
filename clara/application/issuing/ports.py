"""Who issues cards, and what issuing needs from the store."""

from abc import abstractmethod
from typing import Protocol

from msgspec import Struct

from clara.domain.cards.card import Card, CardStatus, Issuer
from clara.domain.cards.controls import CardControls
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor
from clara.domain.ids import CardholderId


class IssuerReply(Struct, frozen=True, kw_only=True):
    """What an issuer said. Not confirmed, it has taken note and has not done it: our own decision
    holds meanwhile, and nobody is told that it happened. `reference` is what the issuer calls the
    thing, None for one that keeps nothing of its own."""

    is_confirmed: bool
    reference: str | None = None


class NewCard(IssuerReply, frozen=True, kw_only=True):
    """A card as its issuer made it."""

    last_four: str
    status: CardStatus


class CardIssuer(Protocol):
    """One issuer of cards. Nothing here happens within a transaction: what is intended was kept
    before, what was answered is kept after. A call repeated under the same `key` is carried out
    once and answers the same.

    All raise `issuer_unavailable` when it can't be known whether the issuer has heard (repeat with
    the same key), and `issuer_refused`, with the issuer's code in `details`, for what it will never
    do.
    """

    @property
    @abstractmethod
    def issuer(self) -> Issuer: ...

    @property
    @abstractmethod
    def needs_telling(self) -> bool:
        """Whether a status or controls hold only once the issuer has confirmed them; False where
        our own decision is all there is."""

    @abstractmethod
    async def create_cardholder(self, actor: Actor, holder: Cardholder, key: str) -> IssuerReply:
        """Make a person known to the issuer."""

    @abstractmethod
    async def create_card(
        self, actor: Actor, card_id: str, holder: str | None, currency: str, key: str
    ) -> NewCard:
        """A virtual card for the holder whom the issuer calls `holder`."""

    @abstractmethod
    async def set_status(
        self, reference: str, status: CardStatus, reason: str | None, key: str
    ) -> IssuerReply:
        """ACTIVE, LOCKED or CANCELLED, which is final, for the card that the issuer calls
        `reference`; `reason` as the person gave it."""

    @abstractmethod
    async def set_controls(
        self, reference: str, card: Card, controls: CardControls, key: str
    ) -> IssuerReply:
        """The card's limit, as it stands on the card, and its controls. What an issuer can't hold
        our own decision does."""


class CardIssuers(Protocol):
    """The issuers that are set up; several work side by side in one company."""

    @abstractmethod
    def of(self, issuer: Issuer) -> CardIssuer | None:
        """None for cards that somebody else issued and only tells us of."""


class IssuedCards(Protocol):
    """New cards and their holders, within the operation's transaction."""

    @abstractmethod
    async def cardholder(self, actor: Actor, cardholder_id: CardholderId) -> Cardholder | None: ...

    @abstractmethod
    async def add_cardholder(self, actor: Actor, holder: Cardholder) -> None: ...

    @abstractmethod
    async def add(self, actor: Actor, card: Card) -> None:
        """`card.number` is given by the store."""

    @abstractmethod
    async def change(self, actor: Actor, card: Card, was: Card) -> None:
        """Keep the card's alias and holder. Raises `conflict` when the stored card is no longer
        `was`."""
