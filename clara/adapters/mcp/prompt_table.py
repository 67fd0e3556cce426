"""Ready-made tasks that people start in their assistant, in the languages they are written in."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from clara.adapters.mcp import prompt_texts_en, prompt_texts_es, prompt_texts_pt
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.card_transactions.summarize_spending import SummarizeSpending
from clara.application.card_transactions.view_card_transaction import ViewCardTransaction
from clara.application.cards.lock_card import LockCard
from clara.application.use_case import UseCase
from clara.domain.accounts.language import Language

TOOLS_IN_TEXTS: dict[str, type[UseCase[Any, Any]]] = {
    "summary": SummarizeSpending,
    "rows": ListCardTransactions,
    "row": ViewCardTransaction,
    "lock": LockCard,
}
"""What texts call tools, whose names are spelled as the caller knows them."""

TEXTS: dict[Language, ModuleType] = {
    Language.EN: prompt_texts_en,
    Language.ES: prompt_texts_es,
    Language.PT: prompt_texts_pt,
}

ARGUMENTS: dict[str, str] = {
    "company": "Id or name of the company; only needed when you belong to several.",
    "month": "Calendar month, YYYY-MM; last month when left out.",
    "language": "en, es or pt; your own language when left out.",
}


@dataclass(frozen=True, slots=True)
class PromptEntry:
    """One prompt, listed to whoever may use `needs`; `text` is its name in the modules of texts."""

    name: str
    title: str
    description: str
    text: str
    needs: tuple[type[UseCase[Any, Any]], ...] = (SummarizeSpending, ListCardTransactions)


PROMPTS: tuple[PromptEntry, ...] = (
    PromptEntry(
        "month_review",
        "Review a month",
        "What a month's card spending comes to, by category, cardholder and merchant, against the"
        " month before.",
        "MONTH_REVIEW",
    ),
    PromptEntry(
        "suspicious_charges",
        "Look for suspicious charges",
        "Charges of a month that deserve a closer look: repeated, unusually large, new merchants,"
        " cash, declined.",
        "SUSPICIOUS_CHARGES",
    ),
    PromptEntry(
        "close_the_books",
        "Close the books of a month",
        "Exact figures to enter for a month, what is still open, and whether everything adds up.",
        "CLOSE_THE_BOOKS",
    ),
)
