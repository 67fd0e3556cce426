from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.application.issuer_news.ports import IssuerNews
from clara.application.issuing.books import IssuerBooks
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.cards.card import Issuer
from clara.domain.credentials.actor import Actor
from clara.domain.issuing.heard import Heard, HeardCard


class FindIssuerNewsCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    days: Annotated[int, Meta(ge=1, le=365, description="How far back to ask.")] = 3


class FoundIssuerNews(Struct, frozen=True, kw_only=True):
    """All that the issuer says, whether or not it is known here. `pending` is how many cards it has
    yet to be told of."""

    issuer: Issuer
    heard: tuple[Heard, ...]
    pending: int


@dataclass(frozen=True, slots=True)
class FindIssuerNews(UseCase[FindIssuerNewsCommand, FoundIssuerNews]):
    """Ask a card issuer what its cards are and what was charged lately. For operators. Changes
    nothing: each thing is heard by itself.

    Errors: issuer_unavailable.
    """

    name = "issuer.find_news"
    tool = "find_issuer_news"
    title = "Find a card issuer's news"
    action = "issuer.asked"
    effect = Effect.READ
    is_for_operators = True
    command = FindIssuerNewsCommand
    result = FoundIssuerNews

    news: IssuerNews
    books: IssuerBooks
    clock: Clock

    async def __call__(self, actor: Actor, command: FindIssuerNewsCommand) -> FoundIssuerNews:
        issuer = self.news.issuer
        # Before the issuer is asked: what it is told in between is not what it says.
        intents = await self.books.intents(issuer)
        heard: list[Heard] = []
        async for one in self.news.since(self.clock.now() - timedelta(days=command.days)):
            if isinstance(one, HeardCard):
                heard.append(structs.replace(one, intent=intents.get(one.reference, 0)))
            else:
                heard.append(one)
        pending = await self.books.pending(issuer)
        return FoundIssuerNews(issuer=issuer, heard=tuple(heard), pending=pending)
