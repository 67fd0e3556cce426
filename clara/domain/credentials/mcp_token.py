"""Personal tokens for assistants: how many and for how long."""

from datetime import UTC, datetime, timedelta

from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import Conflict, Invalid, NotFound

MAX_NAME = 80

MAX_TOKENS = 50
"""Live ones of one user in one company."""

LONGEST = timedelta(days=5 * 365 + 2)
"""Five years, whatever leap days lie in them."""


def checked_expiry(expires_at: datetime | None, now: datetime) -> datetime | None:
    """`expires_at` in UTC; None never expires. Raises `invalid_expiry`."""
    if expires_at is None:
        return None
    if not now < expires_at <= now + LONGEST:
        raise Invalid(
            "invalid_expiry",
            "A token expires in the future, and within five years.",
            remedy="Choose another expires_at, or leave it out for a token that does not expire.",
        )
    return expires_at.astimezone(UTC)


def require_room(live: int) -> None:
    """Whether there may be one more. Raises `too_many_mcp_tokens`."""
    if live >= MAX_TOKENS:
        raise Conflict(
            "too_many_mcp_tokens",
            f"You have {MAX_TOKENS} MCP tokens of this company already.",
            remedy="Revoke one that is not used.",
        )


def oversees(actor: Actor, credential: Credential) -> bool:
    """Whether the credential is an MCP token of the actor's company that they see and may revoke:
    administrators everybody's, others their own."""
    is_here = (
        credential.kind is CredentialKind.MCP_TOKEN
        and credential.company_id == actor.company.company_id
    )
    is_theirs = actor.role is Role.ADMINISTRATOR or credential.user_id == actor.user_id
    return is_here and is_theirs


def not_found() -> NotFound:
    return NotFound("mcp_token_not_found", "MCP token with the given identifier does not exist.")
