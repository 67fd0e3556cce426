"""On the page where a program asks for access, people sign in with Google: a real OpenID provider,
and a browser that keeps cookies."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select, update

from clara.adapters.persistence.tables import credentials, users
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.credentials.actor import Door
from tests.parity.support.doors import opened_doors
from tests.support.account_doors import Desk
from tests.support.oauth_client import CALLBACK
from tests.support.oidc.provider import Provider
from tests.support.visitor import Seen, Visitor

pytestmark = pytest.mark.anyio

BACK = "/authorize-google-callback"


@pytest.fixture
async def visitor(
    oidc: Provider, url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Visitor]:
    """The administrator of `a`, whose address is one that Google runs."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    google = {
        "google_issuer": oidc.issuer,
        "google_client_id": oidc.client_id,
        "google_client_secret": oidc.client_secret,
    }
    async with opened_doors(url, **google) as doors:
        visitor = Visitor(doors)
        says(oidc, visitor)
        yield visitor


def says(oidc: Provider, visitor: Visitor, **changes: Any) -> None:
    """What the next id token says, by the test's own clock."""
    world = visitor.doors.world
    now = int(world.clock.now().timestamp())
    email = world.a.administrator.user.email
    times = {"iat": now, "nbf": now, "exp": now + 3_600}
    oidc.say_of_the_next(**{"email": email, "hd": "example.com", **times, **changes})


async def program(visitor: Visitor, **changes: Any) -> Seen:
    """A program that registered sends the browser to us."""
    body = {"client_name": "Assistant", "redirect_uris": [CALLBACK]}
    made = (await visitor.http.post("/register", json=body)).json()
    return await visitor.opens(made["client_id"], **changes)


async def goes(visitor: Visitor, page: Seen) -> dict[str, str]:
    """By the page's link to Google, where somebody signs in; what the browser brings back."""
    [link] = page.links
    left = await visitor.follows(link)
    assert left.status == 303, left.text
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(left.answer.headers["location"])
    where = urlsplit(answer.headers["location"])
    assert where.path == BACK
    return {name: values[0] for name, values in parse_qs(where.query).items()}


async def returns(visitor: Visitor, brought: dict[str, str]) -> Seen:
    return Seen(await visitor.http.get(BACK, params=brought))


async def sessions(visitor: Visitor) -> int:
    query = select(credentials.c.id).where(credentials.c.name == "Sign-in")
    return len(await visitor.doors.world.rows(query))


async def test_who_signs_in_with_google_decides_like_anybody(visitor: Visitor) -> None:
    page = await program(visitor)
    assert "Continue with Google" in page.text
    done = await returns(visitor, await goes(visitor, page))
    assert done.status == 303
    assert done.answer.headers["location"].startswith("/authorize?continue=")
    page = await visitor.follows(done.answer.headers["location"])
    assert "Connect Assistant?" in page.text
    told = await visitor.allows(page)
    assert told["state"] == "x y&z"
    assert told["code"].startswith("clara_oac_")


async def test_the_way_there_and_back_leaves_one_cookie_that_only_we_read(
    visitor: Visitor,
) -> None:
    page = await program(visitor)
    left = await visitor.follows(page.links[0])
    cookie = left.answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/", "max-age=600"} <= set(cookie.split("; "))
    assert left.answer.headers["referrer-policy"] == "no-referrer"
    done = await returns(visitor, await goes(visitor, page))
    set_again = [one.lower() for one in done.answer.headers.get_list("set-cookie")]
    assert [one for one in set_again if "clara_google_page=" in one and "max-age=0" in one]
    assert "clara_google_page" not in visitor.http.cookies


async def test_nothing_is_offered_where_google_is_not_set_up(url: str) -> None:
    async with opened_doors(url) as doors:
        page = await program(Visitor(doors))
        assert (page.status, page.links) == (200, [])
        sealed = page.fields["request"]
        page = Seen(await doors.http.get("/authorize-google", params={"continue": sealed}))
        assert page.status == 404
        assert "switched off" in page.text


async def test_a_request_too_large_for_a_cookie_is_not_offered_it(visitor: Visitor) -> None:
    page = await program(visitor, state="s" * 1_500)
    assert len(page.links) == 1
    assert len((await visitor.follows(page.links[0])).answer.headers["set-cookie"]) < 4_096
    body = {"redirect_uris": [CALLBACK + "?" + "x" * 1_900]}
    made = (await visitor.http.post("/register", json=body)).json()
    changes = {"redirect_uri": body["redirect_uris"][0], "state": "s" * 2_000}
    page = await visitor.opens(made["client_id"], **changes)
    assert (page.status, page.links) == (200, [])


@pytest.mark.parametrize(
    "changes",
    [{"state": "another"}, {"state": ""}, {"code": "another"}],
)
async def test_what_another_browser_would_bring_signs_nobody_in(
    visitor: Visitor, changes: dict[str, str]
) -> None:
    brought = await goes(visitor, await program(visitor))
    before = await sessions(visitor)
    page = await returns(visitor, {**brought, **changes})
    assert page.status == 400
    assert "Google" in page.text
    assert page.action == "authorize-sign-in"
    assert await sessions(visitor) == before
    again = await returns(visitor, brought)
    assert again.status == 400
    assert await sessions(visitor) == before


async def test_without_the_cookie_there_is_nothing_to_come_back_to(visitor: Visitor) -> None:
    brought = await goes(visitor, await program(visitor))
    visitor.http.cookies.clear()
    page = await returns(visitor, brought)
    assert page.status == 400
    assert "Begin again in the program" in page.text
    assert "clara_session" not in visitor.http.cookies


async def test_after_ten_minutes_it_is_too_late(visitor: Visitor) -> None:
    brought = await goes(visitor, await program(visitor))
    visitor.doors.world.clock.advance(minutes=10)
    page = await returns(visitor, brought)
    assert page.status == 400
    assert "took too long" in page.text


async def test_what_was_begun_for_rest_ends_there_and_not_here(visitor: Visitor) -> None:
    page = await program(visitor)
    rest = await visitor.http.get("/api/v1/auth/google/browser")
    back = parse_qs(urlsplit(rest.headers["location"]).query)["redirect_uri"][0]
    assert urlsplit(back).path == "/api/v1/auth/google/callback"
    brought = await goes(visitor, page)
    ended = await visitor.http.get("/api/v1/auth/google/callback", params=brought)
    assert (ended.status_code, ended.json()["code"]) == (401, "google_flow_lost")


async def test_who_declines_at_google_is_asked_again_here(visitor: Visitor) -> None:
    brought = await goes(visitor, await program(visitor))
    page = await returns(visitor, {"state": brought["state"], "error": "access_denied"})
    assert page.status == 400
    assert "You were not signed in with Google" in page.text
    assert page.action == "authorize-sign-in"
    assert len(page.links) == 1


async def test_while_google_is_away_the_password_is_left(visitor: Visitor, oidc: Provider) -> None:
    page = await program(visitor)
    oidc.fail()
    page = await visitor.follows(page.links[0])
    assert page.status == 503
    assert "Google does not answer" in page.text
    await visitor.has_password()
    page = await visitor.signs_in(page)
    assert "Connect Assistant?" in page.text


async def test_an_account_that_waits_to_be_activated_is_not_taken_over(visitor: Visitor) -> None:
    world = visitor.doors.world
    await world.change(
        update(users).where(users.c.id == world.a.administrator.user.id).values(is_active=False)
    )
    page = await returns(visitor, await goes(visitor, await program(visitor)))
    assert page.status == 409
    assert "waits to be activated" in page.text
    assert "clara_session" not in visitor.http.cookies


async def test_an_address_that_google_does_not_run_joins_no_account(
    visitor: Visitor, oidc: Provider
) -> None:
    says(oidc, visitor, hd="")
    page = await returns(visitor, await goes(visitor, await program(visitor)))
    assert page.status == 409
    assert "Use its password" in page.text


async def test_who_is_new_here_belongs_nowhere_and_may_sign_in_as_somebody_else(
    visitor: Visitor, oidc: Provider
) -> None:
    says(oidc, visitor, email="somebody.new@gmail.com")
    done = await returns(visitor, await goes(visitor, await program(visitor)))
    page = await visitor.follows(done.answer.headers["location"])
    assert page.status == 403
    assert "you are neither" in page.text
    assert page.buttons == ["sign-out"]
    page = await visitor.sends(page, decision="sign-out")
    assert page.action == "authorize-sign-in"
    assert "clara_session" not in visitor.http.cookies


@pytest.fixture
async def code_wanted(visitor: Visitor) -> Seen:
    """The page after Google, of somebody who has a second factor."""
    world = visitor.doors.world
    await world.change(
        update(users).where(users.c.id == world.a.administrator.user.id).values(is_2fa_enabled=True)
    )
    return await returns(visitor, await goes(visitor, await program(visitor)))


async def _mailed_code(visitor: Visitor) -> str:
    doors = visitor.doors
    desk = Desk(doors, doors.people["application"].tokens[Door.REST])
    email = doors.world.a.administrator.user.email
    return await desk.send_code(email, CodePurpose.TWO_FACTOR_AUTH)


async def test_a_second_factor_is_asked_for_here_too(visitor: Visitor, code_wanted: Seen) -> None:
    assert code_wanted.status == 200
    assert "second factor" in code_wanted.text
    assert "clara_session" not in visitor.http.cookies
    page = await visitor.sends(code_wanted, code="000000")
    assert (page.status, page.action) == (400, "authorize-google-code")
    assert "clara_session" not in visitor.http.cookies
    done = await visitor.sends(page, code=await _mailed_code(visitor))
    assert done.status == 303
    page = await visitor.follows(done.answer.headers["location"])
    assert "Connect Assistant?" in page.text


@pytest.mark.parametrize("changes", [{"proof": "0" * 64}, {"proof": "é"}, {"nonce": "another"}])
async def test_the_form_for_it_is_ours_and_this_browsers(
    visitor: Visitor, code_wanted: Seen, changes: dict[str, str]
) -> None:
    code = await _mailed_code(visitor)
    page = await visitor.sends(code_wanted, code=code, **changes)
    assert page.status == 403
    visitor.http.cookies.clear()
    page = await visitor.sends(code_wanted, code=code)
    assert page.status == 403
    assert "clara_session" not in visitor.http.cookies


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "x" * 40, ""])
async def test_what_we_did_not_open_leads_nowhere(visitor: Visitor, where: str) -> None:
    for path in ("/authorize-google", "/authorize"):
        page = Seen(await visitor.http.get(path, params={"continue": where}))
        assert page.status == 400
        assert "location" not in page.answer.headers


async def to_our_page(visitor: Visitor, where: str) -> Seen:
    """From the console's own sign-in by way of Google, on the way to `where`."""
    page = Seen(await visitor.http.get("/login", params={"next": where}))
    [link] = [link for link in page.links if link.startswith("/login-google")]
    left = await visitor.follows(link)
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(left.answer.headers["location"])
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return await returns(visitor, {name: values[0] for name, values in query.items()})


async def test_google_leads_to_a_page_of_ours_too(visitor: Visitor) -> None:
    done = await to_our_page(visitor, "/settings/security?a=%C3%B1")
    assert done.status == 303
    assert done.answer.headers["location"] == "/settings/security?a=%C3%B1"
    assert (await visitor.follows("/settings/security")).status == 200


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example/", "/" + "x" * 3_000])
async def test_google_leads_to_no_page_of_others(visitor: Visitor, where: str) -> None:
    done = await to_our_page(visitor, where)
    assert (done.status, done.answer.headers["location"]) == (303, "/")


async def test_after_google_a_second_factor_is_asked_for_on_the_way_to_our_page(
    visitor: Visitor,
) -> None:
    world = visitor.doors.world
    await world.change(
        update(users).where(users.c.id == world.a.administrator.user.id).values(is_2fa_enabled=True)
    )
    page = await to_our_page(visitor, "/settings/security")
    assert (page.status, page.action) == (200, "login-google-code")
    code = await _mailed_code(visitor)
    forged = await visitor.sends(page, code=code, proof="0" * 64)
    assert forged.status == 403
    assert "clara_session" not in visitor.http.cookies
    done = await visitor.sends(page, code=code)
    assert (done.status, done.answer.headers["location"]) == (303, "/settings/security")
