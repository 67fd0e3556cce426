"""What the authorization server keeps."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.credentials.guard import Guard
from clara.domain.credentials.scope import Scope
from clara.domain.ids import CompanyId, UserId
from clara.domain.oauth.client import OAuthClient
from clara.domain.oauth.tokens import OAuthToken


class AuthorizationCode(Struct, frozen=True, kw_only=True):
    """What a person granted, until the client fetches it."""

    client_id: str
    client_name: str
    redirect_uri: str
    challenge: str
    user_id: UserId
    company_id: CompanyId
    scopes: tuple[Scope, ...]
    guard: Guard
    expires_at: datetime


class Grant(Struct, frozen=True, kw_only=True):
    """A live grant of a user's to a client, for one company."""

    id: str
    client_id: str
    redirect_uri: str
    company_id: CompanyId
    scopes: tuple[Scope, ...]
    guard: Guard


class ListedClient(Struct, frozen=True, kw_only=True):
    """A client and how many live grants it has."""

    client: OAuthClient
    grants: int


class OAuthClients(Protocol):
    """Changes within the operation's transaction."""

    @abstractmethod
    async def find(self, client_id: str) -> OAuthClient | None: ...

    @abstractmethod
    async def listed(
        self, now: datetime, limit: int, *, everybody: bool
    ) -> tuple[ListedClient, ...]:
        """The newest first: those that operators registered, or `everybody`."""

    @abstractmethod
    async def add(self, client: OAuthClient, secret: str | None) -> None:
        """Only the secret's digest is kept."""

    @abstractmethod
    async def keep(self, client: OAuthClient) -> None:
        """Add what a document says, or put it in the place of what it said before."""

    @abstractmethod
    async def end(self, client_id: str, now: datetime) -> frozenset[CompanyId] | None:
        """Forget a client and revoke all it was granted; the companies where a live grant ended by
        that. None when there is no such client."""

    @abstractmethod
    async def has_secret(self, client_id: str, secret: str) -> bool: ...


class ClientDocuments(Protocol):
    """What clients publish of themselves, at the address that is their identifier (OAuth Client ID
    Metadata Document). Both methods raise `invalid_client` where this is switched off."""

    @abstractmethod
    def kept(self, url: str) -> OAuthClient | None:
        """Of a document read lately, for as long as its answer allows."""

    @abstractmethod
    async def fetch(self, url: str) -> OAuthClient:
        """Read the document now. Raises `client_document_unavailable`, `invalid_client_document`,
        `invalid_redirect_uri`."""


class Grants(Protocol):
    """Of codes and tokens only digests are kept."""

    @abstractmethod
    async def add_code(self, code: AuthorizationCode, token: str) -> None:
        """Within the operation's transaction."""

    @abstractmethod
    async def spend_code(self, token: str, now: datetime) -> AuthorizationCode | None:
        """A code that was neither used nor expired; of two at once one gets it. For one that was
        used the grant it gave is revoked. In a transaction of its own: both outlive a refusal."""

    @abstractmethod
    async def bind(self, grant_id: str, token: str) -> None:
        """The code gave this grant. Within the operation's transaction. Raises `invalid_grant` when
        its client was ended meanwhile."""

    @abstractmethod
    async def add_token(
        self, grant_id: str, kind: OAuthToken, token: str, expires_at: datetime
    ) -> None:
        """Within the operation's transaction."""

    @abstractmethod
    async def spend_refresh_token(self, token: str, client_id: str, now: datetime) -> Grant | None:
        """The live grant of a refresh token that was not used before; of two at once one gets it.
        For one that was used the grant is revoked. In a transaction of its own."""

    @abstractmethod
    async def grant_of(self, token: str, client_id: str) -> str | None:
        """The grant of a client's access or refresh token."""

    @abstractmethod
    async def live_of(self, user_id: str, client_id: str, now: datetime) -> tuple[Grant, ...]:
        """What a user granted to a client and still holds, newest first."""
