"""What other sites, letters and borrowed browsers try: a real browser goes along as far as it may."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.browser.conftest import Opens
from tests.browser.elsewhere import Elsewhere, elsewhere
from tests.browser.served import Served
from tests.browser.window import SESSION, Window, signs_in

pytestmark = pytest.mark.anyio

AWAY = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/%2f%2fevil.example",
    "\\\\evil.example",
    "javascript:document.title='evil'",
    "/\t/evil.example",
    "http:evil.example",
    "/@evil.example",
)


@pytest.fixture(scope="module")
def site() -> Iterator[Elsewhere]:
    with elsewhere() as site:
        yield site


@pytest.fixture
async def window(opens: Opens, served: Served) -> Window:
    window = await opens()
    await signs_in(window, served.demo["administrator"])
    return window


@pytest.fixture(scope="module")
def card(served: Served) -> str:
    found: str = served.rest("GET", f"{served.company}/cards?status=ACTIVE")["items"][0]["id"]
    return found


async def _fields(window: Window, card: str) -> dict[str, str]:
    """Everything that the card's own page would send to lock it."""
    await window.open(f"/cards/{card}")
    inputs = window.page.locator(f"form[action='/cards/{card}/lock'] input[type=hidden]")
    found = {}
    for one in await inputs.all():
        found[await one.get_attribute("name") or ""] = await one.input_value()
    assert {"proof", "company_id"} <= found.keys()
    return found


@pytest.mark.parametrize("where", ["near", "far"])
@pytest.mark.parametrize("knows_the_proof", [False, True], ids=["guessing", "knowing"])
async def test_a_form_of_another_site_changes_nothing(
    window: Window, served: Served, site: Elsewhere, card: str, where: str, knows_the_proof: bool
) -> None:
    fields = await _fields(window, card) if knows_the_proof else {"company_id": "company_x"}
    site.form(f"{served.base}/cards/{card}/lock", {**fields, "reason": "Forged"})
    await window.page.goto(f"{getattr(site, where)}/form")
    await window.page.wait_for_url(f"{served.base}/**")
    assert served.rest("GET", f"{served.company}/cards/{card}")["status"] == "ACTIVE"
    # It was sent to sign in, or was told why not, and it is signed in as before.
    assert "/login" in window.path or any(": 403" in one for one in window.problems)
    assert (await window.open("/cards")).status == 200
    assert window.path == "/cards"


async def test_a_script_of_another_origin_neither_sends_nor_reads(
    window: Window, served: Served, site: Elsewhere, card: str
) -> None:
    site.pages["/script"] = "<p>Nothing to see</p>"
    for origin in (site.near, site.far):
        await window.page.goto(f"{origin}/script")
        for init in (
            "{credentials: 'include'}",
            "{method: 'POST', credentials: 'include', body: new URLSearchParams({reason: 'x'})}",
            "{method: 'POST', credentials: 'include', headers: {'content-type': 'application/json'}}",
        ):
            read = await window.page.evaluate(
                f"fetch('{served.base}/cards/{card}/lock', {init}).then((one) => one.text(), () => null)"
            )
            assert read is None
    assert served.rest("GET", f"{served.company}/cards/{card}")["status"] == "ACTIVE"


async def test_a_form_of_ours_is_refused_with_another_sessions_proof(
    opens: Opens, window: Window, served: Served, card: str
) -> None:
    stranger = await opens()
    await signs_in(stranger, served.demo["bookkeeper"])
    await stranger.open(f"/cards/{card}")
    theirs = await stranger.page.locator("main input[name=proof]").first.input_value()
    await window.open(f"/cards/{card}")
    form = window.page.locator(f"form[action='/cards/{card}/lock']")
    await form.locator("input[name=proof]").evaluate("(one, text) => one.value = text", theirs)
    with window.expecting("403"):
        await form.get_by_role("button").click()
        await window.page.wait_for_url(f"**/cards/{card}/lock")
    assert served.rest("GET", f"{served.company}/cards/{card}")["status"] == "ACTIVE"


@pytest.mark.parametrize("path", ["/cards", "/login", "/settings/integrations", "/authorize"])
async def test_no_page_is_shown_in_a_frame(
    window: Window, served: Served, site: Elsewhere, path: str
) -> None:
    for origin in (site.near, site.far):
        site.frame(served.base + path)
        window.problems.clear()
        await window.page.goto(f"{origin}/frame")
        (frame,) = window.page.main_frame.child_frames
        await frame.wait_for_load_state()
        assert frame.url.startswith("chrome-error:")
        assert any("frame-ancestors" in one for one in window.problems)


@pytest.mark.parametrize("away", AWAY)
async def test_signing_in_leads_to_no_other_site(opens: Opens, served: Served, away: str) -> None:
    window = await opens()
    await signs_in(window, served.demo["administrator"], "/login?next=" + quote(away, safe=""))
    assert window.page.url.startswith(served.base + "/")
    assert "evil" not in await window.page.title()


@pytest.mark.parametrize("away", AWAY)
async def test_a_payment_leads_back_to_no_other_site(
    window: Window, served: Served, away: str
) -> None:
    answer = served.http.post(
        f"{served.base}/api/v1/stripe/buy",
        headers={"authorization": f"Bearer {served.token('administrator')}"},
        json={"amount": 50, "return_path": away},
    )
    if answer.is_success:
        await window.page.goto(answer.json()["data"]["url"])
        with window.expecting("404"):
            await window.page.get_by_role("button", name="Pay", exact=True).click()
            await window.page.wait_for_url(lambda url: "/checkout/" not in url)
        assert window.page.url.startswith(served.base + "/")
    else:
        assert answer.json()["code"] == "invalid_parameters"


async def test_a_planted_cookie_is_nobodys_session(opens: Opens, served: Served) -> None:
    window = await opens()
    await window.page.context.add_cookies(
        [{"name": SESSION, "value": "planted-by-somebody", "url": served.base}]
    )
    await window.open("/cards")
    assert window.path == "/login?next=%2Fcards"
    await signs_in(window, served.demo["administrator"])
    assert (await window.session())["value"] != "planted-by-somebody"


async def test_each_sign_in_is_a_session_of_its_own_and_ends_for_good(
    opens: Opens, served: Served
) -> None:
    window = await opens()
    await signs_in(window, served.demo["administrator"])
    first = await window.session()
    await signs_in(window, served.demo["administrator"], "/login?next=%2Fcards")
    second = await window.session()
    assert first["value"] != second["value"]
    await window.page.locator("details.menu summary").last.click()
    await window.page.get_by_role("button", name="Sign out").click()
    await window.page.wait_for_url("**/login*")
    assert await window.session() == {}
    thief = await opens()
    await thief.page.context.add_cookies(
        [{"name": SESSION, "value": second["value"], "url": served.base}]
    )
    await thief.open("/cards")
    assert thief.path.startswith("/login")


async def test_a_session_is_kept_from_scripts_and_other_sites(window: Window) -> None:
    for one in await window.page.context.cookies():
        assert one.get("httpOnly"), one
        assert one.get("sameSite") == "Lax", one
        assert one.get("path") == "/", one
    assert await window.page.evaluate("document.cookie") == ""
    ends = (await window.session())["expires"]
    now = await window.page.evaluate("Date.now() / 1000")
    assert 11.9 * 3600 < ends - now < 12.1 * 3600


async def test_a_page_is_not_kept_for_who_comes_next(window: Window) -> None:
    await window.open("/cards")
    await window.page.context.clear_cookies()
    await window.open("/forgot")
    with window.expecting("401", "403"):
        await window.page.go_back()
    assert "/login" in window.path
