from dataclasses import dataclass

from clara.application.issuing.books import IssuerBooks
from clara.application.issuing.ports import CardIssuers
from clara.application.ports import Clock
from clara.domain.cards.card import Card
from clara.domain.cards.issuer_state import IssuerState
from clara.domain.credentials.actor import Actor


@dataclass(frozen=True, slots=True)
class Telling:
    """How an operation leaves word for a card's issuer: within its own transaction, so that nothing
    is told that did not happen, and nothing forgotten that did."""

    issuers: CardIssuers
    books: IssuerBooks
    clock: Clock

    async def __call__(self, actor: Actor, card: Card) -> IssuerState:
        """`card` is other than it was: whether its issuer has to be told, as it will be in a moment."""
        state = self._without_telling(card)
        if state is None:
            await self.books.want(actor, card, self.clock.now())
            return IssuerState.PENDING
        return state

    async def state(self, actor: Actor, card: Card) -> IssuerState:
        """Whether its issuer knows what `card` is."""
        state = self._without_telling(card)
        if state is not None:
            return state
        link = await self.books.card(actor, card)
        is_known = link is not None and not link.is_pending
        return IssuerState.CONFIRMED if is_known else IssuerState.PENDING

    def _without_telling(self, card: Card) -> IssuerState | None:
        issuer = self.issuers.of(card.issuer)
        if issuer is None:
            return IssuerState.NOT_TOLD
        return None if issuer.needs_telling else IssuerState.CONFIRMED
