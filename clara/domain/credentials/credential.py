"""Credentials as their owners see them: everything but the token."""

from datetime import datetime

from msgspec import Struct

from clara.domain.credentials.guard import UNGUARDED, Guard
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.ids import CompanyId, UserId


class NewCredential(Struct, frozen=True, kw_only=True):
    """A token about to be issued. `company_id` binds it to one company; None reaches all of the
    user's."""

    id: str
    kind: CredentialKind
    user_id: UserId | None
    company_id: CompanyId | None
    name: str
    scopes: frozenset[Scope]
    guard: Guard = UNGUARDED
    created_at: datetime
    expires_at: datetime | None = None


class Credential(Struct, frozen=True, kw_only=True):
    """A live credential. `last_used_at` may lag behind by a minute; `last_client` is what the
    program that used it called itself."""

    id: str
    kind: CredentialKind
    user_id: UserId | None
    user_name: str | None
    company_id: CompanyId | None
    name: str
    scopes: tuple[Scope, ...]
    guard: Guard
    last_four: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    last_client: str | None

    @property
    def label(self) -> str:
        """How its owner knows it: what it is called, and how its token begins and ends."""
        return f"{self.name} (clara_{self.kind.value}_…{self.last_four})"
