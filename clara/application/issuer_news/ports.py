"""What issuers say by themselves, and when they are asked."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from clara.domain.cards.card import Issuer
from clara.domain.issuing.heard import Heard, HeardAuthorization


class About(StrEnum):
    AUTHORIZATION = "authorization"
    TRANSACTION = "transaction"
    CARD = "card"
    HOLDER = "holder"


class Notice(NamedTuple):
    """That something happened to the issuer's thing of that reference: what it is now has to be asked
    for, because notices come late and in any order. Only a charge that waits for our answer is told
    whole. `version` is in which version of its API the issuer wants the answer."""

    about: About
    reference: str
    version: str
    asked: HeardAuthorization | None = None


class IssuerNotices(Protocol):
    @abstractmethod
    async def read(self, body: bytes, signature: str) -> Notice | None:
        """None for what is no concern of ours. Raises `invalid_signature`, and `issuer_unavailable`
        for what can't be read."""


class IssuerNews(Protocol):
    """The issuer, asked what it knows. All raise `issuer_unavailable`."""

    @property
    @abstractmethod
    def issuer(self) -> Issuer: ...

    @abstractmethod
    async def look(self, notice: Notice) -> Heard | None:
        """What the notice is about, as it is now; None where there is no such thing."""

    @abstractmethod
    def since(self, when: datetime) -> AsyncIterator[Heard]:
        """Every holder, everything that was charged since then, oldest first, and every card."""
