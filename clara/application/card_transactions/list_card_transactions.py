from dataclasses import dataclass

from clara.application.card_transactions.ports import CardTransactions
from clara.application.ports import Clock, Cursors
from clara.application.use_case import Effect, UseCase
from clara.domain.card_transactions.totals import CardTransactionList
from clara.domain.card_transactions.walk import CardTransactionListQuery, CardTransactionWalk
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.visibility import viewpoint


class ListCardTransactionsCommand(CardTransactionListQuery, frozen=True, kw_only=True):
    pass


@dataclass(frozen=True, slots=True)
class ListCardTransactions(UseCase[ListCardTransactionsCommand, CardTransactionList]):
    """List card transactions (purchases, refunds, fees, payments), newest first, with exact totals
    per currency of everything the filters match, not only of this page.

    Follow `next_cursor` for more; it may be sent alone. No match is an empty list with zero totals.
    DECLINED, REVERSED and PAYMENT rows are listed but not summed: see `coverage`. These are
    movements on cards, not of prepaid Clara credits.

    Errors, first that holds: invalid_cursor, cursor_mismatch, invalid_period, invalid_currency,
    invalid_amount, unknown_category, unknown_status, unknown_type.
    """

    name = "card.transactions"
    tool = "list_transactions"
    title = "List card transactions"
    action = "card_transactions.listed"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    command = ListCardTransactionsCommand
    result = CardTransactionList

    transactions: CardTransactions
    cursors: Cursors
    clock: Clock

    async def __call__(
        self, actor: Actor, command: ListCardTransactionsCommand
    ) -> CardTransactionList:
        if command.cursor is None:
            today = actor.company.today(self.clock.now())
            walk = CardTransactionWalk.begin(command, actor, today)
        else:
            walk = self.cursors.open(command.cursor, CardTransactionWalk).resumed(
                command, viewpoint(actor)
            )
        page = await self.transactions.page(
            actor, walk, command.limit, with_totals=walk.after is None or command.with_totals
        )
        onward = walk.onward(page.rows[-1], page.totals, page.coverage) if page.has_more else None
        return CardTransactionList(
            items=page.rows,
            next_cursor=self.cursors.seal(onward) if onward else None,
            totals=page.totals,
            coverage=page.coverage,
            shows_totals=walk.after is None or command.with_totals,
        )
