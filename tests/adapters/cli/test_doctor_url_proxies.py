"""`clara doctor --url`: what stands in front of Clara does something wrong, one thing each time, and
the step is named at which clients meet it, and what to do."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from clara.adapters.mcp.handshakes import deployment, replay, surroundings
from clara.adapters.mcp.handshakes.clients import CLIENTS
from clara.domain.credentials.actor import Door
from tests.support.deployed import (
    Deployed,
    Diagnose,
    bare,
    by_http,
    deployed_stores,
    deployments,
    diagnose,
)
from tests.support.proxy import Asked, Carry, Reply, instead, page, unanswered
from tests.support.scripted_server import answer, scripted

__all__ = ["bare", "by_http", "deployed_stores", "deployments", "diagnose"]

pytestmark = pytest.mark.anyio

EVERY = frozenset(client.name for client in CLIENTS)
WELL_KNOWN = "/.well-known/"


async def test_a_host_that_does_not_arrive_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    async def fault(asked: Asked, carry: Carry) -> Reply:
        return await carry(asked.having("host", "clara.internal"))

    by_http.proxy.does(fault)
    seen = await diagnose(by_http.url)
    assert seen.ended.code == 1
    assert seen.broken_at("challenge") == EVERY
    sentence, remedy = seen.told("Claude", "challenge")
    assert "421 foreign_host" in sentence
    assert "header Host" in remedy
    assert f"CLARA_PUBLIC_URL={by_http.origin}" in remedy
    assert "CLARA_ALLOWED_HOSTS" in remedy
    assert set(seen.outcomes("resource_metadata").values()) == {"not_tried"}


async def test_a_proxy_that_cannot_reach_clara_is_named(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    by_http.proxy.does(instead(page(502, "Bad Gateway")))
    seen = await diagnose(by_http.url)
    assert seen.broken_at("challenge") == EVERY
    sentence, remedy = seen.told("Cursor", "challenge")
    assert "502 and text/html, which is not Clara's" in sentence
    assert "See that Clara runs" in remedy


async def test_a_page_of_the_proxys_own_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    by_http.proxy.does(instead(page(200, "Log in"), lambda asked: WELL_KNOWN in asked.path))
    seen = await diagnose(by_http.url)
    assert seen.broken_at("resource_metadata") == EVERY
    assert (
        "Take pages and logins of the proxy's own away"
        in seen.told("Claude", "resource_metadata")[1]
    )


async def test_a_password_of_the_proxys_own_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    locked = Reply(401, (("www-authenticate", 'Basic realm="Staging"'),))
    by_http.proxy.does(instead(locked))
    seen = await diagnose(by_http.url)
    sentence, remedy = seen.told("Claude", "challenge")
    assert "(Basic)" in sentence
    assert "Take the proxy's own authentication off" in remedy


async def test_a_credential_that_somebody_adds_is_named(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    token = by_http.doors.world.a.administrator.tokens[Door.MCP]

    async def fault(asked: Asked, carry: Carry) -> Reply:
        return await carry(asked.having("authorization", f"Bearer {token}"))

    by_http.proxy.does(fault)
    seen = await diagnose(by_http.url)
    sentence, remedy = seen.told("Claude", "challenge")
    assert sentence == "POST /mcp without a credential is let in."
    assert "adds a credential" in remedy


async def test_a_firewall_against_bots_is_named_for_those_it_keeps_out(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    blocked = Reply(403, (("content-type", "text/plain"),), b"Blocked")

    def is_bot(asked: Asked) -> bool:
        return "Claude-User" in (asked.header("user-agent") or "")

    by_http.proxy.does(instead(blocked, is_bot))
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {("Claude", "challenge")}
    assert "Let the user agent Claude-User through" in seen.told("Claude", "challenge")[1]


async def test_a_redirect_to_https_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    moved = Reply(301, (("location", "https://127.0.0.1:1/mcp?secret=1"),))
    by_http.proxy.does(instead(moved))
    seen = await diagnose(by_http.url)
    assert seen.broken_at("challenge") == EVERY
    sentence, remedy = seen.told("Codex", "challenge")
    assert "redirected to https://127.0.0.1:1/mcp," in sentence
    assert remedy == "Give clients the https address."


async def test_no_redirect_is_followed_to_another_origin(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    async def script(asked: Any, writer: asyncio.StreamWriter) -> None:
        answer(writer, {})

    token = by_http.doors.world.a.administrator.tokens[Door.MCP]
    async with scripted(script) as other:
        moved = Reply(307, (("location", other.url),))
        by_http.proxy.does(instead(moved))
        seen = await diagnose(by_http.url, "--token", "--register", CLARA_MCP_TOKEN=token)
        assert other.asked == []
    assert "instead of redirecting" in seen.told("Claude", "server/discover")[1]


@pytest.mark.parametrize(("minutes", "way"), [(10, "ahead of"), (-10, "behind")])
async def test_a_clock_that_is_off_is_named(
    by_http: Deployed, diagnose: Diagnose, minutes: int, way: str
) -> None:
    async def fault(asked: Asked, carry: Carry) -> Reply:
        then = datetime.now(UTC) + timedelta(minutes=minutes)
        return (await carry(asked)).having("date", format_datetime(then, usegmt=True))

    by_http.proxy.does(fault)
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {("deployment", "clock")}
    sentence, remedy = seen.told("deployment", "clock")
    assert f"seconds {way} this computer's" in sentence
    assert "NTP" in remedy


async def test_without_a_time_the_clock_is_not_judged(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    by_http.proxy.does(unanswered("date"))
    seen = await diagnose(by_http.url)
    assert seen.outcomes("clock") == {"deployment": "not_tried"}
    assert seen.ended.code == 0


async def test_a_proxy_that_holds_answers_back_is_named(
    by_http: Deployed, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "_SLOW_SECONDS", 0.15)

    async def fault(asked: Asked, carry: Carry) -> Reply:
        if asked.header("user-agent") == surroundings.DEPLOYMENT.user_agent:
            await asyncio.sleep(0.2)
        return await carry(asked)

    by_http.proxy.does(fault)
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {("deployment", "delay")}
    assert "no buffering" in seen.told("deployment", "delay")[1]


async def test_a_proxy_that_never_answers_is_given_up(
    by_http: Deployed, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "_STEP_SECONDS", 0.3)

    async def fault(asked: Asked, carry: Carry) -> Reply:
        if asked.method == "HEAD":
            await asyncio.sleep(3)
        return await carry(asked)

    by_http.proxy.does(fault)
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {("Gemini", "challenge")}
    assert "in time" in seen.told("Gemini", "challenge")[0]


async def test_compression_that_nobody_asked_for_is_named(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    by_http.proxy.does(
        instead(
            Reply(200, (("content-encoding", "gzip"),), b"\x1f\x8b"), lambda a: WELL_KNOWN in a.path
        )
    )
    seen = await diagnose(by_http.url)
    assert seen.broken_at("resource_metadata") == EVERY
    assert "compressed" in seen.told("Claude", "resource_metadata")[0]


async def test_a_small_limit_on_bodies_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    by_http.proxy.does(instead(page(413), lambda asked: len(asked.body) > 1024 * 1024))
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {("deployment", "size")}
    assert "client_max_body_size" in seen.told("deployment", "size")[1]


async def test_a_limit_on_requests_is_named(
    by_http: Deployed, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deployment, "_LONGEST_WAIT", 0)
    busy = Reply(429, (("retry-after", "60"),))
    by_http.proxy.does(instead(busy, lambda asked: asked.path == "/mcp"))
    seen = await diagnose(by_http.url)
    assert seen.broken_at("challenge") == EVERY
    assert "Raise the limit on requests" in seen.told("Claude", "challenge")[1]


async def test_preflights_that_the_proxy_answers_are_named(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    by_http.proxy.does(instead(page(405), lambda asked: asked.method == "OPTIONS"))
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {("deployment", "pages")}
    by_http.proxy.does(unanswered("access-control-allow-origin"))
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {("deployment", "pages")}
    assert "Access-Control-…" in seen.told("deployment", "pages")[1]
