"""Who calls: the credential in the headers, looked up once per HTTP request."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fastmcp.server.dependencies import get_http_request

from clara.application.runner import Call
from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.token import CredentialKind
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


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller of one HTTP request, handed on to the tools in the ASGI scope. `call` has its
    actor already; a tool adds what it knows."""

    call: Call
    actor: Actor
    spelling: Spelling
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


def presented(headers: Headers, request_id: str) -> Call:
    """A call with the credential: `clara-mcp-token`, else `Authorization: Bearer` with an API key
    or an MCP token; `User-Id` is a cross-check only, `Company-Id` the company meant where a tool's
    arguments name none. Raises `Unauthenticated` when one of them is ambiguous; without any
    credential, the Runner refuses."""
    user_id = _header(headers, b"user-id")
    token, accepts = _header(headers, b"clara-mcp-token"), _TOKEN_KINDS
    if token is None:
        scheme, _, rest = (_header(headers, b"authorization") or "").partition(" ")
        token, accepts = rest.strip() if scheme.lower() == "bearer" else None, _BEARER_KINDS
    return Call(
        door=Door.MCP,
        request_id=request_id,
        token=token,
        accepts=accepts,
        user_id=user_id,
        company_id=_header(headers, b"company-id"),
    )
