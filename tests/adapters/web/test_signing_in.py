"""A person's way into the console and what guards it, page by page in a browser without script."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest
from msgspec import structs

from clara.application.companies.invite_member import InviteMember
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.credentials.actor import Door
from clara.domain.mail.letter import CodeLetter, InvitationLetter
from clara.doors import build_server
from tests.adapters.web.browser import Browser, Seen
from tests.support.signed_in import letters, newcomer
from tests.support.world import World

pytestmark = pytest.mark.anyio

EMAIL, PASSWORD = "nora.prueba@example.com", "violin under seven lamps"
HOME = "/settings/security"


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest) -> str:
    """What is tried here does not depend on the store."""
    name: str = request.param
    return name


@asynccontextmanager
async def serving(world: World, **changes: str) -> AsyncIterator[Browser]:
    """A server with other settings over the same store, and a browser."""
    settings = structs.replace(world.core.settings, rate_limit="off", **changes)
    transport = httpx.ASGITransport(build_server(settings, core=world.core))
    where = urlsplit(settings.public_url)
    base = f"{where.scheme}://localhost:8000"
    async with httpx.AsyncClient(transport=transport, base_url=base) as http:
        yield Browser(http)


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    async with serving(world) as browser:
        yield browser


async def code_of(world: World, purpose: CodePurpose = CodePurpose.ACTIVATION) -> CodeLetter:
    """What the newest mail for it brings."""
    contents = [letter.content for letter in await letters(world)]
    return [c for c in contents if isinstance(c, CodeLetter) and c.purpose is purpose][-1]


async def signs_up(browser: Browser, **changes: str) -> Seen:
    form = (await browser.open("/signup")).form("/signup")
    who = {"first_name": "Nora", "last_name": "Prueba", "email": EMAIL, "password": PASSWORD}
    return await browser.send(form, **who | changes)


async def signs_in(browser: Browser, path: str = "/login", **typed: str) -> Seen:
    form = (await browser.open(path)).form("/login")
    return await browser.send(form, **{"email": EMAIL, "password": PASSWORD} | typed)


async def is_there(browser: Browser, world: World) -> None:
    """Somebody has signed up and activated the account."""
    await signs_up(browser)
    code = await code_of(world)
    activated = await browser.post("/activate", {"email": EMAIL, "code": code.link_code})
    assert activated.status == 200


def token_of(browser: Browser) -> str:
    return browser.http.cookies.get("clara_session") or ""


async def test_from_a_new_account_to_the_first_page(browser: Browser, world: World) -> None:
    seen = await browser.follow(await signs_up(browser))
    assert (seen.title, seen.status) == ("Activate your account · Clara", 200)
    assert (await browser.open("/")).where.startswith("/activate?email=nora")
    code = await code_of(world)
    done = await browser.send(seen.form("/activate"), code=code.code)
    assert "Your account is active" in done.text
    assert "Hello, Nora" in (await browser.open(done.links["Go on"])).text


async def test_a_code_that_got_lost_is_sent_again(browser: Browser, world: World) -> None:
    seen = await browser.follow(await signs_up(browser))
    before = await code_of(world)
    world.clock.advance(minutes=2)
    again = await browser.follow(await browser.post("/activate-again", {"email": EMAIL}))
    assert "is on its way" in again.said
    after = await code_of(world)
    assert after.code != before.code
    assert (await browser.send(seen.form("/activate"), code=after.code)).status == 200


async def test_what_is_wrong_with_a_new_account_is_said(browser: Browser, world: World) -> None:
    for changes, said in (
        ({"password": "password1"}, "too easy to guess"),
        ({"email": "nora"}, "not an e-mail address"),
        ({"first_name": ""}, "missing or not as it should be"),
        ({"email": world.a.administrator.user.email}, "There is an account"),
    ):
        seen = await signs_up(browser, **changes)
        assert said in seen.alert, seen.alert
        assert seen.form("/signup").fields["last_name"] == "Prueba"
        assert PASSWORD not in seen.answer.text
    assert not token_of(browser)


async def test_signing_in_leads_to_where_one_wanted_to_go(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    browser.http.cookies.clear()
    turned = await browser.open(f"{HOME}?a=1&b=x%20y")
    assert (turned.status, turned.where) == (
        303,
        "/login?next=%2Fsettings%2Fsecurity%3Fa%3D1%26b%3Dx%2By",
    )
    gone = await signs_in(browser, turned.where)
    assert gone.where == f"{HOME}?a=1&b=x+y"
    assert (await browser.follow(gone)).status == 200


async def test_each_sign_in_is_a_new_session(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    planted = world.b.administrator.tokens[Door.WEB]
    browser.keep("clara_session", planted)
    await signs_in(browser)
    first = token_of(browser)
    await signs_in(browser)
    assert len({planted, first, token_of(browser)}) == 3


async def test_a_wrong_password_is_told_without_telling_whose(
    browser: Browser, world: World
) -> None:
    await is_there(browser, world)
    browser.http.cookies.clear()
    told = [
        (await signs_in(browser, password="wrong")).alert.strip(),
        (await signs_in(browser, email="nobody@example.com")).alert.strip(),
    ]
    assert told == ["Address, password or code is wrong."] * 2
    assert not token_of(browser)


async def test_another_site_signs_nobody_in(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    browser.http.cookies.clear()
    fields = {"email": EMAIL, "password": PASSWORD}
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        assert (await browser.post("/login", fields, **headers)).status == 403
    assert not token_of(browser)


ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "/%5Celsewhere.example\\@x",
    "javascript:alert(1)",
    " //elsewhere.example",
    "/a\r\nset-cookie: x=1",
)


async def test_signing_in_leads_to_no_other_site(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    form = (await browser.open("/login")).form("/login")
    for where in ELSEWHERE:
        gone = await browser.send(form, email=EMAIL, password=PASSWORD, next=where)
        assert (gone.status, gone.where) == (303, "/"), where


async def test_a_forgotten_password_is_replaced(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    before = token_of(browser)
    form = (await browser.open("/forgot")).form("/forgot")
    seen = await browser.follow(await browser.send(form, email=EMAIL))
    assert "is on its way" in seen.said
    nobody = await browser.follow(await browser.send(form, email="nobody@example.com"))
    assert nobody.said == seen.said
    code = await code_of(world, CodePurpose.CHANGE_PASSWORD)
    new = "marmalade on quiet trains"
    twice = {"password": new, "password_again": new}
    done = await browser.send(seen.form("/reset-password"), code=code.code, **twice)
    assert "Your password was changed" in done.text
    browser.keep("clara_session", before)
    assert (await browser.open("/")).where == "/login"
    assert (await signs_in(browser, password=new)).where == "/"


async def test_an_app_becomes_the_second_factor(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    page = await browser.open(HOME)
    made = await browser.send(page.form(f"{HOME}/authenticator"))
    assert 'src="data:image/svg+xml;base64,' in made.answer.text
    found = re.findall(r"<pre[^>]*>([^<]+)</pre>", made.answer.text)
    secret, recovery = found[0], found[1].split()
    assert len(recovery) == 10
    wrong = await browser.send(made.form(f"{HOME}/on"), code="000000")
    assert (wrong.status, secret in wrong.answer.text) == (400, False)
    app = pyotp.TOTP(secret)
    done = await browser.follow(
        await browser.send(wrong.form(f"{HOME}/on"), code=app.at(world.clock.now()))
    )
    assert "second factor is on" in done.said
    browser.http.cookies.clear()
    step = await signs_in(browser)
    assert (step.status, token_of(browser)) == (200, "")
    assert "One more step" in step.alert
    world.clock.advance(minutes=1)
    typed = {"password": PASSWORD, "code": app.at(world.clock.now())}
    assert (await browser.send(step.form("/login"), **typed)).where == "/"
    again = await browser.open(HOME)
    off = await browser.send(again.form(f"{HOME}/off"), code=recovery[3])
    assert "second factor is off" in (await browser.follow(off)).said


async def test_a_code_by_mail_is_a_second_factor_too(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    page = await browser.open(HOME)
    asked = await browser.send(page.form(f"{HOME}/code"))
    code = await code_of(world, CodePurpose.TWO_FACTOR_AUTH)
    await browser.send(asked.form(f"{HOME}/on"), code=code.code)
    browser.http.cookies.clear()
    step = await signs_in(browser)
    world.clock.advance(minutes=2)
    sent = await browser.send(step.form("/login"), "Send me a code by mail")
    assert "is on its way" in sent.said
    code = await code_of(world, CodePurpose.TWO_FACTOR_AUTH)
    typed = {"password": PASSWORD, "code": code.code}
    assert (await browser.send(sent.form("/login"), **typed)).where == "/"


async def test_the_password_is_changed_with_a_code(browser: Browser, world: World) -> None:
    await is_there(browser, world)
    page = await browser.open(f"{HOME}/password")
    page = await browser.follow(await browser.send(page.form(f"{HOME}/password-code")))
    code = await code_of(world, CodePurpose.CHANGE_PASSWORD)
    new = "marmalade on quiet trains"
    form = page.form(f"{HOME}/password")
    differs = await browser.send(form, code=code.code, password=new, password_again="x")
    assert "not the same" in differs.alert
    done = await browser.send(form, code=code.code, password=new, password_again=new)
    assert "password was changed" in (await browser.follow(done)).said
    browser.http.cookies.clear()
    assert (await signs_in(browser, password=new)).where == "/"


async def test_an_invitation_is_accepted(browser: Browser, world: World) -> None:
    browser.be(await newcomer(world, email=EMAIL))
    await world.run(InviteMember, via=Door.WEB, email=EMAIL, role="bookkeeper")
    content = (await letters(world))[-1].content
    assert isinstance(content, InvitationLetter)
    page = await browser.open(f"/invitation?token={content.token}")
    assert EMAIL in page.text
    wrong = await browser.send(page.form("/invitation"), token="0" * 32)
    assert (wrong.status, "no such invitation" in wrong.alert) == (404, True)
    home = await browser.follow(await browser.send(page.form("/invitation")))
    assert f"You belong to {world.a.company.name} now." in home.said
    again = await browser.send(page.form("/invitation"), idempotency_key="another")
    assert "accepted already" in again.alert


async def test_where_google_is_not_set_up_it_is_not_offered(browser: Browser) -> None:
    seen = await browser.open("/login")
    assert "Continue with Google" not in seen.links
    refused = await browser.open("/login-google?next=/")
    assert refused.status == 404
    assert "switched off" in refused.alert


async def test_behind_https_and_a_prefix_cookies_are_secure_and_links_lead_back(
    browser: Browser, world: World
) -> None:
    await is_there(browser, world)
    async with serving(world, public_url="https://clara.example/bank") as far:
        page = await far.open("https://localhost:8000/login")
        assert page.forms[0].action == "/bank/login"
        assert page.links["Create an account"] == "/bank/signup"
        fields = {"email": EMAIL, "password": PASSWORD, "next": HOME}
        gone = await far.post("https://localhost:8000/login", fields)
        assert gone.where == f"/bank{HOME}"
        cookie = gone.answer.headers["set-cookie"].lower()
        assert cookie.startswith("__host-clara_session=clara_user_")
        assert {"httponly", "path=/", "samesite=lax", "secure"} <= set(cookie.split("; "))
        assert "domain" not in cookie
