"""A server in process that is watched, over a world of two companies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from msgspec import structs
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from clara.adapters.observing.connect import open_observer
from clara.bootstrap import Core, build_core
from clara.domain.cards.card import Card, CardStatus
from clara.domain.credentials.actor import Door
from clara.doors import build_server
from tests.parity.support.doors import NO_MAIL, client, running
from tests.support.portal import OFF
from tests.support.unfrozen import unfrozen
from tests.support.world import World, settings_for

METRICS_TOKEN = "a token of the tests"


@dataclass
class Watched:
    """`http` speaks to the server."""

    http: httpx.AsyncClient
    core: Core
    world: World

    @property
    def company(self) -> str:
        return f"/api/v1/companies/{self.world.a.company.id}"

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A REST request of the administrator of company a."""
        key = self.world.a.administrator.tokens[Door.REST]
        headers = {"authorization": f"Bearer {key}", **more.pop("headers", {})}
        return await self.http.request(method, path, headers=headers, **more)

    async def call_tool(self, name: str, **arguments: Any) -> httpx.Response:
        """A tool, called by an assistant of the administrator of company a."""
        params = {"name": name, "arguments": arguments}
        return await self.http.post(
            "/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params},
            headers={
                "clara-mcp-token": self.world.a.administrator.tokens[Door.MCP],
                "accept": "application/json, text/event-stream",
                "mcp-protocol-version": "2025-11-25",
            },
        )

    async def scrape(self) -> list[Metric]:
        answer = await self.http.get(
            "/metrics", headers={"authorization": f"Bearer {METRICS_TOKEN}"}
        )
        assert answer.status_code == 200
        return list(text_string_to_metric_families(answer.text))

    async def figure(self, name: str, **labels: str) -> float:
        """The sum of the samples called `name` that have these labels."""
        return figure_in(await self.scrape(), name, **labels)


def active_card(world: World) -> Card:
    return next(one for one in world.a.cards.values() if one.status is CardStatus.ACTIVE)


def figure_in(scraped: list[Metric], name: str, **labels: str) -> float:
    return sum(
        sample.value
        for metric in scraped
        for sample in metric.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


@asynccontextmanager
async def watched(world: World, **changes: Any) -> AsyncIterator[Watched]:
    """On the store of `world`; with metrics, unless `changes` of the settings say otherwise."""
    given = {**OFF, **NO_MAIL, "rate_limit": "off", "metrics_token": METRICS_TOKEN, **changes}
    settings = structs.replace(settings_for(world.url), **given)
    core = build_core(settings, clock=world.clock, observer=open_observer(settings))
    app = build_server(settings, core=core)
    with unfrozen():
        async with running(app), client(app) as http:
            yield Watched(http, core, replace(world, core=core))
