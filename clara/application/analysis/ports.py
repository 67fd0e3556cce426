"""What answering questions needs from the outside."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from clara.domain.accounts.language import Language
from clara.domain.analysis.answer import Answer
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.figure import Evidence
from clara.domain.analysis.notice import NoticeCode
from clara.domain.analysis.plan import Dimension, QueryPlan
from clara.domain.analysis.refusal import Refusal
from clara.domain.analysis.sheet import Sheet
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.counting import Counting
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.cards.card import Card
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.period import Period


class Names(Struct, frozen=True, kw_only=True):
    """What the company calls things: exact names, as plans carry them. `cards` are id, last four
    digits and alias."""

    merchants: tuple[str, ...]
    cardholders: tuple[str, ...]
    cards: tuple[tuple[str, str, str | None], ...]
    currencies: tuple[str, ...]


class Question(Struct, frozen=True, kw_only=True):
    """A question and where it is asked from. `today` is the company's day; `language` what the
    caller prefers, where the question does not tell. `has_attachments` when files came with it."""

    text: str
    seat: Seat
    today: date
    names: Names
    language: Language | None = None
    has_attachments: bool = False


class Planned(Struct, frozen=True, kw_only=True):
    """What an analyst made of a question, and in which language it was asked. `notices` say who was
    to have a part in it and has none."""

    engine: str
    language: Language
    outcome: QueryPlan | Refusal
    notices: tuple[NoticeCode, ...] = ()


class Analyst(Protocol):
    """Understands questions. It never sees a card transaction and never computes a figure."""

    @abstractmethod
    async def plan(self, question: Question) -> Planned:
        """A plan, or a refusal that says why and what can be asked instead."""

    @abstractmethod
    async def narrate(self, planned: Planned, sentence: str) -> str:
        """`sentence`, which holds `{F1}` slots for figures, or a better one with the same slots.
        Digits outside of slots are refused by whoever asked."""


class Vocabulary(Protocol):
    """The names of the actor's company, as far as the actor sees them."""

    @abstractmethod
    async def names(self, actor: Actor) -> Names:
        """At most 20,000 merchants; of more, those with the most card transactions."""


BATCH = 10_000
"""Charges that are read at once."""


class Place(NamedTuple):
    """A group, by its number (0 without a dimension), in one currency or, with None, in all."""

    number: int
    currency: str | None
    rows: int


class First(NamedTuple):
    """Groups that lead: the first `most` by what their rows that count in one of `countings` come to, in
    each currency, or with `by_rows` by how many those are; with `ascending` from the smallest on.
    There may be more, where some are alike."""

    most: int
    countings: frozenset[Counting]
    by_rows: bool = False
    ascending: bool = False


class OpenBooks(Protocol):
    """A company's books at one moment, as far as the actor sees them."""

    @abstractmethod
    async def sums(self, filter: CardTransactionFilter, by: Dimension | None = None) -> Sheet:
        """Exact sums, added up in the store. Weeks and days are clipped to the period; a group of
        time is called `2026-10-05`, `2026-W41` or `2026-10`."""

    @abstractmethod
    async def leaders(self, filter: CardTransactionFilter, by: Dimension, first: First) -> Sheet:
        """As `sums`, with the groups that lead, and the one that stands for nobody in particular, by
        name; all others together are the group `OTHERS`. `by` is neither a time nor the currency."""

    @abstractmethod
    async def distinct(
        self, filter: CardTransactionFilter, by: Dimension, countings: frozenset[Counting]
    ) -> tuple[int, Sheet]:
        """How many groups have rows that count in one of `countings`, nobody in particular apart; and
        the sums of everything. `by` is neither a time nor the currency."""

    @abstractmethod
    async def evidence(
        self,
        filter: CardTransactionFilter,
        places: Sequence[Place],
        by: Dimension | None = None,
        *,
        digests_up_to: int,
    ) -> tuple[Evidence, ...]:
        """The rows of `filter` in each place. Those of more than `digests_up_to` rows have no
        digest. `by` is no dimension of time."""

    @abstractmethod
    async def digest(self, filter: CardTransactionFilter) -> str:
        """The digest of all rows of `filter`, however many."""

    @abstractmethod
    async def rows(
        self, filter: CardTransactionFilter, sort: Sort, limit: int
    ) -> tuple[CardTransaction, ...]:
        """The first `limit` rows, at most 200."""

    @abstractmethod
    async def whole(
        self, filter: CardTransactionFilter, limit: int, amounts: Collection[int] | None = None
    ) -> tuple[CardTransaction, ...]:
        """The first `limit` rows, oldest first, however many; with `amounts` only those that were
        billed, or charged by the merchant, at one of these minor units in whatever currency."""

    @abstractmethod
    def charges(
        self, filter: CardTransactionFilter, batch: int = BATCH
    ) -> AsyncIterator[Sequence[Charge]]:
        """Everything `filter` matches, oldest first, in batches of so many; the last is shorter."""

    @abstractmethod
    async def named(self, charges: Sequence[Charge]) -> tuple[CardTransaction, ...]:
        """The whole rows of at most 50 charges, in that order."""

    @abstractmethod
    async def cards(self) -> tuple[Card, ...]:
        """All cards, by their numbers."""


class Books(Protocol):
    @abstractmethod
    def opened(self, actor: Actor) -> AbstractAsyncContextManager[OpenBooks]:
        """The actor's company's books as they are now, and stay until they are closed."""


class Formats(Protocol):
    """How a language writes what is measured."""

    @abstractmethod
    def money(self, minor: int, currency: str, language: Language) -> str:
        """With the currency's code: `MXN 1,234.50`."""

    @abstractmethod
    def count(self, number: int, language: Language) -> str: ...

    @abstractmethod
    def share(self, per_mille: int, language: Language) -> str:
        """In per cent, to a tenth."""

    @abstractmethod
    def day(self, day: date, language: Language) -> str: ...

    @abstractmethod
    def period(self, period: Period, language: Language) -> str:
        """From its first to its last day."""


class AnswerForm(Protocol):
    """How an answer is written down for whoever asked, through whichever door."""

    @abstractmethod
    def written(self, answer: Answer, actor: Actor, task_id: str) -> dict[str, Any]:
        """As a JSON object, with the addresses under which its figures and its chart are found:
        `actor` asked, sitting in the company, and `task_id` keeps it."""


class Pictures(Protocol):
    """Turns a chart's specification into pictures, without a network."""

    @abstractmethod
    async def svg(self, vega_lite: dict[str, Any]) -> bytes:
        """Raises `chart_not_drawn` where it takes too long or fails."""

    @abstractmethod
    async def png(self, vega_lite: dict[str, Any]) -> bytes:
        """Twice the size in pixels. Raises `chart_not_drawn` where it takes too long or fails."""
