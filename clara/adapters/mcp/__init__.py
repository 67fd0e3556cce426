"""The MCP door: Streamable HTTP at `/mcp`, stateless, JSON answers, both protocol eras.

A request passes through `bridge`: Host and Origin (`gate`), the credential (`caller`, looked up
afresh every time so that a revocation acts at once), the spelling of names. What fails there is
answered in HTTP: 421, 403, 401, 400. The caller then travels in the ASGI scope.

FastMCP speaks the protocol and asks `provider` for tools: it lists, in one spelling, those which
the caller's role and scopes allow, and finds a called one under both spellings.

`tool_table` says which use cases are tools. A `tool` takes its description, schemas (`schemas`)
and hints from the use case, hands the arguments to the Runner, which checks them, and encodes the
view of the result once: as JSON text, and as structured content. `rows`, `answers` and `fitting`
are the shapes that must be short. `resource_table` says which use cases are read as resources, found
by `resource_provider`, with `statement` the largest of them; `prompt_table` lists the prompts, whose
texts stand in one module per language. Errors become answers a model can act on (`failures`), inside the tool:
a FastMCP middleware would see them too late. `app` puts all of it together.
"""

import os

# Read when FastMCP is first imported: its log handler prints source lines of every traceback.
os.environ.setdefault("FASTMCP_LOG_ENABLED", "false")
