"""Google's sign-in in a browser: redirects and the cookie in between."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.support.account_doors import Desk, opened_desk
from tests.support.google import Vouching, identity

pytestmark = pytest.mark.anyio

BROWSER, CALLBACK = "/auth/google/browser", "/auth/google/callback"


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Vouching:
    made = Vouching({"token-0": identity()})
    monkeypatch.setattr("clara.bootstrap._google", lambda settings, clock: made)
    return made


@pytest.fixture
async def desk(google: Vouching, url: str) -> AsyncIterator[Desk]:
    async with opened_desk(url) as desk:
        yield desk


def parts(answer: httpx.Response) -> tuple[str, str, set[str]]:
    """Name, value and attributes of the one cookie that is set."""
    [header] = answer.headers.get_list("set-cookie")
    first, *attributes = header.split("; ")
    name, _, value = first.partition("=")
    return name, value.strip('"'), {one.lower() for one in attributes}


async def test_a_browser_goes_to_google_with_a_cookie_for_the_way_back(desk: Desk) -> None:
    answer = await desk.ask("GET", BROWSER, None)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://accounts.example/authorize?")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    name, value, attributes = parts(answer)
    assert name == "clara_google"
    assert re.fullmatch(r"[\w=-]{80,}", value)
    assert {"httponly", "samesite=lax", "path=/api/v1/auth/google", "max-age=600"} <= attributes
    assert "secure" not in attributes
    assert not [one for one in attributes if one.startswith("domain")]


async def test_over_https_the_cookie_is_for_https_only(google: Vouching, url: str) -> None:
    async with opened_desk(url, public_url="https://clara.example.com") as desk:
        answer = await desk.ask("GET", BROWSER, None)
        name, _, attributes = parts(answer)
        assert name == "__Secure-clara_google"
        assert "secure" in attributes
        assert "https://clara.example.com/api/v1/auth/google/callback" in answer.headers["location"]


async def test_the_callbacks_address_is_ours_whatever_the_request_says(desk: Desk) -> None:
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    answer = await desk.ask("GET", BROWSER, None, headers=headers)
    assert "evil.example" not in answer.headers["location"]


async def come_back(desk: Desk, query: str, cookie: str | None) -> httpx.Response:
    desk.doors.http.cookies.clear()
    headers = {} if cookie is None else {"cookie": cookie}
    return await desk.ask("GET", f"{CALLBACK}?{query}", None, headers=headers)


async def test_who_comes_back_is_signed_in_and_the_cookie_ends(desk: Desk) -> None:
    name, value, _ = parts(await desk.ask("GET", BROWSER, None))
    query = "code=code-0&state=state-of-0&scope=openid&authuser=0&prompt=none&hd=x"
    answer = await come_back(desk, query, f"{name}={value}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["message"] == "User logged in successfully."
    token = answer.json()["data"]["token"]
    assert token.startswith("clara_user_")
    assert parts(answer)[1] == ""
    assert "max-age=0" in parts(answer)[2]
    assert answer.headers["cache-control"] == "no-store"
    me = await desk.ask("GET", f"/users/{answer.json()['data']['id']}", f"Bearer {token}")
    assert me.status_code == 200


@pytest.mark.parametrize(
    ("query", "keeps", "code"),
    [
        ("code=code-0&state=state-of-0", False, "google_flow_lost"),
        ("code=code-0&state=another", True, "google_flow_lost"),
        ("code=code-0", True, "google_flow_lost"),
        ("", True, "google_flow_lost"),
        ("error=access_denied&state=state-of-0", True, "google_code_refused"),
        ("code=another&state=state-of-0", True, "google_code_refused"),
    ],
)
async def test_anything_else_is_401(desk: Desk, query: str, keeps: bool, code: str) -> None:
    name, value, _ = parts(await desk.ask("GET", BROWSER, None))
    answer = await come_back(desk, query, f"{name}={value}" if keeps else None)
    assert (answer.status_code, answer.json()["code"]) == (401, code)


async def test_a_cookie_of_an_older_beginning_is_of_no_use(desk: Desk) -> None:
    name, value, _ = parts(await desk.ask("GET", BROWSER, None))
    desk.doors.world.clock.advance(minutes=10)
    answer = await come_back(desk, "code=code-0&state=state-of-0", f"{name}={value}")
    assert (answer.status_code, answer.json()["code"]) == (401, "google_flow_lost")


async def test_where_google_is_not_set_up_its_routes_are_not_found(url: str) -> None:
    async with opened_desk(url) as desk:
        browser = await desk.ask("GET", BROWSER, None)
        posted = await desk.ask("POST", "/auth/google", desk.key, json={"id_token": "x"})
        for answer in (browser, posted):
            assert (answer.status_code, answer.json()["code"]) == (404, "google_not_configured")
