"""A reverse proxy on loopback that does to requests and answers what a test says."""

import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import uvicorn

from tests.support.quick_server import served

Headers = tuple[tuple[str, str], ...]

_BETWEEN_TWO = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass(frozen=True)
class Asked:
    """Header names are in lower case; `path` has the query."""

    method: str
    path: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)

    def without(self, *names: str) -> "Asked":
        return replace(self, headers=_without(self.headers, names))

    def having(self, name: str, value: str) -> "Asked":
        return replace(self, headers=(*_without(self.headers, (name,)), (name, value)))


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)

    def without(self, *names: str) -> "Reply":
        return replace(self, headers=_without(self.headers, names))

    def having(self, name: str, value: str) -> "Reply":
        return replace(self, headers=(*_without(self.headers, (name,)), (name, value)))


Carry = Callable[[Asked], Awaitable[Reply]]
Fault = Callable[[Asked, Carry], Awaitable[Reply]]


async def faultless(asked: Asked, carry: Carry) -> Reply:
    return await carry(asked)


def page(status: int, text: str = "An error") -> Reply:
    """What proxies say themselves."""
    return Reply(status, (("content-type", "text/html"),), f"<h1>{text}</h1>".encode())


def lost(header: str) -> Fault:
    """The proxy takes `header` out of requests."""

    async def fault(asked: Asked, carry: Carry) -> Reply:
        return await carry(asked.without(header))

    return fault


def unanswered(header: str) -> Fault:
    """The proxy takes `header` out of answers."""

    async def fault(asked: Asked, carry: Carry) -> Reply:
        return (await carry(asked)).without(header)

    return fault


def instead(reply: Reply, when: Callable[[Asked], bool] = lambda _: True) -> Fault:
    """The proxy answers by itself."""

    async def fault(asked: Asked, carry: Carry) -> Reply:
        return reply if when(asked) else await carry(asked)

    return fault


def rewritten(path: str, change: Callable[[dict[str, Any]], object]) -> Fault:
    """The proxy answers at `path` with something older, or of somebody else's."""

    async def fault(asked: Asked, carry: Carry) -> Reply:
        reply = await carry(asked)
        if not asked.path.startswith(path) or asked.method == "OPTIONS":
            return reply
        fields = json.loads(reply.body)
        change(fields)
        return Reply(reply.status, reply.headers, json.dumps(fields).encode())

    return fault


@dataclass
class Proxy:
    """`asked` is what came since the fault was set; `upstream` is the origin that it stands for,
    and `client` asks there."""

    client: httpx.AsyncClient
    upstream: str = ""
    fault: Fault = faultless
    asked: list[Asked] = field(default_factory=list)

    def does(self, fault: Fault) -> None:
        self.fault, self.asked = fault, []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        query = scope["query_string"].decode()
        headers = tuple(
            (name.decode(), value.decode("latin-1")) for name, value in scope["headers"]
        )
        path = scope["path"] + (f"?{query}" if query else "")
        asked = Asked(scope["method"], path, headers, body)
        self.asked.append(asked)
        reply = await self.fault(asked, self._carry)
        sent = [(name.encode(), value.encode("latin-1")) for name, value in reply.headers]
        sent.append((b"content-length", str(len(reply.body)).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": sent})
        await send({"type": "http.response.body", "body": reply.body})

    async def _carry(self, asked: Asked) -> Reply:
        answer = await self.client.request(
            asked.method,
            self.upstream + asked.path,
            headers=list(_without(asked.headers, _BETWEEN_TWO)),
            content=asked.body,
        )
        headers = tuple((name.lower(), value) for name, value in answer.headers.multi_items())
        return Reply(answer.status_code, _without(headers, _BETWEEN_TWO), answer.content)


@asynccontextmanager
async def listening(
    app: Any, tls: ssl.SSLContext | None = None, *, dates: bool = True
) -> AsyncIterator[int]:
    """The port on loopback where `app` is served, which has been started; `dates` says whether
    answers are told the time."""
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_config=None, access_log=False, date_header=dates
    )
    config.load()
    config.ssl = tls
    async with served(config) as server:
        yield server.servers[0].sockets[0].getsockname()[1]


def _without(headers: Headers, names: Any) -> Headers:
    return tuple((name, value) for name, value in headers if name not in names)
