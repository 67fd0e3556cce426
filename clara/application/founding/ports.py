"""What setting up companies, people and credentials needs, for operators and the demo."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.accounts.user import User
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card
from clara.domain.companies.company import Cardholder, Company, Membership, Role
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind


class NewCredential(Struct, frozen=True, kw_only=True):
    """A token about to be issued. `company_id` binds it to one company; None reaches all of the
    user's."""

    id: str
    kind: CredentialKind
    user_id: str | None
    company_id: str | None
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None = None


class Founding(Protocol):
    """Within the operation's transaction."""

    @abstractmethod
    async def add_company(self, company: Company) -> None: ...

    @abstractmethod
    async def add_user(self, user: User, password_hash: str) -> None:
        """Raises `user_exists` when the e-mail is taken."""

    @abstractmethod
    async def add_membership(self, membership: Membership) -> None: ...

    @abstractmethod
    async def add_cardholders(self, company_id: str, people: Sequence[Cardholder]) -> None: ...

    @abstractmethod
    async def add_cards(self, cards: Sequence[Card]) -> None:
        """Cards with their locks; their holders must be there."""

    @abstractmethod
    async def add_card_transactions(self, company_id: str, rows: Sequence[NewRow]) -> int:
        """Rows that are seen at once; how many were new."""

    @abstractmethod
    async def add_credential(self, credential: NewCredential, token: str) -> None:
        """Keeps the token's digest and last four characters, never the token."""

    @abstractmethod
    async def membership(self, user_email: str, company_id: str) -> tuple[User, Role] | None:
        """The user of this address and their role in the company."""

    @abstractmethod
    async def company_id(self, tax_id: str) -> str | None:
        """The company registered under a tax id."""
