"""A page made of every part of the kit, by a handler as page builders write them: what it shows,
what a form brings back, and what happens to what nobody caught."""

from collections.abc import AsyncIterator
from typing import cast

import httpx
import pytest
from jinja2 import ChoiceLoader, DictLoader
from litestar import Litestar, get, post
from litestar.datastructures import State

from clara.adapters.gateway.dispatcher import ASGIApp
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.flash import Undo
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.routes import PLACES, console_routes, pages_of
from clara.adapters.web.console.site import build_site, state_of, template_config
from clara.adapters.web.console.visit import Answer
from clara.application.cards.list_cards import ListCards
from clara.application.cards.lock_card import LockCard
from clara.application.companies.invite_member import InviteMember
from clara.domain.errors import ClaraError
from tests.adapters.web.browser import Browser
from tests.support.world import World

pytestmark = pytest.mark.anyio

TEMPLATE = """
{% extends "layout.html" %}
{% from "kit.html" import action, area, badge, card, choices, confirm, copyable, empty, facts, field,
   get_form, link_button, meter, money, notice, pager, post_form, select, submit, table, tick
   with context %}
{% set place = "home" %}
{% block content %}
{% call get_form("/probe") %}{{ field("q", "Search", type="search", value=asked.q | default("")) }}{% endcall %}
{% call(one) table("Some cards", ["Card", ["Limit", "money"], "Since"], cards) %}
<th scope="row">{{ one.label }} {{ badge(one.status, "good") }}</th>
<td class="money">{% if one.limit_minor is not none %}{{ money(one.limit_minor, one.currency) }}{% endif %}</td>
<td>{{ one.created_at | moment }} {{ one.created_at.date() | day }}</td>
{% endcall %}
{{ pager("next-cursor") }}
{{ empty("Nothing") }}{{ notice("Mind", "warn") }}{{ copyable("curl <me>", "Command") }}
{{ facts([("Rows", 12345 | number), ("Share", 123 | percent)]) }}{{ meter("80 %", 80) }}
{% call card("Lock") %}{{ action("Lock", "/probe/lock", {"card": "4417"}) }}{% endcall %}
{{ confirm("Unlock", "Really?", "Yes", "/probe/lock", {"card": "4471"}) }}
{{ link_button("Elsewhere", "/") }}
{% call post_form("/probe") %}
{{ field("email", "Address", type="email", required=true, hint="Theirs", maxlength=254) }}
{{ field("password", "Secret", type="password") }}
{{ select("role", "Role", [("", "None"), ("employee", "Employee"), ("manager", "Manager")], value="employee") }}
{{ area("note", "Note", "as it was") }}
{% call choices("Which") %}{{ tick("scope", "One", "a", true) }}{{ tick("scope", "Two", "b") }}{% endcall %}
{{ submit("Invite") }}
{% endcall %}
{% endblock %}
"""


@get("/probe")
async def probe(page: Page) -> Answer:
    return await shown(page)


@post("/probe")
async def invite(page: Page) -> Answer:
    try:
        await page.run(InviteMember, **page.filled("email", "role"))
    except ClaraError as error:
        return await shown(page, error)
    return page.go("/probe", "probe.invited", who=page.given["email"])


@post("/probe/lock")
async def lock(page: Page) -> Answer:
    done = await page.done(LockCard, card=page.given["card"])
    undo = Undo(label="Undo", path="/probe/lock", fields={"card": page.given["card"]})
    said = "probe.again" if done.replayed else "probe.locked"
    return page.go("/probe", said, undo=undo)


@get("/probe/broken")
async def broken(page: Page) -> Answer:
    raise ZeroDivisionError("the inside of it")


@get("/probe/card")
async def wrong(page: Page) -> Answer:
    await page.run(LockCard, card="0000")
    return page.show("probe.html")


async def shown(page: Console, error: ClaraError | None = None) -> Answer:
    found = await page.run(ListCards, **page.wished("q", "limit"))
    return page.show("probe.html", error=error, cards=found.items)


@pytest.fixture
async def browser(world: World) -> AsyncIterator[Browser]:
    settings = world.core.settings
    site = build_site(settings, PLACES)
    said = {"title": "Probe", "invited": "Invited {who}.", "locked": "Locked.", "again": "Again."}
    for texts in site.texts.values():
        texts |= {f"probe.{name}": text for name, text in said.items()}
    templates = template_config(site)
    assert templates.instance is not None
    engine = templates.instance.engine
    assert engine.loader is not None
    engine.loader = ChoiceLoader([engine.loader, DictLoader({"probe.html": TEMPLATE})])
    pages = [probe, invite, lock, broken, wrong]
    app = Litestar(
        route_handlers=[*console_routes(is_sandbox=True), pages_of(pages)],
        template_config=templates,
        state=State({"runner": world.core.runner, "settings": settings, **state_of(site)}),
        logging_config=None,
        openapi_config=None,
    )
    transport = httpx.ASGITransport(cast("ASGIApp", app))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        browser = Browser(http)
        browser.be(world.a.administrator)
        yield browser


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest) -> str:
    """What is tried here does not depend on the store."""
    name: str = request.param
    return name


async def test_every_part_of_the_kit_is_shown(browser: Browser) -> None:
    seen = await browser.open("/probe?limit=4")
    assert seen.status == 200
    for said in ("USD\xa020,000.00", "12,345", "12.3\xa0%", "Some cards", "Really?", "curl <me>"):
        assert said in seen.text, seen.text
    assert seen.links["Next page"] == "/probe?limit=4&cursor=next-cursor"
    form = seen.form("/probe") if len(seen.forms) == 1 else seen.forms[-1]
    assert form.fields["role"] == "employee"
    assert form.fields["scope"] == "a"
    assert {f"f-{name}" for name in ("q", "email", "password", "role", "note")} <= seen.labels
    assert len(seen.ids) == len(set(seen.ids))


async def test_numbers_and_moments_are_written_as_the_language_does(browser: Browser) -> None:
    seen = await browser.open("/probe?lang=pt")
    assert "MXN\xa05.000,00" in seen.text
    assert "12.345" in seen.text
    assert "12,3\xa0%" in seen.text


async def test_what_was_wrong_stands_beside_its_field(browser: Browser) -> None:
    form = (await browser.open("/probe")).forms[-1]
    seen = await browser.send(form, email="no address", password="secret-of-mine")
    assert seen.status == 400
    assert "missing or not as it should be" in seen.alert
    html = seen.answer.text
    assert 'aria-describedby="f-email-wrong f-email-hint" aria-invalid="true"' in html
    assert seen.forms[-1].fields["email"] == "no address"
    assert "secret-of-mine" not in html


async def test_what_was_done_is_said_once_on_the_next_page(browser: Browser) -> None:
    form = (await browser.open("/probe")).forms[-1]
    gone = await browser.send(form, email="nora.prueba@example.com")
    seen = await browser.follow(gone)
    assert seen.said.strip() == "Invited nora.prueba@example.com."
    assert (await browser.open("/probe")).said == ""


async def test_a_form_sent_twice_is_done_once(browser: Browser) -> None:
    form = next(f for f in (await browser.open("/probe")).forms if f.action == "/probe/lock")
    first = await browser.follow(await browser.send(form))
    again = await browser.follow(await browser.send(form))
    assert ("Locked." in first.said, "Again." in again.said) == (True, True)
    undo = next(f for f in first.forms if "Undo" in f.buttons)
    assert undo.fields["card"] == "4417"


async def test_a_form_that_no_browser_sends_is_refused(browser: Browser) -> None:
    seen = await browser.open("/probe")
    too_large = await browser.send(seen.forms[-1], note="x" * 70_000)
    answer = await browser.http.post("/probe", content=b"{}", headers={"content-type": "text/x"})
    assert (too_large.status, answer.status_code) == (413, 415)


async def test_a_refusal_nobody_caught_is_a_page(browser: Browser) -> None:
    seen = await browser.open("/probe/card")
    assert (seen.status, seen.title) == (404, "There is nothing here · Clara")


async def test_a_defect_is_told_without_its_text(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    seen = await browser.open("/probe/broken")
    assert (seen.status, seen.title) == (500, "Something went wrong · Clara")
    assert "the inside of it" not in seen.text
    assert "the inside of it" in caplog.text
