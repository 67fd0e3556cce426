"""Traces: which spans there are, what they say, and that nobody waits for them."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from msgspec import structs

from clara.adapters.observing.connect import open_observer, prepare_observing
from clara.domain.credentials.actor import Door
from clara.domain.errors import Invalid
from tests.support.clock import FakeClock
from tests.support.collector import Collector, Heard, collecting
from tests.support.credits import Buyer
from tests.support.stripe.fake import SECRET_KEY, FakeStripe, fake_stripe
from tests.support.watched import Watched, active_card, watched
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set from outside, and what opening leaves there, ends with the test."""
    for name in ("OTEL_SERVICE_NAME", "OTEL_TRACES_SAMPLER_ARG"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_on")


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as collector:
        yield collector


@pytest.fixture
async def stripe(clock: FakeClock) -> AsyncIterator[FakeStripe]:
    async with fake_stripe(clock) as started:
        yield started


def names(spans: list[Heard]) -> set[str]:
    return {one.name for one in spans}


async def everything_asked(server: Watched, stripe: FakeStripe) -> None:
    """Over both doors, with a task and a call to Stripe."""
    person = server.world.a.administrator
    card = active_card(server.world).id
    locked = await server.ask("POST", f"{server.company}/cards/{card}/lock", json={"reason": "x"})
    assert locked.status_code == 200, locked.text
    called = await server.call_tool("list_cards", company=server.world.a.company.id)
    assert not called.json()["result"].get("isError"), called.text
    signed_in = {"authorization": f"Bearer {person.tokens[Door.WEB]}"}
    bought = await server.http.post(
        "/api/v1/stripe/buy", json={"amount": 50, "return_path": "/"}, headers=signed_in
    )
    assert bought.status_code == 201, bought.text
    await Buyer(server.world, person).is_given(100)
    form = {"prompt": (None, "how much did we spend this year?")}
    asked = await server.ask("POST", f"/api/v1/users/{person.user.id}/agent/analysis", files=form)
    assert asked.status_code == 201, asked.text


async def test_a_request_its_operation_its_statements_and_its_calls_are_one_tree(
    world: World, stripe: FakeStripe, collector: Collector
) -> None:
    settings = {
        "otel_exporter_otlp_endpoint": collector.url,
        "stripe_secret_key": SECRET_KEY,
        "stripe_api_base": stripe.url,
        "tasks_at_once": 2,
    }
    async with watched(world, **settings) as server:
        await everything_asked(server, stripe)
    lock = collector.the("POST /api/v1/companies/{company_id}/cards/{card_id}/lock")
    assert lock.parent == ""
    assert {"card.lock", "UPDATE cards", "INSERT audit_entries", "COMMIT"} <= names(
        collector.below(lock)
    )
    mcp = collector.below(collector.the("POST /mcp"))
    (tool,) = [one for one in mcp if one.name == "card.list"]
    assert tool.attributes["gen_ai.tool.name"] == "list_cards"
    assert tool.attributes["clara.door"] == "mcp"
    assert "SELECT cards" in names(collector.below(tool))
    assert "call stripe" in names(collector.below(collector.the("POST /api/v1/stripe/buy")))
    (task,) = [one for one in collector.spans if one.name.startswith("task ")]
    assert any(one.startswith("SELECT") for one in names(collector.below(task)))
    request = collector.the("POST /api/v1/users/{user_id}/agent/analysis")
    assert task in collector.below(request)
    assert_nothing_private(collector, world)


def assert_nothing_private(collector: Collector, world: World) -> None:
    person = world.a.administrator
    private = [*person.tokens.values(), person.user.email, person.user.id, world.a.company.id]
    assert [one for one in private if one.encode() in collector.raw] == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_a_callers_own_trace_is_linked_to_and_a_proxys_goes_on(
    world: World, collector: Collector
) -> None:
    settings = {"otel_exporter_otlp_endpoint": collector.url}
    for trusted in ((), ("127.0.0.1",)):
        async with watched(world, **settings, trusted_proxies=trusted) as server:
            await server.http.get("/api/v1/health/live", headers={"traceparent": CALLER})
    _, trace, span, _ = CALLER.split("-")
    stranger, proxied = [one for one in collector.spans if one.name == "GET /api/v1/health/live"]
    assert (stranger.parent, stranger.links) == ("", (span,))
    assert stranger.trace != trace
    assert (proxied.parent, proxied.trace) == (span, trace)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_what_is_not_sampled_leaves_no_span(
    world: World, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_always_off")
    async with watched(world, otel_exporter_otlp_endpoint=collector.url) as server:
        answer = await server.ask("GET", f"{server.company}/cards", headers={"traceparent": CALLER})
    assert answer.status_code == 200
    assert collector.spans == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_a_collector_that_never_answers_fails_no_request_and_ends_with_the_server(
    world: World,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        async with asyncio.timeout(8):  # it would be waited for for ten
            async with watched(world, otel_exporter_otlp_endpoint=address) as server:
                answer = await server.ask("GET", f"{server.company}/cards")
    assert answer.status_code == 200


TRACED = structs.replace(
    settings_for("sqlite:////nowhere/clara.db"),
    otel_exporter_otlp_endpoint="http://127.0.0.1:4318",
)


def test_another_protocol_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(Invalid, match="http/protobuf"):
        prepare_observing(TRACED, anew=True)


def test_without_the_extra_the_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk", None)
    with pytest.raises(Invalid) as refused:
        prepare_observing(TRACED, anew=True)
    assert "pip install 'clara[otel]'" in str(refused.value.remedy)


def test_opentelemetrys_own_switch_switches_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert not open_observer(TRACED).listens
