"""The whole server in process over a real store, asked through each of its doors."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

import httpx
from msgspec import structs
from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    insert,
    null,
    select,
    update,
)

from clara.adapters.gateway.dispatcher import ASGIApp
from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import metadata
from clara.application.call import Call, Draft
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind, token_kind
from clara.domain.errors import ClaraError
from clara.doors import build_server
from clara.settings import Settings
from tests.parity.support.people import engage
from tests.support.clock import FakeClock
from tests.support.house import Person
from tests.support.portal import OFF
from tests.support.unfrozen import unfrozen
from tests.support.world import World, found_two, settings_for

BASE = "http://localhost:8000"
API = "/api/v1"
ACCEPTS = {
    Door.REST: frozenset(
        {CredentialKind.API_KEY, CredentialKind.USER_TOKEN, CredentialKind.PUBLIC_KEY}
    ),
    Door.MCP: frozenset({CredentialKind.API_KEY, CredentialKind.MCP_TOKEN}),
}
NO_MAIL = {"mail_url": "smtp://127.0.0.1:1?starttls=off"}
"""Nobody listens there: letters wait in the store, where tests find them."""
MARKS = ("audit_entries", "audit_chains", "idempotency_keys", "webhook_deliveries")
"""What every operation may write: entries about it, and by what an assistant's repetition of it is
known again; and what is sent in the background."""


@dataclass
class Doors:
    """`http` speaks to the server that `app` is; `world` is what its store holds."""

    app: ASGIApp
    http: httpx.AsyncClient
    world: World
    people: dict[str, Person]
    settings: Settings
    founded: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = field(
        default_factory=dict, repr=False
    )
    untouched: dict[str, list[str]] = field(default_factory=dict, repr=False)

    def path(self, rest: str, person: Person | None = None) -> str:
        """`rest` below a company: the person's own."""
        company = (person or self.world.a.administrator).company
        return f"{API}/companies/{company.id}{rest}"

    async def ask(
        self, method: str, path: str, *, as_: Person | None = None, **more: Any
    ) -> httpx.Response:
        """A REST request of `as_` (the administrator of company a), with their API key."""
        person = as_ or self.world.a.administrator
        token = person.tokens.get(Door.REST)
        headers = {"authorization": authorization(token)} if token else {}
        headers |= more.pop("headers", {})
        return await self.http.request(method, path, headers=headers, **more)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, **more: Any) -> httpx.Response:
        return await self.ask("POST", path, **more)

    async def call_tool(
        self, name: str, arguments: Mapping[str, Any], person: Person
    ) -> dict[str, Any]:
        """The result of an MCP tool; an answer in HTTP is given as a failed one."""
        body = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": name, "arguments": arguments},
        }
        headers = {
            "authorization": f"Bearer {mcp_token(person) or ''}",
            "accept": "application/json, text/event-stream",
            "content-type": "application/json",
            "mcp-protocol-version": "2025-11-25",
        }
        response = await self.http.post("/mcp", content=as_json(body), headers=headers)
        answer = response.json()
        if "result" in answer:
            result: dict[str, Any] = answer["result"]
            return result
        return {"isError": True, "content": [{"type": "text", "text": response.text}]}

    async def direct(
        self, use_case: type, fields: Mapping[str, Any], person: Person, door: Door
    ) -> str:
        """The code of running `use_case` straight on the Runner: "ok" or an error's."""
        call = Call(
            door=door,
            request_id="request",
            token=mcp_token(person) if door is Door.MCP else person.tokens.get(door),
            accepts=ACCEPTS[door],
        )
        try:
            await self.world.core.runner.run(use_case, Draft(lambda: fields), call)
        except ClaraError as error:
            return error.code
        return "ok"

    async def state(self) -> dict[str, list[str]]:
        """All that is stored, but for marks."""
        return await self.world.dump(*MARKS)

    async def restore(self) -> None:
        """Back to how the store was founded, row by row where it has changed, at that hour."""
        self.world.clock.turn_back()
        now = {name: await self._rows(name) for name in self.founded}
        async with self.world.core.database.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                for key in now.get(table.name, {}).keys() - self.founded.get(table.name, {}).keys():
                    await connection.change(Statement(delete(table).where(_is(table, key))))
            for table in metadata.sorted_tables:
                for key, values in self.founded.get(table.name, {}).items():
                    was = now[table.name].get(key)
                    if was is None:
                        given = {name: one for name, one in values.items() if one is not None}
                        await connection.change(Statement(insert(table).values(given)))
                    elif was != values:
                        given = {
                            name: null() if one is None else one for name, one in values.items()
                        }
                        change = update(table).where(_is(table, key)).values(given)
                        await connection.change(Statement(change))

    async def remember(self) -> None:
        """What is stored now is what `restore` brings back."""
        self.untouched = await self.state()
        for table in metadata.sorted_tables:
            if table.name not in ("audit_entries", "audit_chains"):
                self.founded[table.name] = await self._rows(table.name)

    async def _rows(self, name: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        table = metadata.tables[name]
        async with self.world.core.database.reading() as connection:
            rows = await connection.rows(_all(table))
        values = [dict(zip(table.c.keys(), row, strict=True)) for row in rows]
        return {tuple(one[column.name] for column in _key(table)): one for one in values}


@cache
def _all(table: Table) -> Statement:
    return Statement(select(*table.c))


def _key(table: Table) -> list[Column[Any]]:
    return list(table.primary_key.columns) or [table.c.company_number, table.c.id]


def _is(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(_key(table), key, strict=True)))


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """The application's lifespan, as a server runs it."""
    asked: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    task = asyncio.create_task(app(scope, asked.get, told.put))  # type: ignore[arg-type]
    await asked.put({"type": "lifespan.startup"})
    answer = await told.get()
    assert answer["type"] == "lifespan.startup.complete", answer
    try:
        yield
    finally:
        await asked.put({"type": "lifespan.shutdown"})
        answer = await told.get()
        assert answer["type"] == "lifespan.shutdown.complete", answer
        await task


@asynccontextmanager
async def client(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Defects are answered, not raised, as they are to callers."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
        yield http


@asynccontextmanager
async def opened_doors(url: str, **changes: Any) -> AsyncIterator[Doors]:
    """A server on an empty, migrated store, peopled with two companies; no rate limit unless
    `changes` of the settings set one."""
    settings = structs.replace(
        settings_for(url), **{**OFF, **NO_MAIL, "rate_limit": "off", **changes}
    )
    clock = FakeClock()
    a, b = await found_two(url)
    core = build_core(settings, clock=clock)
    app = build_server(settings, core=core)
    with unfrozen():
        async with running(app), client(app) as http:
            world = World(url=url, core=core, clock=clock, a=a, b=b)
            people = await engage(world)
            doors = Doors(app, http, world, people, settings)
            await doors.remember()
            yield doors


def basic(email: str, password: str) -> str:
    """RFC 7617, in UTF-8."""
    return "Basic " + base64.b64encode(f"{email}:{password}".encode()).decode()


def authorization(token: str) -> str:
    """An application's public key goes without a scheme word."""
    is_public = token_kind(token) is CredentialKind.PUBLIC_KEY
    return token if is_public else f"Bearer {token}"


def mcp_token(person: Person) -> str | None:
    """What assistants of `person` send: an MCP token, or for who may have none an API key."""
    return person.tokens.get(Door.MCP) or person.tokens.get(Door.REST)


def as_json(value: object) -> bytes:
    """As programs write it that escape what is not ASCII, lone surrogates too."""
    return json.dumps(value).encode()


def in_path(value: object) -> str:
    """`value` as one segment of a path."""
    return quote(str(value), safe="", errors="surrogatepass")
