"""What a client asks for, and the code by which it gets it (RFC 6749, 4.1; OAuth 2.1 draft)."""

import base64
import hashlib
import hmac
import re
from datetime import timedelta

from msgspec import Struct

from clara.domain.credentials.scope import ALL_SCOPES, Scope
from clara.domain.oauth.errors import invalid_grant, invalid_request, invalid_target

CODE_LIVES = timedelta(seconds=60)
ACCESS_LIVES = timedelta(hours=1)
REFRESH_LIVES = timedelta(days=30)
"""From each use; unused for so long, the client has to ask the person again."""

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class AuthorizationRequest(Struct, frozen=True, kw_only=True, array_like=True):
    """A request that was found to be in order; `challenge` is PKCE's (RFC 7636, S256)."""

    client_id: str
    redirect_uri: str
    state: str | None
    scopes: tuple[Scope, ...]
    challenge: str


def known_scopes(asked: str | None) -> tuple[Scope, ...]:
    """Those of ours among what was asked; without any, all of them: clients ask for `openid` and
    the like by habit, and people decide on the consent page."""
    names = set((asked or "").split())
    found = [scope for scope in Scope if scope.value in names]
    return tuple(sorted(found or ALL_SCOPES))


def require_challenge(challenge: str | None, method: str | None) -> str:
    """Raises `invalid_request`: without PKCE a stolen code would be as good as the person."""
    if method != "S256" or challenge is None or not _CHALLENGE.fullmatch(challenge):
        raise invalid_request("PKCE is needed: code_challenge with code_challenge_method=S256.")
    return challenge


def require_verifier(verifier: str, challenge: str) -> None:
    """Raises `invalid_grant`."""
    digest = hashlib.sha256(verifier.encode()).digest()
    found = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(found, challenge):
        raise invalid_grant("The code_verifier does not fit the code_challenge.")


def require_resource(resource: str | None, ours: str) -> None:
    """A token is for this server only (RFC 8707). Raises `invalid_target`."""
    if resource is not None and resource.rstrip("/") not in (ours, ours.removesuffix("/mcp")):
        raise invalid_target(f"Tokens of this server are for {ours}.")
