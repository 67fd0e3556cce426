"""A program that knows only the address of `/mcp` gets in, over HTTP, as assistants do it."""

import base64
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.database import Session
from clara.adapters.system.passwords import Argon2Passwords
from clara.application.cards.lock_card import LockCard
from clara.application.cards.view_card import ViewCard
from tests.parity.support.doors import Doors
from tests.support.assistant import Assistant
from tests.support.oauth_client import CALLBACK, challenge_of, verifier
from tests.support.tool_results import facts_of

pytestmark = pytest.mark.anyio

PASSWORD = "violin under seven lamps"


@pytest.fixture
async def http(doors: Doors) -> httpx.AsyncClient:
    """A browser and a program in one; Ana, who administers `a`, has a password."""
    world = doors.world
    session = Session(world.core.database)
    session.write()
    hashed = await Argon2Passwords().hash(PASSWORD)
    user = world.a.administrator.user
    await SqlAccounts(session).replace_password(user.id, hashed, world.clock.now())
    await session.commit()
    await session.close()
    return doors.http


async def _json(answer: httpx.Response) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json()


async def _registered(http: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    body = {"client_name": "Assistant", "redirect_uris": [CALLBACK], **more}
    found: dict[str, Any] = await _json(await http.post("/register", json=body))
    return found


def _asking(program: str, secret: str, **changes: str) -> dict[str, str]:
    return {
        "client_id": program,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "state": "x y&z",
        "code_challenge": challenge_of(secret),
        "code_challenge_method": "S256",
        "scope": "cards:read cards:write",
        **changes,
    }


def _hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)
    assert found, page.text
    return unescape(found[1])


async def _signed_in(http: httpx.AsyncClient, doors: Doors, page: httpx.Response) -> httpx.Response:
    form = {
        "request": _hidden(page, "request"),
        "email": doors.world.a.administrator.user.email,
        "password": PASSWORD,
    }
    return await http.post("/authorize-sign-in", data=form)


def _consent(page: httpx.Response, **changes: str) -> dict[str, str]:
    return {
        "request": _hidden(page, "request"),
        "proof": _hidden(page, "proof"),
        "company_id": _hidden(page, "company_id"),
        "scope:cards:read": "on",
        "decision": "allow",
        **changes,
    }


async def test_from_a_401_to_a_tool_call(http: httpx.AsyncClient, doors: Doors) -> None:
    refused = await http.post("/mcp", json={})
    assert refused.status_code == 401
    found = re.fullmatch(r'Bearer resource_metadata="(.+)"', refused.headers["www-authenticate"])
    assert found
    resource = await _json(await http.get(urlsplit(found[1]).path))
    (issuer,) = resource["authorization_servers"]
    server = await _json(await http.get("/.well-known/oauth-authorization-server"))
    assert server["issuer"] == issuer
    assert not issuer.endswith("/")
    client = await _registered(http)
    secret = verifier()
    page = await http.get("/authorize", params=_asking(client["client_id"], secret))
    page = await _signed_in(http, doors, page)
    assert "Assistant" in page.text
    assert doors.world.a.company.name in unescape(page.text)
    assert "not used for 30 days" in page.text
    sent = await http.post("/authorize-decide", data=_consent(page))
    assert sent.status_code == 303
    query = parse_qs(urlsplit(sent.headers["location"]).query)
    assert sent.headers["location"].startswith(CALLBACK + "?")
    assert (query["state"], query["iss"]) == (["x y&z"], [issuer])
    form = {
        "grant_type": "authorization_code",
        "client_id": client["client_id"],
        "code": query["code"][0],
        "code_verifier": secret,
        "redirect_uri": CALLBACK,
        "resource": resource["resource"],
    }
    answer = await http.post("/token", data=form)
    assert answer.headers["cache-control"] == "no-store"
    tokens = await _json(answer)
    assert (tokens["token_type"], tokens["scope"]) == ("Bearer", "cards:read")
    listed = await http.post(
        "/mcp",
        headers={
            "authorization": f"Bearer {tokens['access_token']}",
            "accept": "application/json, text/event-stream",
        },
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
    )
    names = {tool["name"] for tool in listed.json()["result"]["tools"]}
    assert {"list_cards", "view_card"} <= names
    assert not names & {"lock_card", "list_transactions"}
    over_rest = await http.get(
        f"/api/v1/companies/{doors.world.a.company.id}/cards",
        headers={"authorization": f"Bearer {tokens['access_token']}"},
    )
    assert over_rest.status_code == 401


async def test_a_person_can_want_to_be_asked_before_each_unlock(
    http: httpx.AsyncClient, doors: Doors
) -> None:
    """With the box ticked the program's unlock asks; signing in again, the box is ticked still."""
    world = doors.world
    await world.run(LockCard, card="4417")
    client = await _registered(http)
    secret = verifier()
    page = await http.get("/authorize", params=_asking(client["client_id"], secret))
    page = await _signed_in(http, doors, page)
    assert "checked" not in _ask_first(page)
    ticked = _consent(page, **{"scope:cards:write": "on", "ask-first": "on"})
    sent = await http.post("/authorize-decide", data=ticked)
    (code,) = parse_qs(urlsplit(sent.headers["location"]).query)["code"]
    form = {"grant_type": "authorization_code", "client_id": client["client_id"]}
    form |= {"code": code, "code_verifier": secret, "redirect_uri": CALLBACK}
    tokens = await _json(await http.post("/token", data=form))
    assistant = Assistant(http, tokens["access_token"])
    asked = await assistant.call("unlock_card", card="4417")
    assert facts_of(asked)["code"] == "confirmation_required"
    assert not (await world.run(ViewCard, card="4417")).card.can_spend
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    assert "checked" in _ask_first(page)


def _ask_first(page: httpx.Response) -> str:
    found = re.search(r'<input[^>]*name="ask-first"[^>]*>', page.text)
    assert found, page.text
    return found[0]


async def test_what_is_declined_the_program_is_told(http: httpx.AsyncClient, doors: Doors) -> None:
    client = await _registered(http)
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    page = await _signed_in(http, doors, page)
    sent = await http.post("/authorize-decide", data=_consent(page, decision="deny"))
    query = parse_qs(urlsplit(sent.headers["location"]).query)
    assert (query["error"], query["state"]) == (["access_denied"], ["x y&z"])


async def test_a_form_that_we_did_not_make_grants_nothing(
    http: httpx.AsyncClient, doors: Doors
) -> None:
    client = await _registered(http)
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    page = await _signed_in(http, doors, page)
    for changes in ({"proof": "0" * 64}, {"proof": ""}, {"proof": "é"}, {"request": "x" * 50}):
        sent = await http.post("/authorize-decide", data=_consent(page, **changes))
        assert sent.status_code == (400 if "request" in changes else 403)
        assert "location" not in sent.headers


async def test_without_the_cookie_a_form_grants_nothing(
    http: httpx.AsyncClient, doors: Doors
) -> None:
    client = await _registered(http)
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    page = await _signed_in(http, doors, page)
    http.cookies.clear()
    assert (await http.post("/authorize-decide", data=_consent(page))).status_code == 403


async def test_the_cookie_is_for_our_pages_only(http: httpx.AsyncClient, doors: Doors) -> None:
    client = await _registered(http)
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    page = await _signed_in(http, doors, page)
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    me = f"/api/v1/users/{doors.world.a.administrator.user.id}"
    assert (await http.get(me)).status_code == 401


async def test_a_page_lets_browsers_go_back_to_the_program_and_nowhere_else(
    http: httpx.AsyncClient,
) -> None:
    client = await _registered(http)
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    policy = page.headers["content-security-policy"]
    assert "form-action 'self' https://assistant.example;" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\u202eevil", "A" * 200])
async def test_what_a_program_calls_itself_is_only_text(http: httpx.AsyncClient, name: str) -> None:
    client = await _registered(http, client_name=name)
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "\u202e" not in page.text
    assert len(client["client_name"]) <= 80


async def test_a_wrong_password_is_said_and_nobody_is_sent_anywhere(
    http: httpx.AsyncClient,
) -> None:
    client = await _registered(http)
    page = await http.get("/authorize", params=_asking(client["client_id"], verifier()))
    form = {"request": _hidden(page, "request"), "email": "nobody@example.com", "password": "x"}
    again = await http.post("/authorize-sign-in", data=form)
    assert again.status_code == 400
    assert "wrong" in again.text
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"resource": "https://elsewhere.example"}, "invalid_target"),
    ],
)
async def test_a_programs_mistake_goes_back_to_it(
    http: httpx.AsyncClient, changes: dict[str, str], error: str
) -> None:
    client = await _registered(http)
    asked = _asking(client["client_id"], verifier(), **changes)
    sent = await http.get("/authorize", params=asked)
    assert sent.status_code == 303
    query = parse_qs(urlsplit(sent.headers["location"]).query)
    assert (query["error"], query["state"]) == ([error], ["x y&z"])


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/"},
        *({"client_id": "client_x"}, {"client_id": ""}, {"client_id": "client_\x00"}),
        {"client_id": "https://assistant.example/client.json"},
    ],
)
async def test_nobody_is_sent_to_an_address_that_was_not_registered(
    http: httpx.AsyncClient, changes: dict[str, str]
) -> None:
    client = await _registered(http)
    asked = _asking(client["client_id"], verifier(), **changes)
    shown = await http.get("/authorize", params=asked)
    assert shown.status_code == 400
    assert "location" not in shown.headers


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "unsupported_grant_type"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, 401, "invalid_client"),
        ({"grant_type": "refresh_token", "client_id": "x"}, 400, "invalid_request"),
        (
            {"grant_type": "refresh_token", "client_id": "x", "refresh_token": "y"},
            401,
            "invalid_client",
        ),
    ],
)
async def test_errors_are_in_the_protocols_words(
    http: httpx.AsyncClient, form: dict[str, str], status: int, error: str
) -> None:
    answer = await http.post("/token", data=form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"].isascii()


async def test_a_client_secret_may_come_in_the_header(http: httpx.AsyncClient) -> None:
    client = await _registered(http, token_endpoint_auth_method="client_secret_basic")
    pair = f"{client['client_id']}:{client['client_secret']}"
    headers = {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
    form = {"grant_type": "refresh_token", "refresh_token": "clara_ort_nobodys"}
    answer = await http.post("/token", data=form, headers=headers)
    assert answer.json()["error"] == "invalid_grant"
    wrong = {"authorization": "Basic " + base64.b64encode(pair[:-1].encode()).decode()}
    answer = await http.post("/token", data=form, headers=wrong)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"] == "Basic"


@pytest.mark.parametrize("path", ["/register", "/token", "/.well-known/oauth-protected-resource"])
async def test_programs_in_browsers_may_ask_from_any_page(
    http: httpx.AsyncClient, path: str
) -> None:
    asked = await http.options(path, headers={"origin": "https://inspector.example"})
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    answer = await http.get(path)
    assert answer.headers["access-control-allow-origin"] == "*"
