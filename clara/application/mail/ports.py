"""What delivers letters needs from the store they wait in."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.mail.letter import Letter


class WaitingLetter(Struct, frozen=True, kw_only=True):
    """A letter taken for delivery. Whoever took it is alone with it until `taken_until`; `attempts`
    are those that failed before."""

    letter: Letter
    posted_at: datetime
    attempts: int
    taken_until: datetime


class Letters(Protocol):
    """Letters that wait to be delivered. Each method is a short transaction of its own, so that
    none is open while a mail server is asked."""

    @abstractmethod
    async def take(self, limit: int) -> Sequence[WaitingLetter]:
        """At most `limit` letters that are due, longest due first, for two minutes. Nobody else
        gets them meanwhile; afterwards they are due again, in case the taker died."""

    @abstractmethod
    async def remove(self, letter_id: str) -> None:
        """It was delivered, or never will be."""

    @abstractmethod
    async def postpone(self, waiting: WaitingLetter) -> None:
        """It could not be delivered: due again in 10 seconds, twice as long after each further
        failure, every 15 minutes in the end, never given up. Nothing happens when it was taken by
        another meanwhile."""
