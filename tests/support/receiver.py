"""A program that is told of events, on loopback: it checks signatures with an implementation that is
not ours, and answers as it is told to."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from standardwebhooks import Webhook

from clara.adapters.outside.addresses import Address


@dataclass
class Receiver:
    """`answers` are statuses, in turn; the last one stays. `heard` is what came, as it was sent."""

    port: int = 0
    answers: list[int] = field(default_factory=lambda: [200])
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    waits_seconds: float = 0.0

    @property
    def url(self) -> str:
        return f"http://receiver.test:{self.port}/clara?key=of-the-receiver"

    def told(self, secret: str) -> list[dict[str, Any]]:
        """What was heard, all of it signed with `secret`."""
        hook = Webhook(secret)
        for headers, body in self.heard:
            at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
            # Not its `verify`, which compares with the time that it is.
            signature = hook.sign(headers["webhook-id"], at, body.decode())
            assert signature in headers["webhook-signature"].split(" ")
        return [json.loads(body) for _, body in self.heard]

    async def resolve(self, host: str, port: int) -> Sequence[Address]:
        assert host == "receiver.test"
        return [ip_address("127.0.0.1")]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {
                name.lower(): value
                for name, _, value in (line.partition(": ") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers["content-length"]))
            self.heard.append((headers, body))
            await asyncio.sleep(self.waits_seconds)
            status = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            more = "location: http://receiver.test/elsewhere\r\n" if status == 302 else ""
            writer.write(f"HTTP/1.1 {status} X\r\n{more}content-length: 0\r\n\r\n".encode())
            await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def receiving(receiver: Receiver | None = None) -> AsyncIterator[Any]:
    receiver = receiver or Receiver()
    server = await asyncio.start_server(receiver._serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
