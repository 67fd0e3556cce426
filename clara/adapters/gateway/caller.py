"""Whom a request is counted for: its credential, or where it comes from.

By credential only when the door would read a well-formed token there. What anybody can make up,
or everybody has (the public key), would otherwise be a fresh allowance for each request.
"""

from typing import NamedTuple

from clara.adapters.gateway.dispatcher import Scope, is_for_mcp
from clara.adapters.limits.pseudonyms import Pseudonyms
from clara.domain.credentials.token import CredentialKind, token_kind

_METERED = frozenset({CredentialKind.API_KEY, CredentialKind.MCP_TOKEN})


class Counted(NamedTuple):
    """`who` is a pseudonym; `is_metered` when it is a key of a program, which has a quota;
    `is_token` when it is a token and not a source."""

    who: str
    is_metered: bool
    is_token: bool


def counted(scope: Scope, pseudonyms: Pseudonyms) -> Counted:
    token = _token(scope)
    kind = token_kind(token) if token else None
    if token and kind is not None and kind is not CredentialKind.PUBLIC_KEY:
        return Counted(pseudonyms.of("token", token), kind in _METERED, is_token=True)
    return Counted(source_of(scope, pseudonyms), is_metered=False, is_token=False)


def source_of(scope: Scope, pseudonyms: Pseudonyms) -> str:
    """A pseudonym of the address a request comes from."""
    client = scope.get("client")
    return pseudonyms.of("source", client[0] if client else "")


def _token(scope: Scope) -> str | None:
    """As the doors read it: REST from `Authorization: Bearer`, MCP from `clara-mcp-token` first.
    None when the header came twice: who reads the other one would see another caller."""
    bearers, own = [], []
    for name, value in scope["headers"]:
        if name == b"authorization":
            bearers.append(value)
        elif name == b"clara-mcp-token":
            own.append(value)
    if own and is_for_mcp(scope):
        return _text(own[0]) if len(own) == 1 else None
    if len(bearers) != 1:
        return None
    scheme, _, token = _text(bearers[0]).partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _text(value: bytes) -> str:
    return value.decode("latin-1").strip()
