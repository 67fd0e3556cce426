"""What we keep about issuers: what they call our things, what they have yet to be told, and what of
theirs is booked."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from msgspec import Struct

from clara.domain.cards.card import Card, Issuer
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor


class CardLink(Struct, frozen=True, kw_only=True):
    """A card as its issuer knows it. Each change of it that the issuer has to know is an `intent`,
    counted; `confirmed` is the last one that the issuer has done. `trouble` is the code of what
    went wrong last."""

    reference: str
    intent: int
    confirmed: int
    attempts: int = 0
    trouble: str | None = None

    @property
    def is_pending(self) -> bool:
        return self.intent != self.confirmed


class Place(NamedTuple):
    """Where a thing of an issuer's belongs."""

    company_id: str
    card_id: str


class Booked(NamedTuple):
    """What a thing of an issuer's became: an authorization, and the number of its fact."""

    authorization_id: str | None
    fact: int


class IssuerBooks(Protocol):
    """All within the operation's transaction, unless it says otherwise."""

    @abstractmethod
    async def link_card(self, actor: Actor, card: Card, reference: str) -> None:
        """A new card, all of which its issuer knows."""

    @abstractmethod
    async def link_holder(
        self, actor: Actor, holder: Cardholder, issuer: Issuer, reference: str
    ) -> None: ...

    @abstractmethod
    async def holder(self, actor: Actor, holder: Cardholder, issuer: Issuer) -> str | None:
        """What the issuer calls them. Needs no transaction."""

    @abstractmethod
    async def card(self, actor: Actor, card: Card) -> CardLink | None:
        """None for a card that no issuer knows under a name of its own."""

    @abstractmethod
    async def want(self, actor: Actor, card: Card, at: datetime) -> None:
        """The issuer has to be told what the card is now."""

    @abstractmethod
    async def take_due(self, now: datetime, until: datetime, limit: int) -> Sequence[Place]:
        """Cards of all companies whose issuer is to be told now, the longest due first. Nobody else
        gets them before `until`, when they are due again in case the taker died."""

    @abstractmethod
    async def has_due(self, now: datetime) -> bool:
        """Whether there are any. Needs no transaction."""

    @abstractmethod
    async def confirm(self, actor: Actor, card: Card, intent: int) -> bool:
        """The issuer has done `intent`; False, and nothing changes, when there is a newer one."""

    @abstractmethod
    async def postpone(
        self, actor: Actor, card: Card, intent: int, due_at: datetime, trouble: str
    ) -> None:
        """It has not, and is told again at `due_at`, unless there is a newer one."""

    @abstractmethod
    async def place(self, issuer: Issuer, reference: str) -> Place | None:
        """Whose card the issuer's is. Needs no transaction."""

    @abstractmethod
    async def intent(self, issuer: Issuer, reference: str) -> int:
        """What the issuer was to be told last of its card; 0 for one that is none of ours. Needs no
        transaction."""

    @abstractmethod
    async def intents(self, issuer: Issuer) -> Mapping[str, int]:
        """The same of all its cards."""

    @abstractmethod
    async def pending(self, issuer: Issuer) -> int:
        """How many cards it has yet to be told of."""

    @abstractmethod
    async def booked(self, actor: Actor, issuer: Issuer, reference: str) -> Booked | None: ...

    @abstractmethod
    async def book(self, actor: Actor, issuer: Issuer, reference: str, booked: Booked) -> None:
        """Raises `conflict` when somebody else has booked it."""

    @abstractmethod
    async def note_holder(
        self, issuer: Issuer, reference: str, *, is_active: bool, because: str | None
    ) -> str | None:
        """Whether the issuer lets a holder use cards; the company where that is new, or None."""
