"""What Streamable HTTP wants said of a message outside of it.

Up to 2025-11-25 a connection is opened by `initialize`: later requests carry the version agreed on
and the session's id, if the server gave one. From 2026-07-28 on each request says its version in
itself, and its method, name and some arguments once more in headers, for those in between.
"""

import base64
import re
from typing import Any

import httpx

from clara.adapters.mcp.message import Message

VERSION_IN_META = "io.modelcontextprotocol/protocolVersion"
_NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_PLAIN = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_ENCODED = re.compile(r"=\?base64\?.*\?=")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")

Path = tuple[str, ...]


def modern_version(message: Message) -> str | None:
    """The version a request says itself to be of, None before 2026-07-28."""
    meta = message.params.get("_meta")
    version = meta.get(VERSION_IN_META) if isinstance(meta, dict) else None
    return version if isinstance(version, str) and message.method != "initialize" else None


class Connection:
    """What is known of the connection from the messages that have passed."""

    def __init__(self) -> None:
        self.is_modern = False
        self.opening: Message | None = None
        self.session: str | None = None
        self._version: str | None = None
        self._mirrored: dict[str, dict[Path, str]] = {}

    def asks(self, message: Message) -> None:
        """Take note of a request before it is sent."""
        self.is_modern = modern_version(message) is not None
        if message.method == "initialize":
            self.opening, self.session, self._version = message, None, None

    def headers(self, message: Message | None) -> dict[str, str]:
        """For a message, or for a stream that is no message's."""
        found = {
            "accept": "application/json, text/event-stream",
            "content-type": "application/json",
        }
        version = modern_version(message) if message is not None else None
        if message is not None and version is not None:
            return {**found, "mcp-protocol-version": encoded(version), **self._mirrors(message)}
        if self.session is not None:
            found["mcp-session-id"] = self.session
        if self._version is not None:
            found["mcp-protocol-version"] = self._version
        return found

    def learns(self, message: Message, answer: dict[str, Any], response: httpx.Response) -> None:
        """Take note of the answer to a request."""
        result = answer.get("result")
        if not isinstance(result, dict):
            return
        if message.method == "initialize":
            version = result.get("protocolVersion")
            self._version = encoded(version) if isinstance(version, str) else None
            session = response.headers.get("mcp-session-id", "")
            self.session = session if session.isascii() and session else None
        elif message.method == "tools/list" and isinstance(result.get("tools"), list):
            for tool in result["tools"]:
                if isinstance(tool, dict) and isinstance(tool.get("name"), str):
                    self._mirrored[tool["name"]] = mirrored(tool.get("inputSchema"))

    def _mirrors(self, message: Message) -> dict[str, str]:
        method = message.method or ""
        found = {"mcp-method": encoded(method)}
        name = message.params.get(_NAMED_BY.get(method, ""))
        if isinstance(name, str):
            found["mcp-name"] = encoded(name)
            if method == "tools/call":
                for path, header in self._mirrored.get(name, {}).items():
                    value = _at(path, message.params.get("arguments"))
                    if value is not None:
                        found[f"mcp-param-{header}"] = encoded(value)
        return found


def encoded(value: str) -> str:
    """`value` as a header carries it: as it is, or as base64 where that would change it."""
    if _PLAIN.fullmatch(value) and not _ENCODED.fullmatch(value):
        return value
    return f"=?base64?{base64.b64encode(value.encode()).decode()}?=" if value else ""


def mirrored(schema: object, path: Path = ()) -> dict[Path, str]:
    """Where the arguments are that a tool wants in headers (`x-mcp-header`), and in which."""
    found: dict[Path, str] = {}
    properties = schema.get("properties") if isinstance(schema, dict) else None
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        header = inner.get("x-mcp-header") if isinstance(inner, dict) else None
        if isinstance(header, str) and _TOKEN.fullmatch(header):
            found[(*path, name)] = header
        found.update(mirrored(inner, (*path, name)))
    return found


def _at(path: Path, arguments: object) -> str | None:
    for name in path:
        arguments = arguments.get(name) if isinstance(arguments, dict) else None
    if isinstance(arguments, bool):
        return "true" if arguments else "false"
    return str(arguments) if isinstance(arguments, str | int | float) else None
