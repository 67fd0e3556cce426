"""The other end of standard input and output: what a program that starts Clara holds."""

import asyncio
import json
import os
from contextlib import suppress
from typing import Any

MODERN = "2026-07-28"
META = "io.modelcontextprotocol/"
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}


class Pipes:
    """`incoming` and `outgoing` are Clara's. Close it, so that its threads end."""

    def __init__(self) -> None:
        self.incoming, self._written = os.pipe()
        heard, self.outgoing = os.pipe()
        self._heard = os.fdopen(heard, "rb")
        self._is_open = True

    def say(self, *messages: dict[str, Any] | bytes) -> None:
        for message in messages:
            line = message if isinstance(message, bytes) else json.dumps(message).encode()
            os.write(self._written, line + b"\n")

    def end(self) -> None:
        """Say nothing more."""
        if self._is_open:
            os.close(self._written)
            self._is_open = False

    def stop_listening(self) -> None:
        self._heard.close()

    async def line(self) -> bytes:
        """The next line, empty at the end."""
        return await asyncio.wait_for(asyncio.to_thread(self._heard.readline), 20)

    async def heard(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(await self.line())
        return found

    async def answers(self, count: int) -> dict[Any, dict[str, Any]]:
        """The next so many messages, by the id of what they answer."""
        found = [await self.heard() for _ in range(count)]
        return {one.get("id"): one for one in found}

    def close(self) -> None:
        """Close Clara's ends as well, so that whoever still reads comes to the end."""
        self.end()
        for descriptor in (self.outgoing, self.incoming):
            with suppress(OSError):
                os.close(descriptor)
        self._heard.close()


def request(id: int | str, method: str, /, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": params}


def initialize(id: int | str = 0) -> dict[str, Any]:
    client = {"name": "assistant", "version": "3"}
    return request(
        id, "initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo=client
    )


def modern(id: int | str, method: str, /, **params: Any) -> dict[str, Any]:
    meta = {
        f"{META}protocolVersion": MODERN,
        f"{META}clientCapabilities": {},
        f"{META}clientInfo": {"name": "assistant", "version": "3"},
    }
    return request(id, method, **params, _meta=meta)
