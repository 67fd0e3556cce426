"""Every operation of the product, by feature. One line here makes a use case known to the
container, the parity tests and the doors."""

from typing import Any

from clara.application.activity.verify_activity import VerifyActivity
from clara.application.activity.view_activity import ViewActivity
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.card_transactions.view_import import ViewImport
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.founding.create_token import CreateToken
from clara.application.founding.list_companies import ListCompanies
from clara.application.founding.load_demo import LoadDemo
from clara.application.system.check_health import CheckHealth
from clara.application.system.check_invariants import CheckInvariants
from clara.application.system.check_readiness import CheckReadiness
from clara.application.system.show_version import ShowVersion
from clara.application.use_case import UseCase

CATALOG: tuple[type[UseCase[Any, Any]], ...] = (
    # Cards
    ListCards,
    ViewCard,
    LockCard,
    UnlockCard,
    # Card transactions
    ListCardTransactions,
    ViewCardTransaction,
    SummarizeSpending,
    ExportCardTransactions,
    ImportCardTransactions,
    ViewImport,
    # Activity
    ViewActivity,
    VerifyActivity,
    # Setting up
    ListCompanies,
    LoadDemo,
    CreateToken,
    # The service itself
    CheckHealth,
    CheckReadiness,
    CheckInvariants,
    ShowVersion,
)
