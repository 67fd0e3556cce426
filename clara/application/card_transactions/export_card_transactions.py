from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from msgspec import Struct

from clara.application.card_transactions.ports import CardTransactions, Exported
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.card_transactions.query import CardTransactionQuery
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.period import Period


class ExportCardTransactionsCommand(CardTransactionQuery, frozen=True, kw_only=True):
    pass


class Export(Struct, frozen=True, kw_only=True):
    """`opened` gives totals and rows of one snapshot to whoever writes them out, and must be left
    for the connection to be given back."""

    company_name: str
    period: Period
    opened: AbstractAsyncContextManager[Exported]


@dataclass(frozen=True, slots=True)
class ExportCardTransactions(UseCase[ExportCardTransactionsCommand, Export]):
    """Export every card transaction the filters match, newest first, with a manifest of how many
    rows there are and what they add up to, all from one snapshot. Over REST many rows are exported by
    a task.

    Errors: those of the filters, as for the list.
    """

    name = "card.export"
    tool = "export_transactions"
    title = "Export card transactions"
    action = "card_transactions.exported"
    effect = Effect.READ
    is_report = True
    scope = Scope.TRANSACTIONS_READ
    command = ExportCardTransactionsCommand
    result = Export

    transactions: CardTransactions
    clock: Clock

    async def __call__(self, actor: Actor, command: ExportCardTransactionsCommand) -> Export:
        today = actor.company.today(self.clock.now())
        filter = command.filter(actor.company, today)
        return Export(
            company_name=actor.company.company_name,
            period=filter.period,
            opened=self.transactions.export(actor, filter),
        )
