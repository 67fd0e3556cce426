"""What deciding about charges needs from the store."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from clara.domain.authorizations.authorization import Authorization, AuthorizationFact
from clara.domain.authorizations.listing import AuthorizationWalk
from clara.domain.authorizations.step import Step
from clara.domain.cards.card import Card
from clara.domain.companies.company_clock import CompanyClock
from clara.domain.credentials.actor import Actor
from clara.domain.period import Period


class CompanyTerms(NamedTuple):
    """What of a company a decision rests on; it stays so until the operation ends."""

    is_suspended: bool
    time_zone: str
    clock: CompanyClock


class FoundAuthorizations(NamedTuple):
    rows: tuple[Authorization, ...]
    has_more: bool


class Authorizations(Protocol):
    """Charges on the cards that the actor may see; others do not exist for them.

    Who decides asks for the `terms` first, then for the card (`Cards.find` within a writing operation
    holds it until the end), then for what is `spent`: always in that order, so that nobody waits
    in a circle.
    """

    @abstractmethod
    async def terms(self, actor: Actor, merchant: str | None = None) -> CompanyTerms:
        """Keep the company as it is until the operation ends; no import becomes visible meanwhile.
        `merchant` is the normalised name that a new row will need."""

    @abstractmethod
    async def spent_minor(self, actor: Actor, card: Card, period: Period) -> int:
        """What counts against the card's limit in `period`, from its counter, which is made when there
        is none. The card is held."""

    @abstractmethod
    async def begin(self, actor: Actor, card: Card, step: Step) -> None:
        """Keep a new authorization, its first fact and its card transaction, and count it."""

    @abstractmethod
    async def save(self, actor: Actor, card: Card, step: Step) -> None:
        """Keep what a later fact changed. Raises `conflict` when another fact came in between."""

    @abstractmethod
    async def find(self, actor: Actor, authorization_id: str) -> Authorization | None: ...

    @abstractmethod
    async def facts(self, actor: Actor, authorization_id: str) -> Sequence[AuthorizationFact]:
        """All of one that was found, oldest first."""

    @abstractmethod
    async def run_out(
        self, actor: Actor, now: datetime, limit: int, card: Card | None = None
    ) -> tuple[Authorization, ...]:
        """Up to `limit` whose money was held until `now` or before, oldest first; of `card` only."""

    @abstractmethod
    async def page(self, actor: Actor, walk: AuthorizationWalk, limit: int) -> FoundAuthorizations:
        """Up to `limit`, newest first, from behind the last one sent."""
