"""What answering questions needs from the outside."""

from abc import abstractmethod
from datetime import date
from typing import Protocol

from msgspec import Struct

from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal
from clara.domain.credentials.actor import Actor, Seat


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
    """What an analyst made of a question, and in which language it was asked."""

    engine: str
    language: Language
    outcome: QueryPlan | Refusal


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
        """At most 20,000 merchants, those with the most card transactions first."""
