"""What a language model may say of a question: which words mean what, and what is asked.

Nothing in it is a figure, a day or an amount: those are read from the words by our own grammars.
"""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from clara.adapters.analyst.llm.failures import Unusable
from clara.domain.analysis.plan import CardQuestion, Dimension, Measure, PolicyQuestion
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from clara.domain.card_transactions.category import Category

MAX_CHARACTERS = 8_000

Words = Annotated[str, Meta(min_length=1, max_length=200)]
"""Words of the question, as they stand there."""


class SketchedIntent(StrEnum):
    """What a model may plan: everything but what is answered from files."""

    TOTAL = "total"
    TOP = "top"
    LIST = "list"
    LARGEST = "largest"
    COMPARE = "compare"
    TREND = "trend"
    AVERAGE = "average"
    COUNT = "count"
    SHARE = "share"
    DUPLICATES = "duplicates"
    RECURRING = "recurring"
    UNUSUAL = "unusual"
    CARDS = "cards"
    POLICY = "policy"


class Cannot(StrEnum):
    """Why there is no plan, as far as a model may say so."""

    UNKNOWN_WORDS = RefusalReason.UNKNOWN_WORDS.value
    NOT_HELD = RefusalReason.NOT_HELD.value
    FORECAST = RefusalReason.FORECAST.value
    ACTION = RefusalReason.ACTION.value
    ADVICE = RefusalReason.ADVICE.value
    WHY = RefusalReason.WHY.value
    NEGATION = RefusalReason.NEGATION.value
    TWO_PERIODS = RefusalReason.TWO_PERIODS.value
    TWO_GROUPINGS = RefusalReason.TWO_GROUPINGS.value
    NO_QUESTION = RefusalReason.NO_QUESTION.value
    HOW_TO = RefusalReason.HOW_TO.value


class _Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: Words


class SaidName(_Said, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: Literal["merchant", "cardholder", "card"]
    name: Words


class SaidCategory(_Said, frozen=True, kw_only=True, forbid_unknown_fields=True):
    category: Category


class SaidStatus(_Said, frozen=True, kw_only=True, forbid_unknown_fields=True):
    status: CardTransactionStatus


class SaidAmount(_Said, frozen=True, kw_only=True, forbid_unknown_fields=True):
    bound: Literal["above", "below", "minimum", "maximum"]


class SaidPeriod(_Said, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rule: Words


class Sketch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan as a model words it. `asking` are words that say what is asked, or nothing at all."""

    cannot: Cannot | None = None
    intent: SketchedIntent | None = None
    measure: Measure = Measure.SPEND
    dimension: Dimension | None = None
    smallest_first: bool = False
    cards: CardQuestion | None = None
    policy: PolicyQuestion | None = None
    names: Annotated[tuple[SaidName, ...], Meta(max_length=20)] = ()
    categories: Annotated[tuple[SaidCategory, ...], Meta(max_length=10)] = ()
    statuses: Annotated[tuple[SaidStatus, ...], Meta(max_length=4)] = ()
    amounts: Annotated[tuple[SaidAmount, ...], Meta(max_length=2)] = ()
    periods: Annotated[tuple[SaidPeriod, ...], Meta(max_length=2)] = ()
    asking: Annotated[tuple[Words, ...], Meta(max_length=60)] = ()

    @property
    def pieces(self) -> tuple[_Said, ...]:
        """The words that narrow what is counted."""
        return (*self.names, *self.categories, *self.statuses, *self.amounts, *self.periods)


def sketched(text: str) -> Sketch:
    """The sketch in what a model said: one JSON object, with or without talk around it.

    Raises `Unusable`.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unusable("That is too long. Answer with the JSON object alone.")
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0 or end < begin:
        raise Unusable("That holds no JSON object. Answer with the JSON object alone.")
    try:
        return msgspec.json.decode(text[begin : end + 1].encode(), type=Sketch)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Unusable(f"That is not the JSON object asked for: {error}") from None
