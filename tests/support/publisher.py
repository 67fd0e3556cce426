"""A host on loopback, with a certificate, where a client publishes who it is."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from clara.adapters.client_documents.fetched_documents import FetchedDocuments
from clara.adapters.outside.addresses import Address
from clara.application.ports import Clock
from tests.support.certificates import Authority

HOST = "assistant.example"
OTHER_HOST = "elsewhere.example"
"""Leads to the same place, for which the certificate is not."""
CALLBACK = "https://assistant.example/callback"
LOOPBACK = ip_address("127.0.0.1")

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Publisher:
    """`asked` has the head of every request, `resolved` every name that was looked up."""

    port: int
    tls: ssl.SSLContext
    """What trusts the host's certificate."""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    addresses: Sequence[Address] = (LOOPBACK,)

    def url(self, path: str = "/client.json", host: str = HOST) -> str:
        return f"https://{host}:{self.port}{path}"

    def publish(self, path: str = "/client.json", **changes: Any) -> str:
        """A document in order but for `changes`; None leaves a member out. Its address."""
        url = self.url(path)
        document = {
            "client_id": url,
            "client_name": "Assistant",
            "redirect_uris": [CALLBACK],
            "token_endpoint_auth_method": "none",
            **changes,
        }
        kept = {name: value for name, value in document.items() if value is not None}
        self.answers[path] = answer(json.dumps(kept).encode())
        return url

    def documents(self, clock: Clock, **changes: Any) -> FetchedDocuments:
        """The product's own, to whom this host on loopback is a host like any other."""
        allowed = {
            "resolve": self.resolve,
            "allows": lambda address: address.is_loopback,
            "tls": self.tls,
        }
        return FetchedDocuments(clock, **{**allowed, **changes})

    async def resolve(self, host: str, port: int) -> Sequence[Address]:
        assert (host in (HOST, OTHER_HOST), port) == (True, self.port)
        self.resolved.append(host)
        return self.addresses


def answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    """A whole answer, said once and for all."""
    named = {"content_type": "application/json", "content_length": str(len(body)), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    head = "\r\n".join([f"HTTP/1.1 {status} Said", *lines, "connection: close", "", ""])

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode("latin-1") + body)
        await writer.drain()

    return say


async def trickle(writer: asyncio.StreamWriter) -> None:
    """A byte now and then, and no end."""
    writer.write(b"HTTP/1.1 200 Said\r\ncontent-type: application/json\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


@asynccontextmanager
async def publishing(folder: Path) -> AsyncIterator[Publisher]:
    authority = Authority(folder, "authority")
    trusting = ssl.create_default_context(cafile=str(authority.file))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
            found.asked.append(head)
            path = head[0].split(" ")[1]
            await found.answers.get(path, answer(b"{}", 404))(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(
        serve, str(LOOPBACK), 0, ssl=authority.server(HOST), ssl_handshake_timeout=5
    )
    found = Publisher(server.sockets[0].getsockname()[1], trusting)
    try:
        yield found
    finally:
        server.close()
