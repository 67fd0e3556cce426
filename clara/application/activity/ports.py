"""What the activity log's readers need."""

from abc import abstractmethod
from typing import Protocol

from clara.domain.audit.entry import SealedEntry
from clara.domain.audit.listing import ActivityFilter, ChainCheck
from clara.domain.credentials.actor import Actor
from clara.domain.page import Position


class Activity(Protocol):
    """The chain of the actor's company."""

    @abstractmethod
    async def page(
        self, actor: Actor, filter: ActivityFilter, after: Position | None, limit: int
    ) -> tuple[SealedEntry, ...]:
        """Up to `limit` entries, newest first, from behind `after`."""

    @abstractmethod
    async def count(self, actor: Actor, filter: ActivityFilter) -> int:
        """How many entries the whole filter matches."""

    @abstractmethod
    async def verify(self, actor: Actor) -> ChainCheck:
        """Walk the whole chain and name the first broken, missing or unsealed entry."""
