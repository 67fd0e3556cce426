"""A server that lends the environment's credential, to programs on this computer only."""

from contextlib import asynccontextmanager

import httpx
import pytest

from clara.adapters.mcp.credentials import (
    EnvironmentCredential,
    credential_in,
    required_credential_in,
)
from clara.adapters.mcp.standalone import Lending, require_loopback
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import Invalid, Unauthenticated
from tests.support.pipes import modern

pytestmark = pytest.mark.anyio


@pytest.fixture
def lent(world):
    return EnvironmentCredential(world.issue(CredentialKind.API_KEY, Role.ADMINISTRATOR))


@pytest.fixture
def asking(app, lent):
    """`async with asking() as ask:` then `await ask(header=value)` lists tools."""

    @asynccontextmanager
    async def opened(credential=lent):
        transport = httpx.ASGITransport(Lending(app, credential))
        async with (
            app.lifespan(),
            httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http,
        ):

            async def ask(method="POST", **headers):
                body = modern(1, "tools/list")
                version = {"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list"}
                accept = {"accept": "application/json, text/event-stream"}
                sent = {name.replace("_", "-"): value for name, value in headers.items()}
                return await http.request(
                    method, "/mcp", json=body, headers={**version, **accept, **sent}
                )

            yield ask

    return opened


async def test_a_request_without_a_credential_acts_with_the_environments(asking):
    async with asking() as ask:
        answer = await ask()
    assert answer.status_code == 200
    assert "card.list" in [tool["name"] for tool in answer.json()["result"]["tools"]]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://localhost:3000"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"x_forwarded_for": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
        {"via": "1.1 proxy"},
        {"authorization": "Bearer clara_mcp_wrong"},
        {"authorization": "Basic YTpi"},
        {"clara_mcp_token": "clara_mcp_wrong"},
        {"authorization": ""},
    ],
    ids=str,
)
async def test_pages_proxies_and_whoever_brings_a_credential_borrow_nothing(asking, headers):
    async with asking() as ask:
        answer = await ask(**headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"origin": "https://evil.example"}, 403), ({"host": "evil.example"}, 421)],
)
async def test_foreign_hosts_and_origins_are_refused_as_ever(asking, headers, status):
    async with asking() as ask:
        assert (await ask(**headers)).status_code == status


async def test_an_own_credential_is_used_instead(asking, world):
    own = world.issue(CredentialKind.MCP_TOKEN, Role.BOOKKEEPER)
    async with asking() as ask:
        answer = await ask(clara_mcp_token=own)
    assert "list_cards" in [tool["name"] for tool in answer.json()["result"]["tools"]]


async def test_a_user_id_that_is_not_the_credentials_is_refused(asking, lent, world):
    (actor,) = world.actors.values()
    async with asking(EnvironmentCredential(lent.token, actor.user_id)) as ask:
        assert (await ask()).status_code == 200
        assert (await ask(user_id=actor.user_id)).status_code == 200
        assert (await ask(user_id="user_of_somebody_else")).status_code == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "clara.example.com", ""])
def test_an_address_that_others_reach_is_refused_with_the_reason(host, lent):
    with pytest.raises(Invalid, match="could act with the credential") as refused:
        require_loopback(host, lent)
    assert refused.value.code == "credential_in_the_open"
    require_loopback(host, None)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_loopback_may_borrow(host, lent):
    require_loopback(host, lent)


def test_an_mcp_token_is_used_before_an_api_key():
    found = credential_in({"CLARA_MCP_TOKEN": " token ", "API_KEY_TOKEN": "key", "USER_ID": "u"})
    assert found == EnvironmentCredential("token", "u")
    assert credential_in({"API_KEY_TOKEN": "key", "USER_ID": " "}) == EnvironmentCredential("key")


def test_without_a_token_there_is_nobody_to_act_for():
    assert credential_in({"USER_ID": "user_1", "API_KEY_TOKEN": ""}) is None
    with pytest.raises(Unauthenticated, match="nobody to act for"):
        required_credential_in({})


@pytest.mark.parametrize("value", ["a\r\nevil: 1", "clé", "x" * 513])
def test_what_no_header_carries_is_refused_without_showing_it(value):
    with pytest.raises(Invalid) as refused:
        credential_in({"API_KEY_TOKEN": value})
    assert value not in str(refused.value)


def test_a_credential_is_not_in_its_repr():
    assert "hidden" not in repr(EnvironmentCredential("hidden"))
