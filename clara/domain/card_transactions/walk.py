"""A walk through card transactions, page by page, carrying what the whole filter adds up to."""

from datetime import date
from typing import Annotated

from msgspec import Meta, structs

from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.card_transactions.query import CardTransactionQuery
from clara.domain.card_transactions.totals import Coverage, Totals
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import viewpoint
from clara.domain.page import Limit, LongCursor, Walk, asked


class CardTransactionListQuery(CardTransactionQuery, frozen=True, kw_only=True):
    """The conditions, their order, and which page."""

    sort: (
        Annotated[Sort, Meta(description="newest (default), oldest, largest or smallest amount.")]
        | None
    ) = None
    limit: Limit = 50
    cursor: LongCursor | None = None
    with_totals: Annotated[
        bool, Meta(description="Compute totals anew on a later page; the first always has them.")
    ] = False


class CardTransactionWalk(Walk, frozen=True, kw_only=True, array_like=True):
    """`totals` and `coverage` are None before the first page."""

    filter: CardTransactionFilter
    sort: Sort
    totals: Totals | None = None
    coverage: Coverage | None = None

    @classmethod
    def begin(
        cls, query: CardTransactionListQuery, actor: Actor, today: date
    ) -> "CardTransactionWalk":
        """Raises what `CardTransactionQuery.filter` raises."""
        return cls(
            viewpoint=viewpoint(actor),
            asked=asked(query),
            filter=query.filter(actor.company, today),
            sort=query.sort or Sort.NEWEST,
        )

    def onward(
        self, last: CardTransaction, totals: Totals, coverage: Coverage
    ) -> "CardTransactionWalk":
        """The walk after `last` was sent."""
        after = self.sort.position(last)
        return structs.replace(self, after=after, totals=totals, coverage=coverage)
