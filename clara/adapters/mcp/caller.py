"""Who calls: the credential in the headers, looked up once per HTTP request."""

from collections.abc import Iterable
from enum import StrEnum

from fastmcp.server.dependencies import get_http_request
from msgspec import Struct

from clara.application.ports import Units
from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.token import CredentialKind, digest, token_kind
from clara.domain.errors import Unauthenticated

Headers = Iterable[tuple[bytes, bytes]]

MAX_CLIENT_LENGTH = 100

_SCOPE_KEY = "clara.caller"
_BEARER_KINDS = frozenset({CredentialKind.API_KEY, CredentialKind.MCP_TOKEN})
_TOKEN_KINDS = frozenset({CredentialKind.MCP_TOKEN})


class Spelling(StrEnum):
    """How tool names are listed; calls take both."""

    DOTTED = "dotted"
    UNDERSCORE = "underscore"


class Presented(Struct, frozen=True, kw_only=True):
    """A credential as it came in, not yet believed."""

    token: str
    accepts: frozenset[CredentialKind]
    user_id: str | None

    def __repr__(self) -> str:
        return "Presented(…)"


class Caller(Struct, frozen=True, kw_only=True):
    """The caller of one HTTP request, handed on to the tools in the ASGI scope."""

    presented: Presented
    actor: Actor
    spelling: Spelling
    request_id: str
    user_agent: str | None

    def put_into(self, scope: dict[str, object]) -> None:
        scope[_SCOPE_KEY] = self


def current_caller() -> Caller:
    """The caller of the HTTP request being served."""
    caller = get_http_request().scope[_SCOPE_KEY]
    assert isinstance(caller, Caller), "only the bridge puts a caller into the scope"
    return caller


def _header(headers: Headers, name: bytes) -> str | None:
    """A header's value without the blanks around it; None when it is missing or blank.

    Raises `Unauthenticated` when it came twice with different values: two readers could disagree.
    """
    values = {value.decode("latin-1").strip() for key, value in headers if key == name}
    values.discard("")
    if len(values) > 1:
        raise Unauthenticated("unauthenticated")
    return values.pop() if values else None


def presented(headers: Headers) -> Presented:
    """The credential: `clara-mcp-token`, else `Authorization: Bearer` with an API key or an MCP
    token; `User-Id` is a cross-check only. Raises `Unauthenticated` when there is none."""
    user_id = _header(headers, b"user-id")
    token = _header(headers, b"clara-mcp-token")
    if token is not None:
        return Presented(token=token, accepts=_TOKEN_KINDS, user_id=user_id)
    scheme, _, token = (_header(headers, b"authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("unauthenticated")
    return Presented(token=token.strip(), accepts=_BEARER_KINDS, user_id=user_id)


async def identified(units: Units, credential: Presented) -> Actor:
    """The live actor behind `credential`, with the same checks as the Runner makes for every
    operation. Raises `Unauthenticated`."""
    if token_kind(credential.token) not in credential.accepts:
        raise Unauthenticated("unauthenticated")
    async with units.open() as unit:
        actor = await unit.callers.find(digest(credential.token), Door.MCP)
    if actor is None or credential.user_id not in (None, actor.user_id):
        raise Unauthenticated("unauthenticated")
    if not actor.is_active:
        raise Unauthenticated(
            "account_inactive", "Please activate your account to access the requested resource."
        )
    return actor
