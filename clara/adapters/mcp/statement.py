"""A month's statement, short enough for a conversation.

Where a company is too large for that, lists are cut and say so.
"""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Struct

from clara.adapters.mcp.caller import Spelling
from clara.adapters.mcp.fitting import fitted_summary, fitting, size_of
from clara.adapters.mcp.names import name_of
from clara.adapters.mcp.rows import MAX_ANSWER_BYTES, CardTransactionRow
from clara.adapters.wire.card_transactions import (
    CoverageView,
    SummaryGroupView,
    SummaryView,
    TotalsView,
)
from clara.adapters.wire.described import Count, Currency, described
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.domain.card_transactions.statement import LargestPurchases, MonthlyStatement
from clara.domain.card_transactions.totals import Summary

_WORDS = 2_000
"""Bytes for names of fields and what is said of lists that were cut."""


class Cut(Struct, frozen=True, kw_only=True):
    """A list that was cut: how many of it are shown, and how to get the rest."""

    part: str
    shown: Count
    rest: str


class GroupsView(Struct, frozen=True, kw_only=True):
    """Groups in order of size; groups and `others` add up to the statement's totals."""

    groups: tuple[SummaryGroupView, ...]
    others: SummaryGroupView | None

    @classmethod
    def of(cls, summary: Summary) -> "GroupsView":
        view = SummaryView.of(summary)
        return cls(groups=view.groups, others=view.others)


class LargestView(Struct, frozen=True, kw_only=True):
    """The largest purchases in one currency, of `count`."""

    currency: Currency
    count: Count
    items: tuple[CardTransactionRow, ...]

    @classmethod
    def of(cls, largest: LargestPurchases) -> "LargestView":
        items = tuple(map(CardTransactionRow.of, largest.items))
        return cls(currency=largest.currency, count=largest.count, items=items)


class MonthlyStatementView(Struct, frozen=True, kw_only=True):
    """What `clara://companies/{company_id}/statements/{month}` answers."""

    company_id: str
    month: str
    totals: TotalsView
    by_category: GroupsView
    by_cardholder: GroupsView
    largest_purchases: tuple[LargestView, ...]
    coverage: CoverageView
    cut: Annotated[tuple[Cut, ...], described("Lists that were cut; empty when all is here.")]

    @classmethod
    def of(cls, statement: MonthlyStatement, spelling: Spelling) -> "MonthlyStatementView":
        totals, coverage = TotalsView.of(statement.totals), CoverageView.of(statement.coverage)
        # The others of a summary that was cut may be as long as the totals, twice.
        room = MAX_ANSWER_BYTES - _WORDS - 4 * size_of(totals) - size_of(coverage)
        categories = fitted_summary(statement.by_category, room // 3)
        largest = tuple(map(LargestView.of, statement.largest))
        largest = largest[: fitting(largest, room // 3)]
        room -= size_of(SummaryView.of(categories).groups) + size_of(largest)
        holders = fitted_summary(statement.by_cardholder, room)
        return cls(
            company_id=statement.company_id,
            month=statement.month,
            totals=totals,
            by_category=GroupsView.of(categories),
            by_cardholder=GroupsView.of(holders),
            largest_purchases=largest,
            coverage=coverage,
            cut=tuple(_cuts(statement, categories, holders, largest, spelling)),
        )


def _cuts(
    statement: MonthlyStatement,
    categories: Summary,
    holders: Summary,
    largest: tuple[LargestView, ...],
    spelling: Spelling,
) -> Iterable[Cut]:
    asked = f"with period {statement.month}"
    if categories.others is not None:
        yield Cut(
            part="by_category",
            shown=len(categories.groups),
            rest=f"Call {name_of(SummarizeSpending, spelling)} {asked} and group_by category,"
            " for one currency at a time.",
        )
    if holders.others is not None:
        yield Cut(
            part="by_cardholder",
            shown=len(holders.groups),
            rest=f"Call {name_of(SummarizeSpending, spelling)} {asked}, group_by cardholder and"
            " card set to a holder's name.",
        )
    missing = len(statement.largest) - len(largest) + statement.currencies_left_out
    if missing:
        yield Cut(
            part="largest_purchases",
            shown=len(largest),
            rest=f"{missing} more currencies are in totals. Call"
            f" {name_of(ListCardTransactions, spelling)} {asked}, type PURCHASE, sort largest and"
            " one of them as currency.",
        )
