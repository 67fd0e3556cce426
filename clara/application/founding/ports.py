"""What operators and the demo need beyond what people do by themselves."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card
from clara.domain.companies.company import Cardholder


class FoundCompany(Struct, frozen=True, kw_only=True):
    """What operators tell companies apart by."""

    id: str
    name: str
    tax_id: str


class Founding(Protocol):
    """Within the operation's transaction."""

    @abstractmethod
    async def add_cardholders(self, company_id: str, people: Sequence[Cardholder]) -> None: ...

    @abstractmethod
    async def add_cards(self, cards: Sequence[Card]) -> None:
        """Cards with their locks; their holders must be there."""

    @abstractmethod
    async def add_card_transactions(self, company_id: str, rows: Sequence[NewRow]) -> int:
        """Rows that are seen at once; how many were new."""

    @abstractmethod
    async def company_id(self, tax_id: str) -> str | None:
        """The company registered under a tax id."""

    @abstractmethod
    async def companies(self) -> tuple[FoundCompany, ...]:
        """Every company of this installation, oldest first."""
