"""`clara doctor --url`: a client could not find out where people sign in, or not get there."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clara.adapters.mcp.handshakes.clients import CLIENTS
from tests.support.deployed import (
    Deployed,
    Diagnose,
    bare,
    by_http,
    deployed,
    deployed_stores,
    deployments,
    diagnose,
)
from tests.support.proxy import Asked, Carry, Reply, instead, page, rewritten, unanswered
from tests.support.scripted_server import answer, scripted

__all__ = ["bare", "by_http", "deployed_stores", "deployments", "diagnose"]

pytestmark = pytest.mark.anyio

EVERY = frozenset(client.name for client in CLIENTS)
WELL_KNOWN = "/.well-known/"
INSERTED = "/.well-known/oauth-protected-resource/mcp"


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_public_address_with_http_behind_https_is_named(
    url: str, tmp_path: Path, diagnose: Diagnose, monkeypatch: Any
) -> None:
    async with deployed(url, tmp_path, "https", public_url="http://127.0.0.1:8000") as found:
        monkeypatch.setenv("SSL_CERT_FILE", str(found.authority.file))
        seen = await diagnose(found.url)
    assert seen.broken_at("challenge") == EVERY
    sentence, remedy = seen.told("ChatGPT", "challenge")
    assert "http://127.0.0.1:8000/.well-known/" in sentence
    assert remedy == f"Set CLARA_PUBLIC_URL={found.origin} and start Clara again."


async def test_metadata_that_the_proxy_does_not_hand_on_are_named(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    by_http.proxy.does(instead(page(404), lambda asked: asked.path.startswith(WELL_KNOWN)))
    seen = await diagnose(by_http.url)
    assert seen.broken_at("resource_metadata") == EVERY
    assert seen.broken_at("challenge") == set()
    sentence, remedy = seen.told("Gemini", "resource_metadata")
    assert f"GET {INSERTED} is answered with 404 and text/html" in sentence
    assert "hand /mcp, /.well-known/, " in remedy


async def test_clients_that_look_on_get_by_without_one_place(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    by_http.proxy.does(instead(page(404), lambda asked: asked.path == INSERTED))
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {
        ("Claude Code", "resource_metadata"),
        ("Cursor", "resource_metadata"),
    }
    assert seen.outcomes("server_metadata")["Claude"] == "ok"


async def test_a_lost_challenge_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    by_http.proxy.does(unanswered("www-authenticate"))
    seen = await diagnose(by_http.url)
    assert set(seen.broken) == {(client, "challenge") for client in EVERY}
    assert "WWW-Authenticate" in seen.told("Claude", "challenge")[1]


async def test_metadata_at_another_origin_are_not_asked_for(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    async def script(asked: Any, writer: asyncio.StreamWriter) -> None:
        answer(writer, {})

    async with scripted(script) as other:

        async def fault(asked: Asked, carry: Carry) -> Reply:
            named = f'Bearer resource_metadata="{other.url}"'
            return (await carry(asked)).having("www-authenticate", named)

        by_http.proxy.does(fault)
        seen = await diagnose(by_http.url)
        assert other.asked == []
    assert other.url in seen.told("Claude", "challenge")[0]


@pytest.mark.parametrize(
    ("path", "change", "step", "part"),
    [
        (
            "/.well-known/oauth-protected-resource",
            lambda fields: fields.update(resource=fields["resource"] + "/"),
            "resource_metadata",
            "letter by letter",
        ),
        (
            "/.well-known/oauth-protected-resource",
            lambda fields: fields.update(authorization_servers=["https://login.example"]),
            "resource_metadata",
            "https://login.example",
        ),
        (
            "/.well-known/oauth-protected-resource",
            lambda fields: fields.update(authorization_servers=[]),
            "resource_metadata",
            "no authorization server",
        ),
        (
            "/.well-known/oauth-authorization-server",
            lambda fields: fields.update(issuer=fields["issuer"] + "/"),
            "server_metadata",
            "letter by letter",
        ),
        (
            "/.well-known/oauth-authorization-server",
            lambda fields: fields.pop("code_challenge_methods_supported"),
            "server_metadata",
            "does not offer S256",
        ),
        (
            "/.well-known/oauth-authorization-server",
            lambda fields: fields.update(
                token_endpoint_auth_methods_supported=["client_secret_post"]
            ),
            "server_metadata",
            "does not offer none",
        ),
        (
            "/.well-known/oauth-authorization-server",
            lambda fields: fields.pop("registration_endpoint"),
            "server_metadata",
            "registration_endpoint is None",
        ),
        (
            "/.well-known/oauth-authorization-server",
            lambda fields: fields.update(token_endpoint="http://clara.example/token"),
            "server_metadata",
            "http://clara.example/token",
        ),
    ],
)
async def test_metadata_that_clients_refuse_are_named(
    by_http: Deployed,
    diagnose: Diagnose,
    path: str,
    change: Callable[[dict[str, Any]], object],
    step: str,
    part: str,
) -> None:
    by_http.proxy.does(rewritten(path, change))
    seen = await diagnose(by_http.url)
    assert seen.broken_at(step) == EVERY
    for client in EVERY:
        sentence, remedy = seen.told(client, step)
        assert part in sentence
        assert remedy


async def test_doors_for_signing_in_that_stay_shut_are_named(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    for path, step in (
        ("/token", "token_endpoint"),
        ("/register", "registration"),
        ("/authorize", "sign_in_page"),
    ):
        by_http.proxy.does(
            instead(
                page(404),
                lambda asked, path=path: asked.path.startswith(path) and asked.method != "OPTIONS",
            )
        )
        seen = await diagnose(by_http.url, "--register")
        assert set(seen.broken) == {(client, step) for client in EVERY}
        assert "hand /mcp, /.well-known/, " in seen.told("Claude", step)[1]


async def test_another_page_for_signing_in_is_named(by_http: Deployed, diagnose: Diagnose) -> None:
    by_http.proxy.does(instead(page(200), lambda asked: asked.path.startswith("/authorize")))
    seen = await diagnose(by_http.url, "--register")
    assert set(seen.broken) == {(client, "sign_in_page") for client in EVERY}
    assert "Content-Security-Policy" in seen.told("Claude", "sign_in_page")[0]


async def test_what_a_server_says_cannot_paint_the_terminal(
    by_http: Deployed, diagnose: Diagnose
) -> None:
    hostile = "http://evil.example/\x1b]0;owned\x07\u202e" + "x" * 500
    by_http.proxy.does(
        rewritten("/.well-known/oauth-protected-resource", lambda one: one.update(resource=hostile))
    )
    seen = await diagnose(by_http.url)
    sentence, _ = seen.told("Claude", "resource_metadata")
    assert "\x1b" not in sentence
    assert "\u202e" not in sentence
    assert len(sentence) < 500


@pytest.mark.parametrize(
    "reply",
    [
        Reply(302, (("location", "https://[::1/?"),)),
        Reply(401, (("www-authenticate", 'Bearer resource_metadata="{origin}/\xff\t"'),)),
        Reply(401, (("www-authenticate", "Bearer resource_metadata="),)),
        Reply(401, (("www-authenticate", "   "),)),
        Reply(200, (("content-type", "application/json"),), b"[" * 100_000),
        Reply(200, (("content-type", "application/json"),), b'"\xff"'),
        Reply(200, (("content-type", ";;"), ("date", "never")), b" " * (5 * 1024 * 1024)),
        Reply(503, (("retry-after", "9" * 5_000),), b'{"status": "error", "code": 7}'),
    ],
)
async def test_nonsense_is_a_finding_and_no_defect(
    by_http: Deployed, diagnose: Diagnose, reply: Reply
) -> None:
    headers = tuple((name, value.format(origin=by_http.origin)) for name, value in reply.headers)
    by_http.proxy.does(instead(Reply(reply.status, headers, reply.body)))
    seen = await diagnose(by_http.url, "--register")
    assert seen.ended.code == 1
    assert seen.ended.err == ""
    assert seen.broken
