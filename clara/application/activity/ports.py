"""What the activity log's readers need."""

from abc import abstractmethod
from typing import NamedTuple, Protocol

from clara.domain.audit.entry import SealedEntry
from clara.domain.audit.listing import ActivityWalk, ChainCheck
from clara.domain.credentials.actor import Actor


class FoundEntries(NamedTuple):
    """Entries of one page, whether more follow, and how many the whole filter matches."""

    entries: tuple[SealedEntry, ...]
    has_more: bool
    matched: int


class Activity(Protocol):
    """The chain of the actor's company."""

    @abstractmethod
    async def page(self, actor: Actor, walk: ActivityWalk, limit: int) -> FoundEntries:
        """Up to `limit` entries, newest first, from behind the last one sent; with the first page
        the whole filter's count of the same snapshot, later the one the walk carries."""

    @abstractmethod
    async def verify(self, actor: Actor) -> ChainCheck:
        """Walk the whole chain and name the first broken, missing or unsealed entry."""
