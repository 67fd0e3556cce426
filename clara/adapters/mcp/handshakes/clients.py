"""How assistants connect, as seen in 2026. They change: this is a table, to be kept up.

The order in which clients look for metadata is that of the MCP authorization specification
(2025-11-25, "Authorization Server Discovery") and, where they differ from it, of their sources:
openai/codex (rmcp-client) and google-gemini/gemini-cli (packages/core/src/mcp). Names, user agents
and versions are those that servers have reported of them. Every client is replayed in the stateless
era as well, whether or not it has been seen to use it yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MODERN = "2026-07-28"
"""The first version without a handshake."""

_JSON_FIRST = "application/json, text/event-stream"

NAMED = ""
"""The place that the 401 names."""
_RESOURCE = "/.well-known/oauth-protected-resource"
_SERVER = "/.well-known/oauth-authorization-server"
_OPENID = "/.well-known/openid-configuration"
_TOKEN_HEADER = "clara-mcp-token"  # noqa: S105 - its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One assistant. `versions` are the protocol versions it offers, oldest first. `resources` and
    `servers` are paths at which it looks for metadata, first to last; `{path}` is that of the
    address. `credential_header` is where people put a token when it is set up with headers; those
    without can only sign in. `discovery_headers` go with requests for metadata."""

    name: str
    info: tuple[str, str]
    user_agent: str
    versions: tuple[str, ...]
    redirect_uri: str
    accept: str = _JSON_FIRST
    knock: str = "POST"
    resources: tuple[str, ...] = (NAMED, _RESOURCE + "{path}", _RESOURCE)
    servers: tuple[str, ...] = (_SERVER, _OPENID)
    discovery_headers: Mapping[str, str] = field(default_factory=dict)
    credential_header: str | None = None
    repeats_version: bool = True


CLIENTS = (
    Client(
        name="Claude",
        info=("Anthropic/ClaudeAI", "1.0.0"),
        user_agent="Claude-User",
        versions=("2025-11-25", MODERN),
        accept="*/*",
        redirect_uri="https://claude.ai/api/mcp/auth_callback",
        discovery_headers={"mcp-protocol-version": "2025-11-25"},
        repeats_version=False,
    ),
    Client(
        name="ChatGPT",
        info=("openai-mcp", "1.0.0"),
        user_agent="openai-mcp/1.0.0",
        versions=("2025-11-25", MODERN),
        redirect_uri="https://chatgpt.com/connector_platform_oauth_redirect",
    ),
    Client(
        name="Claude Code",
        info=("claude-code", "2.1.280"),
        user_agent="claude-code/2.1.280 (cli)",
        versions=("2025-11-25", MODERN),
        resources=(NAMED,),
        redirect_uri="http://localhost:53682/callback",
        discovery_headers={"mcp-protocol-version": "2025-11-25"},
        credential_header=_TOKEN_HEADER,
    ),
    Client(
        name="Cursor",
        info=("cursor-vscode", "1.0.0"),
        user_agent="Cursor/1.0",
        versions=("2025-06-18", "2025-11-25", MODERN),
        resources=(NAMED,),
        redirect_uri="cursor://anysphere.cursor-mcp/oauth/callback",
        discovery_headers={"mcp-protocol-version": "2025-11-25"},
        credential_header=_TOKEN_HEADER,
    ),
    Client(
        name="Codex",
        info=("codex-mcp-client", "0.157.0"),
        user_agent="codex-mcp-client/0.157.0",
        versions=("2025-03-26", "2025-06-18", MODERN),
        accept="text/event-stream, application/json",
        servers=(_SERVER + "{path}", "{path}" + _SERVER, _SERVER),
        redirect_uri="http://127.0.0.1:53682/callback/AbCdEfGhIjKl",
        discovery_headers={"mcp-protocol-version": "2024-11-05"},
        credential_header="authorization",
    ),
    Client(
        name="Gemini",
        info=("gemini-cli-mcp-client", "0.0.1"),
        user_agent="node",
        versions=("2025-06-18", "2025-11-25", MODERN),
        knock="HEAD",
        redirect_uri="http://localhost:7777/oauth/callback",
        credential_header="authorization",
    ),
)
