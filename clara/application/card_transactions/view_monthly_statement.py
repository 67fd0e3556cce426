from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, structs

from clara.application.card_transactions.list_card_transactions import (
    ListCardTransactions,
    ListCardTransactionsCommand,
)
from clara.application.card_transactions.summarize_spending import (
    SummarizeSpending,
    SummarizeSpendingCommand,
)
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.card_transactions.filter import Sort
from clara.domain.card_transactions.statement import LargestPurchases, MonthlyStatement
from clara.domain.card_transactions.totals import Summary, SummaryKey, Totals
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import Unavailable
from clara.domain.ids import InCompany
from clara.domain.month import first_day

MAX_GROUPS = 1_000
MAX_LARGEST = 10
"""Purchases shown of each currency."""
MAX_CURRENCIES = 10
"""Currencies whose largest purchases are shown."""
_ATTEMPTS = 3


class ViewMonthlyStatementCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    month: Annotated[
        str,
        Meta(
            max_length=64,
            description="Calendar month in the company's time zone, YYYY-MM.",
            examples=["2026-10"],
        ),
    ]


@dataclass(frozen=True, slots=True)
class ViewMonthlyStatement(UseCase[ViewMonthlyStatementCommand, MonthlyStatement]):
    """View a calendar month on the company's cards: exact totals per currency, by category and by
    cardholder, the largest purchases of each currency, and what the figures cover.

    Errors, first that holds: invalid_month, statement_unsettled (card transactions keep arriving
    while it is added up).
    """

    name = "card.monthly_statement"
    tool = "view_monthly_statement"
    title = "View a month's statement"
    action = "monthly_statement.viewed"
    effect = Effect.READ
    is_report = True
    scope = Scope.TRANSACTIONS_READ
    command = ViewMonthlyStatementCommand
    result = MonthlyStatement

    summarize: SummarizeSpending
    listing: ListCardTransactions

    async def __call__(
        self, actor: Actor, command: ViewMonthlyStatementCommand
    ) -> MonthlyStatement:
        first_day(command.month)  # a period might also be a day or a year
        for _ in range(_ATTEMPTS):
            by_category = await self._summary(actor, command, SummaryKey.CATEGORY)
            shown = _currencies(by_category.totals, actor.company.currency)
            largest = [await self._largest(actor, command, code) for code in shown[:MAX_CURRENCIES]]
            by_cardholder = await self._summary(actor, command, SummaryKey.CARDHOLDER)
            # The first look and the last agree: nothing has changed between them.
            if _facts(by_category) == _facts(by_cardholder):
                return MonthlyStatement(
                    company_id=command.company_id,
                    month=command.month,
                    totals=by_category.totals,
                    by_category=by_category,
                    by_cardholder=by_cardholder,
                    largest=tuple(one for one in largest if one.items),
                    currencies_left_out=len(shown[MAX_CURRENCIES:]),
                    coverage=by_category.coverage,
                )
        raise Unavailable(
            "statement_unsettled",
            "Card transactions of that month are arriving just now; a statement would not add up.",
            remedy="Ask again in a moment.",
            retry_after=2,
        )

    async def _summary(
        self, actor: Actor, command: ViewMonthlyStatementCommand, by: SummaryKey
    ) -> Summary:
        question = SummarizeSpendingCommand(
            company_id=command.company_id, period=command.month, group_by=by, limit=MAX_GROUPS
        )
        return await self.summarize(actor, question)

    async def _largest(
        self, actor: Actor, command: ViewMonthlyStatementCommand, currency: str
    ) -> LargestPurchases:
        question = ListCardTransactionsCommand(
            company_id=command.company_id,
            period=command.month,
            currency=currency,
            type="PURCHASE",
            status="AUTHORIZED,POSTED",
            sort=Sort.LARGEST,
            limit=MAX_LARGEST,
        )
        found = await self.listing(actor, question)
        return LargestPurchases(currency=currency, count=found.totals.count, items=found.items)

    @classmethod
    def trace(cls, result: MonthlyStatement) -> Trace:
        return Trace(details={"month": result.month})


def _currencies(totals: Totals, home: str) -> list[str]:
    """Those with something summed: the company's own first, then those used most."""
    ordered = sorted(totals.by_currency, key=lambda sums: (sums.currency != home, -sums.count))
    return [sums.currency for sums in ordered]


def _facts(summary: Summary) -> tuple[object, ...]:
    """What two looks at the same moment agree on."""
    return summary.totals, structs.replace(summary.coverage, complete=True)
