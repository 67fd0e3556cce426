"""An HTTP server that answers as a test says, byte by byte, over loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """One request; header names in lower case, `target` with its query."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


Script = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class ScriptedServer:
    """`asked` has every request. After each answer the connection is closed."""

    port: int
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/mcp"

    @property
    def methods(self) -> list[str]:
        return [one.message["method"] if one.body else one.method for one in self.asked]


@asynccontextmanager
async def scripted(script: Script, port: int = 0) -> AsyncIterator[ScriptedServer]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = (line.partition(":") for line in head[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            method, _, rest = head[0].partition(" ")
            asked = Asked(method, rest.partition(" ")[0], headers, body)
            found.asked.append(asked)
            await script(asked, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    found = ScriptedServer(server.sockets[0].getsockname()[1])
    try:
        yield found
    finally:
        server.close()


def answer(
    writer: asyncio.StreamWriter, body: Any = None, status: int = 200, **headers: str
) -> None:
    """A whole answer; `body` is text, bytes or what becomes JSON."""
    if not isinstance(body, bytes):
        body = b"" if body is None else json.dumps(body).encode()
    headers = {"content_type": "application/json", **headers, "content_length": str(len(body))}
    _head(writer, status, headers)
    writer.write(body)


def stream(writer: asyncio.StreamWriter, *parts: bytes, **headers: str) -> None:
    """The beginning of a stream of events, which ends with the connection."""
    _head(writer, 200, {"content_type": "text/event-stream", **headers})
    for part in parts:
        writer.write(part)


def _head(writer: asyncio.StreamWriter, status: int, headers: dict[str, str]) -> None:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    text = "\r\n".join([f"HTTP/1.1 {status} Said", *lines, "connection: close", "", ""])
    writer.write(text.encode("latin-1"))


def result(asked: Asked, **fields: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": asked.message["id"], "result": fields}


def event(message: dict[str, Any] | None = None, **fields: str) -> bytes:
    lines = [f"{name}: {value}" for name, value in fields.items()]
    if message is not None:
        lines.append(f"data: {json.dumps(message, ensure_ascii=False)}")
    return "".join(f"{line}\n" for line in [*lines, ""]).encode()
