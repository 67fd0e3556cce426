"""Why a question has no answer here, and which ones near it have."""

from enum import StrEnum

from msgspec import Struct


class RefusalReason(StrEnum):
    UNKNOWN_WORDS = "unknown_words"
    NOT_HELD = "not_held"
    """Something that no card data says: salaries, stock, bank balances."""
    FORECAST = "forecast"
    ACTION = "action"
    ADVICE = "advice"
    WHY = "why"
    NEGATION = "negation"
    TWO_PERIODS = "two_periods"
    TWO_GROUPINGS = "two_groupings"
    NO_QUESTION = "no_question"
    HOW_TO = "how_to"
    NEEDS_ATTACHMENTS = "needs_attachments"
    """About files that did not come with the question."""
    UNREADABLE_ATTACHMENTS = "unreadable_attachments"
    """Files came, and nothing in them reads as a movement, an invoice or a receipt."""
    TOO_MANY_ROWS = "too_many_rows"
    """More card transactions, or rows of files, than are compared one by one."""


class Refusal(Struct, frozen=True, kw_only=True):
    """`words` are those of the question that stand in the way, `nearest` names of the company's that
    resemble them, `try_` two or three whole questions that have an answer. `tool` does what an
    ACTION asks for. `needs_clarification` when one more word would make it answerable."""

    reason: RefusalReason
    words: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    try_: tuple[str, ...] = ()
    tool: str | None = None
    needs_clarification: bool = False
