"""Which operations are tools, and what each answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from clara.adapters.mcp.answers import (
    CardDetailAnswer,
    CardsAnswer,
    CardStateChangeAnswer,
    CardTransactionsAnswer,
)
from clara.adapters.mcp.beside import Beside, chart_beside, nothing_beside
from clara.adapters.mcp.credit_answers import (
    CheckoutAnswer,
    CreditTransactionsAnswer,
    PortalAnswer,
    RatesAnswer,
)
from clara.adapters.mcp.fitting import fitted_answer
from clara.adapters.mcp.simulated import SimulatedChargeAnswer
from clara.adapters.mcp.task_answers import TaskAnswer, TasksAnswer
from clara.adapters.wire.card_transactions import CardTransactionDetailView, SummaryView
from clara.adapters.wire.credits import CreditTransactionView
from clara.adapters.wire.users import UserView
from clara.application.accounts.view_user import ViewUser
from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.attachments.list_supported_attachments import ListSupportedAttachments
from clara.application.attachments.open_upload_link import OpenUploadLink
from clara.application.call import Done
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.credits.buy_credits import BuyCredits
from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.application.credits.open_portal import OpenPortal
from clara.application.credits.view_credit_transaction import ViewCreditTransaction
from clara.application.credits.view_rates import ViewRates
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.application.system.check_health import CheckHealth, Health
from clara.application.system.show_version import ShowVersion, Version
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.view_task import ViewTask
from clara.application.use_case import UseCase
from clara.domain.attachments.attachment import SupportedAttachments, UploadLink

MAX_ROWS = 100
"""Rows or groups in one answer, so that it stays below 20,000 tokens."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One tool. `present` makes `view` of a result; `beside` gives what is shown with it and is no
    JSON; `hidden` fields of the command are not arguments."""

    use_case: type[UseCase[Any, Any]]
    view: type[Struct]
    present: Callable[[Done[Any]], Struct]
    hidden: tuple[str, ...] = ()
    max_limit: int | None = None
    beside: Beside = nothing_beside


def _change(done: Done[Any]) -> CardStateChangeAnswer:
    return CardStateChangeAnswer.of(done.result, replayed=done.replayed)


TOOLS: tuple[Entry, ...] = (
    Entry(ViewUser, UserView, lambda done: UserView.of(done.result), hidden=("user_id",)),
    Entry(ListCards, CardsAnswer, lambda done: CardsAnswer.of(done.result), max_limit=MAX_ROWS),
    Entry(ViewCard, CardDetailAnswer, lambda done: CardDetailAnswer.of(done.result)),
    Entry(LockCard, CardStateChangeAnswer, _change),
    Entry(UnlockCard, CardStateChangeAnswer, _change),
    Entry(
        SimulateAuthorization,
        SimulatedChargeAnswer,
        SimulatedChargeAnswer.of,
        hidden=("billing_amount", "country", "is_cash", "is_online"),  # in REST
    ),
    Entry(
        ListCardTransactions,
        CardTransactionsAnswer,
        lambda done: CardTransactionsAnswer.of(done.result),
        hidden=("with_totals",),  # every page has them
        max_limit=MAX_ROWS,
    ),
    Entry(
        ViewCardTransaction,
        CardTransactionDetailView,
        lambda done: CardTransactionDetailView.of(done.result),
    ),
    Entry(
        SummarizeSpending,
        SummaryView,
        lambda done: fitted_answer(done.result),
        max_limit=MAX_ROWS,
    ),
    Entry(
        ListCreditTransactions,
        CreditTransactionsAnswer,
        lambda done: CreditTransactionsAnswer.of(done.result),
        hidden=("user_id",),
        max_limit=MAX_ROWS,
    ),
    Entry(
        ViewCreditTransaction,
        CreditTransactionView,
        lambda done: CreditTransactionView.of(done.result),
        hidden=("user_id",),
    ),
    Entry(ViewRates, RatesAnswer, lambda done: RatesAnswer.of(done.result)),
    Entry(OpenPortal, PortalAnswer, PortalAnswer.of),
    Entry(BuyCredits, CheckoutAnswer, CheckoutAnswer.of),
    Entry(
        ListTasks,
        TasksAnswer,
        lambda done: TasksAnswer.of(done.result),
        hidden=("user_id",),
        max_limit=MAX_ROWS,
    ),
    Entry(
        ViewTask,
        TaskAnswer,
        lambda done: TaskAnswer.of(done.result),
        hidden=("user_id",),
        max_limit=MAX_ROWS,
        beside=chart_beside,
    ),
    Entry(
        ListSupportedAttachments,
        SupportedAttachments,
        lambda done: done.result,
        hidden=("user_id",),
    ),
    Entry(
        RunAnalysis,
        TaskAnswer,
        lambda done: TaskAnswer.of(done.result),
        hidden=("user_id", "files"),
        beside=chart_beside,
    ),
    Entry(OpenUploadLink, UploadLink, lambda done: done.result, hidden=("user_id",)),
    Entry(CheckHealth, Health, lambda done: done.result),
    Entry(ShowVersion, Version, lambda done: done.result),
)
