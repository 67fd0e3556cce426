"""Claude Code, set up as docs/clients/claude-code.md says."""

import os
import subprocess
from pathlib import Path

import assistant
from messages_api import MessagesApi
from scripted_model import ScriptedModel

PACKAGE = "@anthropic-ai/claude-code"
PROJECT = assistant.WORK / ".mcp.json"


def main() -> None:
    _finish_installing()
    model = ScriptedModel(MessagesApi())
    with model.serving() as address:
        known = assistant.environment(
            ANTHROPIC_BASE_URL=address,
            ANTHROPIC_API_KEY="scripted",
            CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1",
            DISABLE_AUTOUPDATER="1",
            # It would ask before a Clara that it starts itself has started, or wait five seconds at most.
            MCP_CONNECTION_NONBLOCKING="false",
            MCP_CONNECT_TIMEOUT_MS="60000",
        )
        assistant.paste("claude-code.md", {"json": PROJECT}, known)
        shown = assistant.output(["claude", "-p", assistant.PROMPT, *_options(known)], known)
    assistant.report(PACKAGE, model, shown)


def _options(known: dict[str, str]) -> list[str]:
    """No tools but Clara's, and leave to lock. A server of a project has to be approved by a person;
    naming its file does without. All others must be connected before anything is asked."""
    options = ["--tools", "", "--allowedTools", "mcp__clara__lock_card"]
    if assistant.MODE == "project":
        return [*options, "--mcp-config", str(PROJECT)]
    assert "Connected" in assistant.output(["claude", "mcp", "list"], known)
    return options


def _finish_installing() -> None:
    """The package's own last step, which is left out of every client's installation: it puts the
    program for this machine in its place."""
    folder = Path("node_modules", PACKAGE)
    subprocess.run([os.environ["NODE"], "install.cjs"], cwd=folder, check=True)


if __name__ == "__main__":
    main()
