"""Calls of assistants, as raw requests."""

import json
from typing import Any

from benchmarks import load
from benchmarks.company import API_KEY, USER_ID

ERAS = ("2025-11-25", "2026-07-28")


def tool_call(era: str, tool: str, arguments: dict[str, Any]) -> str:
    """One `tools/call`, whole."""
    return load.post("/mcp", tool_headers(era, tool), tool_body(era, tool, arguments))


def tool_headers(era: str, tool: str) -> dict[str, str]:
    headers = {
        "Authorization": f"Bearer {API_KEY}",
        "User-Id": USER_ID,
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": era,
    }
    if era >= "2026-07-28":
        headers |= {"Mcp-Method": "tools/call", "Mcp-Name": tool}
    return headers


def tool_body(era: str, tool: str, arguments: dict[str, Any]) -> str:
    params: dict[str, Any] = {"name": tool, "arguments": arguments}
    if era >= "2026-07-28":
        params["_meta"] = {
            "io.modelcontextprotocol/protocolVersion": era,
            "io.modelcontextprotocol/clientInfo": {"name": "benchmarks", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        }
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
