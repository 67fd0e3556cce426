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


class FoundCompany(Struct, frozen=True, kw_only=True):
    """What operators tell companies apart by."""

    id: str
    name: str
    tax_id: str


class Passwords(Protocol):
    @abstractmethod
    def new(self) -> str:
        """A password nobody can guess."""

    @abstractmethod
    async def hash(self, password: str) -> str:
        """What is kept of a password: a salted argon2id hash in PHC format."""


class Tokens(Protocol):
    @abstractmethod
    def new(self, kind: CredentialKind) -> str:
        """A token nobody has had before."""


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

    @abstractmethod
    async def companies(self) -> tuple[FoundCompany, ...]:
        """Every company of this installation, oldest first."""

    @abstractmethod
    async def replace_password(self, user_id: str, password_hash: str, now: datetime) -> None: ...

    @abstractmethod
    async def revoke_credentials(self, user_id: str, now: datetime) -> None:
        """Every token of the user stops working."""
