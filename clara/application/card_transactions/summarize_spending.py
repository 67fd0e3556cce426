from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, structs

from clara.application.card_transactions.ports import CardTransactions
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.card_transactions.query import CardTransactionQuery
from clara.domain.card_transactions.summary import ranked
from clara.domain.card_transactions.totals import Summary, SummaryKey
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope


class SummarizeSpendingCommand(CardTransactionQuery, frozen=True, kw_only=True):
    group_by: Annotated[
        SummaryKey,
        Meta(
            description="category, merchant, cardholder, card, month, day or currency.",
            examples=["category"],
        ),
    ]
    limit: Annotated[
        int,
        Meta(
            ge=1,
            le=1000,
            description="Groups to name; the rest are summed as `others`.",
            examples=[50],
        ),
    ] = 50


@dataclass(frozen=True, slots=True)
class SummarizeSpending(UseCase[SummarizeSpendingCommand, Summary]):
    """Sum spending exactly by category, merchant, cardholder, card, month, day or currency, per
    currency, largest first (days and months in order of time). Use it instead of adding rows up.

    Takes the same filters as the list of card transactions. Groups and `others` add up to `totals`;
    `coverage` says what was counted and what was not, and why.

    Errors: those of the filters, as for the list.
    """

    name = "card.summary"
    tool = "summarize_spending"
    title = "Summarize spending"
    action = "card_transactions.summarized"
    effect = Effect.READ
    is_report = True
    scope = Scope.TRANSACTIONS_READ
    command = SummarizeSpendingCommand
    result = Summary

    transactions: CardTransactions
    clock: Clock

    async def __call__(self, actor: Actor, command: SummarizeSpendingCommand) -> Summary:
        today = actor.company.today(self.clock.now())
        filter = command.filter(actor.company, today)
        found = await self.transactions.grouped(actor, filter, command.group_by)
        currency = filter.currency or actor.company.currency
        groups, others = ranked(found.groups, command.group_by, currency, command.limit)
        return Summary(
            group_by=command.group_by,
            groups=groups,
            others=others,
            totals=found.totals,
            coverage=structs.replace(found.coverage, complete=others is None),
        )
