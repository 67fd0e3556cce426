"""What to try on a server that has just started. Secrets are shown on a terminal only: what a
service manager keeps as a log gets the names of their places instead."""

import json
import sys
from pathlib import Path

from clara.adapters.cli import demo_file
from clara.settings import Settings

_TOKEN = "administrator.mcp_token"  # noqa: S105 - its name, not its value
_HEADER = "clara-mcp-token"


def next_steps(settings: Settings) -> str:
    url = settings.public_url
    held = demo_file.read() if settings.env != "production" else None
    serves = f"Clara serves {url}: REST under /api/v1, its documentation at /docs, MCP at /mcp."
    if held is None:
        return serves
    token = held["administrator"]["mcp_token"] if sys.stdout.isatty() else f"<{_TOKEN}>"
    return f"""
{serves}

The demo company's people, their passwords and tokens are in {demo_file.PATH}.

Its latest card transactions, in another terminal in this folder:
  curl -s -H "Authorization: Bearer $(.venv/bin/clara demo --show administrator.api_key)" \\
    '{url}/api/v1/companies/{held["company_id"]}/card_transactions?limit=3'

Claude Code:
  {claude_code(url)}

Cursor, in ~/.cursor/mcp.json:
{_indented(cursor(url, token))}

Claude Desktop, in claude_desktop_config.json (Settings → Developer → Edit Config):
{_indented(claude_desktop(url, token))}

Then ask: "freeze Luis Pérez's card", or "¿cuánto gastamos en software este trimestre?"
"""


def claude_code(url: str) -> str:
    return (
        f"claude mcp add --transport http clara {url}/mcp"
        f' --header "{_HEADER}: $(.venv/bin/clara demo --show {_TOKEN})"'
    )


def cursor(url: str, token: str) -> dict[str, object]:
    return {"mcpServers": {"clara": {"url": f"{url}/mcp", "headers": {_HEADER: token}}}}


def claude_desktop(url: str, token: str) -> dict[str, object]:
    """The application itself starts programs, and takes no headers: ours carries its messages."""
    bridge = {
        "command": str(Path(sys.executable).with_name("clara")),
        "args": ["mcp", "--url", f"{url}/mcp"],
        "env": {"CLARA_MCP_TOKEN": token},
    }
    return {"mcpServers": {"clara": bridge}}


def _indented(value: object) -> str:
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "\n".join(f"  {line}" for line in text.splitlines())
