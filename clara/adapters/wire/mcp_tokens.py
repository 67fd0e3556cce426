"""MCP tokens on the wire: everything but the token, which is shown once."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.wire.described import Instant, described
from clara.application.mcp_tokens.create_mcp_token import CreatedMcpToken
from clara.application.mcp_tokens.list_mcp_tokens import McpTokenList
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.guard import Guard
from clara.domain.credentials.scope import Scope

_SHOWN_NOW = "Keep the token now: it is not shown again."
_SHOWN_BEFORE = "The token was shown once, in the first answer to this request."


class TokenOwnerView(Struct, frozen=True, kw_only=True):
    """In whose name a token acts."""

    user_id: Annotated[str | None, described("The user.", "user_0123456789abcdef0123456789abcdef")]
    name: Annotated[str | None, described("Their name.", "Ana Torres")]


class McpTokenView(Struct, frozen=True, kw_only=True):
    """An MCP token that works."""

    id: Annotated[str, described("The MCP token.", "token_0123456789abcdef0123456789abcdef")]
    name: Annotated[str, described("What it is for.", "Claude on my laptop")]
    prefix: Annotated[str, described("How every MCP token begins.", "clara_mcp_")]
    last_four: Annotated[str, described("How this one ends.", "x7Qa")]
    scopes: Annotated[
        tuple[Scope, ...], described("What it may be used for.", ["cards:read", "cards:write"])
    ]
    guard: Annotated[Guard, described("Its guard rails, set when it was made.")]
    owner: TokenOwnerView
    created_at: Instant
    expires_at: Annotated[datetime | None, described("When it ends; null for never.")]
    last_used_at: Annotated[
        datetime | None, described("When it was last used, to the minute; null for never.")
    ]
    last_client: Annotated[
        str | None, described("What the program that used it last calls itself.", "claude-code/2.1")
    ]

    @classmethod
    def of(cls, credential: Credential) -> "McpTokenView":
        return cls(**_fields(credential))


class CreatedMcpTokenView(McpTokenView, frozen=True, kw_only=True):
    """A new MCP token."""

    token: Annotated[
        str | None,
        described(
            "The token itself, in the first answer only; null when the request is repeated.",
            "clara_mcp_0123456789abcdefghijABCDEFGHIJ012345",
        ),
    ]
    note: Annotated[str, described("What to do with it.", _SHOWN_NOW)]

    @classmethod
    def of(cls, created: CreatedMcpToken) -> "CreatedMcpTokenView":  # type: ignore[override]
        note = _SHOWN_NOW if created.token else _SHOWN_BEFORE
        return cls(**_fields(created.credential), token=created.token, note=note)


def _fields(credential: Credential) -> dict[str, Any]:
    names = set(McpTokenView.__struct_fields__) - {"prefix", "owner"}
    return {
        **{name: getattr(credential, name) for name in names},
        "prefix": f"clara_{credential.kind.value}_",
        "owner": TokenOwnerView(user_id=credential.user_id, name=credential.user_name),
    }


class McpTokenListView(Struct, frozen=True, kw_only=True):
    """MCP tokens of a company, as far as the caller oversees them."""

    items: Annotated[tuple[McpTokenView, ...], described("Those that work, newest first.")]

    @classmethod
    def of(cls, found: McpTokenList) -> "McpTokenListView":
        return cls(items=tuple(map(McpTokenView.of, found.tokens)))
