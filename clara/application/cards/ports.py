"""What the card operations need."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from clara.domain.cards.card import Card
from clara.domain.cards.listing import CardTotals, CardWalk
from clara.domain.cards.reference import only_match
from clara.domain.credentials.actor import Actor, Stamp
from clara.domain.errors import NotFound
from clara.domain.period import Period


class FoundCards(NamedTuple):
    """Cards of one page, whether more follow, and how many the whole filter matches."""

    cards: tuple[Card, ...]
    has_more: bool
    totals: CardTotals


class Cards(Protocol):
    """The cards of the actor's company that the actor may see; others do not exist for them."""

    @abstractmethod
    async def page(self, actor: Actor, walk: CardWalk, limit: int) -> FoundCards:
        """Up to `limit` cards, newest first, from behind the last one sent; with the first page the
        whole filter's totals of the same snapshot, later those the walk carries."""

    @abstractmethod
    async def find(self, actor: Actor, card_id: str) -> Card | None:
        """The card, or None."""

    @abstractmethod
    async def matching(self, actor: Actor, reference: str) -> tuple[Card, ...]:
        """The cards a reference fits (at most 50): by id, last four digits, or words of the
        holder's name or the alias. Within a writing operation they are held until it ends, so
        that two changes of one card follow each other."""

    @abstractmethod
    async def nearest(self, actor: Actor, reference: str) -> tuple[Card, ...]:
        """A few cards whose holder's name resembles `reference`, most alike first."""

    async def named(self, actor: Actor, reference: str) -> Card:
        """The one card `reference` means. Raises `card_not_found` or `card_ambiguous`, both with
        candidates."""
        matches = await self.matching(actor, reference)
        nearest = () if matches else await self.nearest(actor, reference)
        return only_match(reference, matches, nearest)

    async def require(self, actor: Actor, card_ids: Iterable[str]) -> None:
        """Whether all of these are cards here. Raises `card_not_found`."""
        for card_id in card_ids:
            if await self.find(actor, card_id) is None:
                raise NotFound.of("card")

    @abstractmethod
    async def save(self, actor: Actor, card: Card, was: Card, stamp: Stamp) -> Card:
        """Keep `card` and what its locks became, as read back. Raises `conflict` when the stored
        card is no longer `was`."""

    @abstractmethod
    async def spent_minor(self, actor: Actor, card: Card, period: Period) -> int:
        """What counts against the card's limit in `period`: authorized and posted purchases and
        fees less refunds, in the card's currency."""
