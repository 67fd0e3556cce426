"""Who calls: the credential presented, looked up once per request."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from clara.application.call import Call
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
    """The caller of one request, handed on to the tools. `call` has its actor already; a tool adds
    what it knows."""

    call: Call
    actor: Actor
    spelling: Spelling
    user_agent: str | None

    def put_into(self, scope: dict[str, object]) -> None:
        """Hand the caller of an HTTP request on through its ASGI scope."""
        scope[_SCOPE_KEY] = self

    @classmethod
    def of(cls, scope: Mapping[str, object]) -> "Caller":
        """The caller that `put_into` left there."""
        caller = scope[_SCOPE_KEY]
        assert isinstance(caller, Caller), "only the bridge puts a caller into the scope"
        return caller


_CURRENT: ContextVar[Caller] = ContextVar("clara.caller")


@contextmanager
def acting(caller: Caller) -> Iterator[None]:
    """Within it, `caller` is the current one."""
    token = _CURRENT.set(caller)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current_caller() -> Caller:
    """The caller of the request being served, over whichever transport."""
    return _CURRENT.get()


def default_spelling(actor: Actor) -> Spelling:
    """By credential: some assistants drop a whole connector over one dot, and those use MCP
    tokens."""
    is_key = actor.kind is CredentialKind.API_KEY
    return Spelling.DOTTED if is_key else Spelling.UNDERSCORE


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
