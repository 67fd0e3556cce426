"""What the operations on card transactions need."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.card_transactions.totals import Coverage, SummaryGroup, SummaryKey, Totals
from clara.domain.card_transactions.walk import CardTransactionWalk
from clara.domain.credentials.actor import Actor


class Found(NamedTuple):
    """Rows of one page, whether more follow, and the whole filter's totals: of the same snapshot
    where asked for, else those the walk carries."""

    rows: tuple[CardTransaction, ...]
    has_more: bool
    totals: Totals
    coverage: Coverage


class Grouped(NamedTuple):
    """All groups of a filter, in no order, and its totals, of one snapshot."""

    groups: tuple[SummaryGroup, ...]
    totals: Totals
    coverage: Coverage


class Exported(NamedTuple):
    """Totals first, then every row in batches, all of one snapshot."""

    totals: Totals
    coverage: Coverage
    batches: AsyncIterator[tuple[CardTransaction, ...]]


class CardTransactions(Protocol):
    """The card transactions of the actor's company on cards the actor may see."""

    @abstractmethod
    async def page(
        self, actor: Actor, walk: CardTransactionWalk, limit: int, *, with_totals: bool
    ) -> Found:
        """Up to `limit` rows from behind the last one sent."""

    @abstractmethod
    async def find(self, actor: Actor, transaction_id: str) -> CardTransaction | None:
        """The row, or None."""

    @abstractmethod
    async def grouped(self, actor: Actor, filter: CardTransactionFilter, by: SummaryKey) -> Grouped:
        """Exact sums per group and currency; rows are added up in the store."""

    @abstractmethod
    def export(
        self, actor: Actor, filter: CardTransactionFilter
    ) -> AbstractAsyncContextManager[Exported]:
        """Everything the filter matches, newest first, on a connection of its own that is given
        back on leaving."""
