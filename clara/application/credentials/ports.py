"""What issuing, finding and ending credentials needs."""

from abc import abstractmethod
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from clara.domain.credentials.credential import Credential, NewCredential
from clara.domain.credentials.token import CredentialKind


class Passwords(Protocol):
    @abstractmethod
    def new(self) -> str:
        """A password nobody can guess."""

    @abstractmethod
    async def hash(self, password: str) -> str:
        """What is kept of a password: a salted argon2id hash in PHC format."""

    @abstractmethod
    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether `password` was hashed to `hashed`. With None or "" it takes just as long and is
        never right, so that nobody learns from the time whether an account exists."""

    @abstractmethod
    def is_outdated(self, hashed: str) -> bool:
        """Whether today's parameters are others: hash again at the next sign-in."""


class Tokens(Protocol):
    @abstractmethod
    def new(self, kind: StrEnum) -> str:
        """A token nobody has had before: of a credential, or one of OAuth's."""


class Credentials(Protocol):
    """Within the operation's transaction. Only live credentials are found: neither revoked nor
    expired."""

    @abstractmethod
    async def add(self, credential: NewCredential, token: str) -> None:
        """Keeps the token's digest and last four characters, never the token."""

    @abstractmethod
    async def hold(self, user_id: str) -> None:
        """Until the transaction ends nobody else who holds the user goes on: for rules about how
        many of something they may have."""

    @abstractmethod
    async def find(self, credential_id: str, now: datetime) -> Credential | None: ...

    @abstractmethod
    async def of_user(
        self, user_id: str, kinds: frozenset[CredentialKind], now: datetime
    ) -> tuple[Credential, ...]:
        """A user's, newest first."""

    @abstractmethod
    async def of_company(
        self, company_id: str, kinds: frozenset[CredentialKind], now: datetime
    ) -> tuple[Credential, ...]:
        """Those bound to a company, newest first."""

    @abstractmethod
    async def revoke(self, credential_id: str, now: datetime) -> bool:
        """End one; False when it is not live."""

    @abstractmethod
    async def revoke_of_user(
        self,
        user_id: str,
        kinds: frozenset[CredentialKind],
        now: datetime,
        *,
        but: str | None = None,
        company_id: str | None = None,
    ) -> int:
        """End a user's credentials of these kinds, except `but`, those bound to one company if it
        is named; how many."""
