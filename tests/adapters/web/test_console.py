"""The console's frame: who gets in, what a page is made of, and what another site can't do with it."""

import re

import httpx
import pytest

from clara.adapters.web.console.assets import ASSETS
from clara.domain.companies.company import Role
from tests.adapters.web.browser import ORIGIN, Browser, Seen
from tests.parity.support.doors import Doors
from tests.support.signed_in import join, newcomer

pytestmark = pytest.mark.anyio


@pytest.fixture
def browser(doors: Doors) -> Browser:
    browser = Browser(doors.http)
    browser.be(doors.world.a.administrator)
    return browser


@pytest.fixture
def stranger(doors: Doors) -> Browser:
    return Browser(doors.http)


async def test_a_stranger_is_sent_to_sign_in_and_back(stranger: Browser) -> None:
    assert (await stranger.open("/")).where == "/login"
    seen = await stranger.open("/", cookie="clara_session=clara_user_" + "0" * 36)
    assert (seen.status, seen.where) == (303, "/login")


async def test_signed_in_a_page_greets_in_the_frame(browser: Browser) -> None:
    seen = await browser.open("/")
    assert (seen.status, seen.title, seen.theme) == (200, "Home · Clara", "light")
    assert "Hello, Ana" in seen.text
    assert "Empresa" in seen.text or "Prueba" in seen.text
    assert seen.current == ["Home", "Home", "English"]
    assert len(seen.ids) == len(set(seen.ids))
    assert len(seen.answer.content) < 100_000


async def test_every_answer_keeps_the_browser_on_a_short_leash(browser: Browser) -> None:
    ends = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    own = "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    for path, sources in (("/", own), ("/login", "style-src 'self';")):
        headers = (await browser.open(path)).answer.headers
        assert headers["content-security-policy"] == f"default-src 'none'; {sources} {ends}"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"


async def test_no_page_has_script_or_style_in_itself(browser: Browser) -> None:
    html = (await browser.open("/")).answer.text
    assert "<style" not in html
    assert not re.search(r"\s(style|on[a-z]+)=", html)
    assert re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL) == [""]


async def test_assets_are_kept_for_good_at_an_address_of_their_content(browser: Browser) -> None:
    html = (await browser.open("/")).answer.text
    for name, address in ASSETS.addresses.items():
        assert f'"/assets/{address}"' in html or name not in ("console.css", "console.js")
        answer = await browser.http.get(f"/assets/{address}")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.status_code == 200
    assert (await browser.http.get("/assets/console.000000000000.css")).status_code == 404
    assert (await browser.http.get("/assets/..%2fconsole.py")).status_code == 404


async def test_signing_out_ends_the_session(browser: Browser, doors: Doors) -> None:
    token = browser.http.cookies["clara_session"]
    page = await browser.open("/")
    gone = await browser.send(page.form("/logout"))
    assert (gone.status, gone.where) == (303, "/login")
    assert not browser.http.cookies.get("clara_session")
    browser.keep("clara_session", token)
    assert (await browser.open("/")).where == "/login"


FORGED = [
    ({"sec-fetch-site": "cross-site"}, {}),
    ({"sec-fetch-site": "same-site"}, {}),
    ({"sec-fetch-site": "", "origin": "http://evil.example"}, {}),
    ({}, {"proof": ""}),
    ({}, {"proof": "0" * 64}),
    ({}, {"proof": "é"}),
]


@pytest.mark.parametrize(("headers", "fields"), FORGED)
async def test_another_sites_form_is_none_of_ours(
    browser: Browser, headers: dict[str, str], fields: dict[str, str]
) -> None:
    form = (await browser.open("/")).form("/logout")
    seen = await browser.post("/logout", form.fields | fields, **headers)
    assert seen.status == 403
    assert "was not sent from a page" in seen.alert
    assert (await browser.open("/")).status == 200


async def test_an_older_browser_tells_by_its_origin_where_it_was(browser: Browser) -> None:
    form = (await browser.open("/")).form("/logout")
    for origin, status in ((ORIGIN + ".evil.example", 403), ("null", 403), (ORIGIN, 303)):
        request = browser.http.build_request(
            "POST", "/logout", data=form.fields, headers={"origin": origin}
        )
        assert (await browser.http.send(request)).status_code == status


async def test_a_proof_is_good_for_its_session_only(browser: Browser, doors: Doors) -> None:
    form = (await browser.open("/")).form("/logout")
    browser.http.cookies.clear()
    browser.be(doors.world.a.bookkeeper)
    assert (await browser.send(form)).status == 403
    assert (await browser.open("/")).status == 200


async def test_pages_speak_the_language_chosen_else_ones_own(browser: Browser) -> None:
    assert (await browser.open("/")).language == "en"
    chosen = await browser.open("/?lang=pt")
    assert (chosen.language, chosen.answer.headers["content-language"]) == ("pt", "pt")
    assert "Olá, Ana" in chosen.text
    assert (await browser.open("/")).language == "pt"
    assert (await browser.open("/?lang=xx")).language == "pt"


async def test_no_query_breaks_a_page(browser: Browser) -> None:
    for query in ("path=x&self=1&lang=pt", "a=%ff&a=%00", "&&==", "lang=%3Cscript%3E", "x" * 2_000):
        seen = await browser.open(f"/?{query}")
        assert seen.status == 200, query
        assert seen.tags.count("script") == 1


async def test_who_belongs_to_several_companies_chooses_one(doors: Doors, browser: Browser) -> None:
    world = doors.world
    await join(world, world.a.administrator, world.b, Role.EMPLOYEE)
    page = await browser.open("/")
    form = page.form("/company")
    assert form.fields["company_id"] == world.a.company.id
    await browser.send(form, company_id=world.b.company.id)
    again = await browser.open("/")
    assert again.form("/company").fields["company_id"] == world.b.company.id
    await browser.send(form, company_id="company_" + "0" * 32)
    last = await browser.open("/")
    assert last.form("/company").fields["company_id"] == world.b.company.id


async def test_who_belongs_to_no_company_is_let_in(doors: Doors, stranger: Browser) -> None:
    stranger.be(await newcomer(doors.world))
    assert (await stranger.open("/")).status == 200


async def test_who_is_not_active_yet_activates_first(doors: Doors, stranger: Browser) -> None:
    stranger.be(await newcomer(doors.world, is_active=False))
    seen = await stranger.open("/")
    assert seen.where.startswith("/activate?email=nora")


async def test_a_hostile_name_is_shown_and_not_obeyed(doors: Doors, stranger: Browser) -> None:
    name = "<script>alert(1)</script> \"'><img"
    stranger.be(await newcomer(doors.world, first_name=name))
    seen = await stranger.open("/")
    assert name in seen.text
    assert seen.tags.count("script") == 1
    assert "img" not in seen.tags


async def test_no_address_makes_a_page_link_to_another_site(browser: Browser) -> None:
    for path in (
        "//elsewhere.example/a",
        "/%5Celsewhere.example",
        "/%2F/elsewhere.example",
        "/%22%3E",
    ):
        url = httpx.URL("http://localhost:8000").copy_with(raw_path=path.encode())
        answer = await browser.http.get(url, headers={"accept": "text/html"})
        links = Seen(answer).links
        assert answer.status_code == 404
        assert all(re.match(r"[#?]|/(?![/\\])", link) for link in links.values()), links


async def test_browsers_get_a_page_and_programs_json_for_what_is_not_there(
    browser: Browser,
) -> None:
    seen = await browser.open("/no-such-page")
    assert (seen.status, seen.title) == (404, "There is nothing here · Clara")
    assert seen.answer.headers["x-request-id"] in seen.alert
    for path in ("/no-such-page", "/api/v1/no-such-route"):
        answer = await browser.http.get(path, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")
    api = await browser.http.get("/api/v1/no-such-route", headers={"accept": "text/html"})
    assert api.json()["code"] == "route_not_found"
    wrong = await browser.http.delete("/logout", headers={"accept": "text/html"})
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "OPTIONS, POST")


async def test_who_finds_nothing_still_finds_the_way_on(browser: Browser) -> None:
    seen = await browser.open("/cards/card_" + "0" * 32)
    assert (seen.status, seen.title) == (404, "There is nothing here · Clara")
    assert {"/cards", "/transactions", "/settings"} <= set(seen.links.values())


async def test_the_flash_of_another_session_is_not_shown(browser: Browser) -> None:
    browser.keep("clara_flash", "bm90aGluZyBvZiBvdXJzLCBidXQgbG9uZyBlbm91Z2ggdG8gYmU=")
    seen = await browser.open("/")
    assert (seen.status, seen.said) == (200, "")
    assert not browser.http.cookies.get("clara_flash")
