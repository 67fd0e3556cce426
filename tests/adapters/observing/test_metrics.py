"""Metrics: who may see them, what is counted, and that labels say nothing of anybody."""

import ast
import re
from itertools import product
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.parser import text_string_to_metric_families

from clara.adapters.mcp.tool_table import TOOLS
from clara.adapters.observing.exposition import Figures
from clara.adapters.observing.metrics import Metrics
from clara.application.catalog import CATALOG, TASK_KINDS
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.credentials.actor import Door
from tests.support.credits import Buyer
from tests.support.sandbox import sandbox_of
from tests.support.watched import METRICS_TOKEN, Watched, active_card, figure_in, watched
from tests.support.world import World

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]
BEARER = {"authorization": f"Bearer {METRICS_TOKEN}"}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_only_the_token_shows_them(world: World) -> None:
    async with watched(world) as server:
        assert (await server.http.get("/metrics", headers=BEARER)).status_code == 200
        for headers in ({}, {"authorization": "Bearer another token"}, {"x-token": METRICS_TOKEN}):
            answer = await server.http.get("/metrics", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")
        assert (await server.http.post("/metrics", headers=BEARER)).status_code == 404
    async with watched(world, metrics_token=None) as server:
        assert (await server.http.get("/metrics", headers=BEARER)).status_code == 404


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_wrong_tokens_are_limited_like_anybody_and_scrapes_are_not(world: World) -> None:
    async with watched(world, rate_limit="1/minute") as server:
        wrong = [
            (await server.http.get("/metrics", headers={"authorization": "Bearer no"})).status_code
            for _ in range(5)
        ]
        assert wrong == [404, 404, 404, 429, 429]
        assert [len(await server.scrape()) > 10 for _ in range(5)] == [True] * 5
        assert await server.figure("clara_rate_limited_total", policy="assistants") == 2


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_requests_and_operations_are_counted_by_what_they_are(world: World) -> None:
    async with watched(world) as server:
        await server.ask("GET", f"{server.company}/cards")
        await server.ask("GET", f"{server.company}/cards/nobodys")
        await server.call_tool("view_card", company=world.a.company.id, card="0000")
        found = await server.scrape()
    requests = "clara_http_request_seconds_count"
    cards = "/api/v1/companies/{company_id}/cards"
    assert figure_in(found, requests, method="GET", route=cards, status="2xx") == 1
    assert figure_in(found, requests, route=f"{cards}/{{card_id}}", status="4xx") == 1
    assert figure_in(found, requests, route="/mcp", status="2xx") == 1
    operations = "clara_operation_seconds_count"
    assert figure_in(found, operations, operation="card.list", door="rest", outcome="done") == 1
    assert figure_in(found, operations, operation="card.view", outcome="refused") == 2
    refused = {"operation": "card.view", "code": "card_not_found"}
    assert figure_in(found, "clara_operation_refusals_total", **refused) == 2
    assert figure_in(found, "clara_mcp_calls_total", tool="view_card", outcome="refused") == 1


async def test_decisions_are_counted_with_the_reason(world: World) -> None:
    async with watched(world) as server:
        sandbox = await sandbox_of(server.world)
        await sandbox.charge(amount="10")
        await sandbox.charge(amount="900000000")
        found = await server.scrape()
    decisions = "clara_decisions_total"
    assert figure_in(found, decisions, decision="approved", reason="none") == 1
    assert figure_in(found, decisions, decision="declined") == 1


async def test_what_waits_in_the_store_is_counted_with_its_age(world: World) -> None:
    async with watched(world) as server:
        await Buyer(server.world, world.a.administrator).is_given(100)
        form = {"prompt": (None, "how much did we spend?")}
        user = world.a.administrator.user.id
        # Nobody carries tasks out here.
        await server.ask("POST", f"/api/v1/users/{user}/agent/analysis", files=form)
        world.clock.advance(seconds=60)
        found = await server.scrape()
    assert figure_in(found, "clara_store_up") == 1
    assert figure_in(found, "clara_backlog", line="tasks_queued") == 1
    assert figure_in(found, "clara_backlog_oldest_seconds", line="tasks_queued") == 60
    assert figure_in(found, "clara_pool_connections", state="size") >= 2


async def test_a_store_that_is_away_is_a_figure_and_fails_no_scrape() -> None:
    async def away() -> dict[str, object]:
        raise OSError("nobody there")

    figures = Figures(Metrics(CollectorRegistry()), None, lambda: None, away)  # type: ignore[arg-type]
    found = list(text_string_to_metric_families((await figures.text()).decode()))
    assert [one.samples[0].value for one in found if one.name == "clara_store_up"] == [0]
    assert not [one for one in found if one.name == "clara_backlog" and one.samples]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_every_label_has_few_values_known_beforehand(world: World) -> None:
    async with watched(world, rate_limit="40/minute", tasks_at_once=2) as server:
        await asked_all_kinds(server)
        routes = (await server.http.get("/openapi.json")).json()["paths"].keys()
        found = await server.scrape()
    allowed = known_values(set(routes))
    strange = {
        (metric.name, label, value)
        for metric in found
        for sample in metric.samples
        for label, value in sample.labels.items()
        if label not in ("le", "version", "python") and value not in allowed[label]
    }
    assert strange == set()
    assert {"card.view", "none", "other", "4xx"} <= seen_in(found)


def seen_in(found: list[Metric]) -> set[str]:
    return {value for one in found for sample in one.samples for value in sample.labels.values()}


async def asked_all_kinds(server: Watched) -> None:
    """What is well-formed, refused, unknown and nonsense."""
    person = server.world.a.administrator
    card = active_card(server.world).id
    for method, path in product(
        ("GET", "POST", "BREW"),
        (f"{server.company}/cards/{card}", "/api/v1/companies/x", f"/{person.user.email}", "/mcp"),
    ):
        await server.ask(method, path)
    await server.call_tool("card.lock", card=card, company=server.world.a.company.id)
    await server.call_tool(person.user.email)
    await (await sandbox_of(server.world)).charge()
    await Buyer(server.world, person).is_given(100)
    form = {"prompt": (None, "how much?")}
    await server.ask("POST", f"/api/v1/users/{person.user.id}/agent/analysis", files=form)
    for _ in range(130):
        await server.http.get("/")


def known_values(routes: set[str]) -> dict[str, set[str]]:
    return {
        "method": {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"},
        "route": routes | {"none", "/", "/mcp", "/metrics", "/openapi.json"},
        "status": {f"{first}xx" for first in range(1, 6)},
        "operation": {use_case.name for use_case in CATALOG},
        "door": {door.value for door in Door},
        "outcome": {"done", "replayed", "refused", "failed", "cancelled"},
        "code": written_words(),
        "decision": {"approved", "declined"},
        "reason": {"none", *(reason.value for reason in DeclineReason)},
        "tool": {entry.use_case.tool for entry in TOOLS},
        "policy": {"default", "assistants", "usage", "refused"},
        "step": {step.name for kind in TASK_KINDS.values() for step in kind.steps},
        "service": {"stripe", "google", "webhook", "client_document", "mail"},
        "pool": {"connections", "replica", "readers", "writer"},
        "state": {"size", "used", "idle"},
        "line": {
            *("tasks_queued", "tasks_running", "letters"),
            *("webhook_events", "webhook_deliveries", "audit_entries"),
        },
    }


def written_words() -> set[str]:
    """Every literal of ours that a code could be."""
    literals = {
        node.value
        for source in (ROOT / "clara").rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    words = {word for word in literals if re.fullmatch(r"[a-z_]{2,50}", word)}
    return words | {f"{word}_not_found" for word in words}
