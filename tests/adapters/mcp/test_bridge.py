"""The bridge: what is answered in HTTP before the protocol begins, and who sees which tools."""

import pytest

from clara.application.cards.lock_card import LockCard
from clara.domain.companies.company import Role
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind, digest, make_token
from tests.support.tool_results import facts_of

pytestmark = pytest.mark.anyio

KEY, TOKEN = CredentialKind.API_KEY, CredentialKind.MCP_TOKEN
ADMINISTRATOR, BOOKKEEPER = Role.ADMINISTRATOR, Role.BOOKKEEPER
PLAIN = {"misc_health", "misc_version", "user_view"}
CREDITS = {
    "transaction_view_all",
    "transaction_view",
    "stripe_rate",
    "stripe_portal",
    "stripe_buy",
}
ANALYST = {
    "task_view_all",
    "task_view",
    "agent_supported_attachments",
    "agent_open_upload_link",
}
PERSONAL = PLAIN | CREDITS | ANALYST
ALL = PERSONAL | {
    "agent_analysis",
    "list_cards",
    "view_card",
    "lock_card",
    "unlock_card",
    "simulate_authorization",
    "list_transactions",
    "view_transaction",
    "summarize_spending",
}


def refused(response, status, code):
    body = response.json()
    assert response.status_code == status
    assert body["code"] == code
    assert body["data"] is None
    assert body["status"] == "error"
    assert body["request_id"] == response.headers["x-request-id"]
    return True


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer    "},
        {"authorization": "Bearer nonsense"},
        {"authorization": "Basic dXNlcjpwYXNz"},
        {"authorization": f"Bearer {make_token(TOKEN, 999)}"},
        {"authorization": f"Bearer {make_token(CredentialKind.USER_TOKEN, 1)}"},
        {"authorization": "", "clara-mcp-token": make_token(KEY, 1)},
    ],
    ids=["none", "no token", "blank", "malformed", "basic", "unknown", "kind", "key as token"],
)
async def test_without_a_good_credential_the_answer_is_a_challenge(calling, world, headers):
    world.issue(KEY, ADMINISTRATOR)
    async with calling("") as caller:
        response = await caller.post("tools/list", headers=headers)
        assert refused(response, 401, "unauthenticated")
        assert response.headers["www-authenticate"] == "Bearer"


async def test_two_different_credentials_in_one_header_are_refused(app, calling, world):
    first, second = world.issue(), world.issue()
    async with calling(first) as caller:
        headers = [("clara-mcp-token", first), ("clara-mcp-token", second)]
        response = await caller.http.post("/mcp", json={}, headers=headers)
        assert refused(response, 401, "unauthenticated")


@pytest.mark.parametrize(
    "make_headers",
    [
        lambda token: {"authorization": f"Bearer {token}"},
        lambda token: {"authorization": f"bearer   {token}  "},
        lambda token: {"authorization": "", "clara-mcp-token": token},
        lambda token: {"authorization": "", "clara-mcp-token": f"  {token}\t"},
        lambda token: {"authorization": "Basic dXNlcjpwYXNz", "clara-mcp-token": token},
    ],
)
async def test_an_mcp_token_is_taken_from_both_headers_whatever_blanks_surround_it(
    calling, world, make_headers
):
    token = world.issue()
    async with calling("") as caller:
        response = await caller.post("tools/list", headers=make_headers(token))
        assert response.status_code == 200


async def test_blanks_around_the_protocols_own_headers_are_no_part_of_them(calling, world):
    blanks = {"mcp-method": "\ttools/call ", "mcp-name": " misc_version  "}
    async with calling(world.issue(), modern=True) as caller:
        called = {"name": "misc_version", "arguments": {}}
        response = await caller.post("tools/call", called, headers=blanks)
        wrong = await caller.post("tools/call", called, headers={"mcp-name": "misc version"})
    assert response.status_code == 200
    assert response.json()["result"]["isError"] is False
    assert wrong.status_code == 400


async def test_a_user_id_can_only_cause_a_refusal(calling, world):
    key = world.issue(KEY, ADMINISTRATOR)
    user_id = world.actors[digest(key)].user_id
    async with calling(key) as caller:
        right = await caller.post("tools/list", headers={"user-id": f" {user_id} "})
        wrong = await caller.post("tools/list", headers={"user-id": "user_" + "f" * 32})
        assert right.status_code == 200
        assert refused(wrong, 401, "unauthenticated")


async def test_an_inactive_user_is_told_to_activate_the_account(calling, world):
    async with calling(world.issue(TOKEN, ADMINISTRATOR, is_active=False)) as caller:
        assert refused(await caller.post("tools/list"), 401, "account_inactive")


async def test_a_revoked_token_is_refused_from_the_next_request_on(calling, world):
    token = world.issue()
    async with calling(token) as caller:
        assert (await caller.post("tools/list")).status_code == 200
        world.actors.clear()
        assert refused(await caller.post("tools/list"), 401, "unauthenticated")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:9999", 200),
        ("[::1]:8000", 200),
        ("CLARA.example.com:443", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("localhost@evil.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
async def test_only_our_own_host_names_are_served(calling, world, host, status):
    async with calling(world.issue()) as caller:
        response = await caller.post("tools/list", headers={"host": host})
        assert response.status_code == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:6274", 200),
        ("https://clara.example.com", 200),
        ("https://evil.example", 403),
        ("null", 403),
        ("file://localhost", 403),
        ("http://[", 403),
    ],
)
async def test_pages_of_foreign_origins_are_refused(calling, world, origin, status):
    async with calling(world.issue()) as caller:
        response = await caller.post("tools/list", headers={"origin": origin})
        assert response.status_code == status


async def test_a_defect_in_the_lookup_is_masked_and_logged(calling, world, caplog):
    token = world.issue()
    world.actors = None  # the lookup now fails
    async with calling(token) as caller:
        response = await caller.post("tools/list")
    assert refused(response, 500, "internal")
    assert "NoneType" not in response.text
    assert response.json()["request_id"] in caplog.text


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_four_mebibytes_is_too_large(calling, world, chunked):
    async def chunks():
        for _ in range(5):
            yield b" " * 1024 * 1024

    async with calling(world.issue()) as caller:
        headers = {"authorization": f"Bearer {caller.token}", "content-type": "application/json"}
        content = chunks() if chunked else b" " * (4 * 1024 * 1024 + 1)
        response = await caller.http.post("/mcp", content=content, headers=headers)
        assert response.status_code == 413


@pytest.mark.parametrize("version", ["2025-11-25", "2026-07-28"])
async def test_there_is_no_stream_to_get(calling, world, version):
    async with calling(world.issue()) as caller:
        headers = {
            "authorization": f"Bearer {caller.token}",
            "accept": "text/event-stream",
            "mcp-protocol-version": version,
        }
        response = await caller.http.get("/mcp", headers=headers)
        assert response.status_code == 405
        assert "POST" in response.headers["allow"]


async def test_a_slash_at_the_end_does_not_redirect(calling, world):
    async with calling(world.issue()) as caller:
        assert (await caller.post("tools/list", url="/mcp/")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "query", "is_dotted"),
    [
        (KEY, "", True),
        (TOKEN, "", False),
        (KEY, "?tool_names=underscore", False),
        (TOKEN, "?tool_names=dotted", True),
    ],
)
async def test_names_are_listed_in_one_spelling(calling, world, kind, query, is_dotted):
    async with calling(world.issue(kind, ADMINISTRATOR)) as caller:
        names = [tool["name"] for tool in await caller.tools("/mcp" + query)]
    assert len(names) == len(ALL)
    assert all(("." in name) is is_dotted for name in names)


@pytest.mark.parametrize("value", ["", "Dotted", "both"])
async def test_an_unknown_spelling_is_refused(calling, world, value):
    async with calling(world.issue()) as caller:
        response = await caller.post("tools/list", url=f"/mcp?tool_names={value}")
        assert refused(response, 400, "invalid_tool_names")


@pytest.mark.parametrize("name", ["misc.version", "misc_version"])
@pytest.mark.parametrize("modern", [False, True])
async def test_both_spellings_can_be_called(calling, world, name, modern):
    async with calling(world.issue(KEY), modern=modern) as caller:
        assert "version" in (await caller.call(name))["structuredContent"]


async def test_other_spellings_are_unknown(calling, world):
    async with calling(world.issue(TOKEN, ADMINISTRATOR)) as caller:
        result = await caller.call("card_list")
    assert result["isError"] is True
    assert "Unknown tool" in result["content"][0]["text"]


@pytest.mark.parametrize(
    ("roles", "scopes", "expected"),
    [
        ((ADMINISTRATOR,), frozenset(Scope), ALL),
        ((BOOKKEEPER,), frozenset(Scope), ALL),
        ((Role.MANAGER,), frozenset(Scope), PERSONAL),
        ((Role.EMPLOYEE, Role.MANAGER), frozenset(Scope), PERSONAL),
        ((Role.EMPLOYEE, BOOKKEEPER), frozenset(Scope), ALL),
        ((), frozenset(Scope), PERSONAL),
        ((), frozenset({Scope.CREDITS_BUY}), PLAIN | {"stripe_portal", "stripe_buy"}),
        ((ADMINISTRATOR,), frozenset({Scope.CARDS_READ}), PLAIN | {"list_cards", "view_card"}),
        ((ADMINISTRATOR,), frozenset(), PLAIN),
    ],
)
async def test_only_tools_that_role_and_scopes_allow_are_listed(
    calling, world, roles, scopes, expected
):
    async with calling(world.issue(TOKEN, *roles, scopes=scopes)) as caller:
        assert {tool["name"] for tool in await caller.tools()} == expected


async def test_a_tool_that_is_not_listed_is_refused_with_a_reason_when_called(calling, world):
    world.results[LockCard] = AssertionError("must not run")
    async with calling(world.issue(TOKEN, Role.EMPLOYEE)) as caller:
        result = await caller.call("lock_card", card="4471")
    assert result["isError"] is True
    assert facts_of(result)["code"] == "role_not_allowed"
    assert [entry.outcome.value for entry in world.entries] == ["refused"]


async def test_the_token_is_never_logged(calling, world, caplog):
    caplog.set_level("DEBUG")
    token = world.issue(TOKEN, ADMINISTRATOR)
    world.results[LockCard] = RuntimeError("boom")
    async with calling(token) as caller:
        await caller.call("lock_card", card="4471")
        await caller.post("tools/list", headers={"clara-mcp-token": token, "user-id": "x"})
    assert token not in caplog.text
