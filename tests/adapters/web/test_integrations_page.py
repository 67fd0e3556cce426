"""Settings → Integrations → Clara MCP: a token is created, used by an assistant, and revoked."""

import re
from typing import Any

import pytest

from clara.adapters.system.ids import new_token
from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from tests.adapters.web.browser import Browser, Form, Seen
from tests.parity.support.doors import Doors
from tests.support.builders import IDS, api_key
from tests.support.house import Person
from tests.support.signed_in import ask, newcomer

# What is tried here does not depend on the store.
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("lasting_url", ["sqlite"], indirect=True),
]

HOME = "/settings/integrations"
NEW, REVOKE = f"{HOME}/new", f"{HOME}/revoke"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def browser(doors: Doors) -> Browser:
    return seen_by(doors, doors.world.a.administrator)


def seen_by(doors: Doors, person: Person) -> Browser:
    browser = Browser(doors.http)
    browser.be(person)
    return browser


async def creates(browser: Browser, **typed: str) -> Seen:
    return await browser.send(await form_of(browser), **{"name": "Claude Prueba"} | typed)


async def form_of(browser: Browser) -> Form:
    return (await browser.open(NEW)).form(NEW)


def token_in(seen: Seen) -> str:
    token: str = re.findall(r"<pre[^>]*>(clara_mcp_\w+)</pre>", seen.answer.text)[0]
    return token


async def lists_cards(doors: Doors, token: str) -> int:
    """The status of an assistant's request."""
    body = {"name": "list_cards", "arguments": {}}
    answer = await doors.http.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": body},
        headers={
            "authorization": f"Bearer {token}",
            "accept": "application/json, text/event-stream",
            "mcp-protocol-version": "2025-11-25",
            "user-agent": "claude-code/2.1",
        },
    )
    return answer.status_code


def ends(seen: Seen) -> list[Form]:
    return [form for form in seen.forms if form.action == REVOKE]


async def test_a_token_is_shown_once_used_and_revoked(doors: Doors, browser: Browser) -> None:
    form = await form_of(browser)
    made = await browser.send(form, name="Claude Prueba", scope="cards:read")
    assert made.title == "“Claude Prueba” is ready · Clara"
    token = token_in(made)
    again = await browser.send(form, name="Claude Prueba", scope="cards:read")
    assert ("shown already" in again.text, token in again.answer.text) == (True, False)
    assert await lists_cards(doors, token) == 200
    await doors.world.core.queue.flush()
    await doors.world.core.usage.flush()
    seen = await browser.open(HOME)
    assert token not in seen.answer.text
    assert f"…{token[-4:]}" in seen.text
    assert "Listed cards" in seen.text
    assert seen.text.count("claude-code/2.1") == 2  # what used the token, and what it did
    assert re.search(r"Calls, 30 days.>1</td>", seen.answer.text)
    [first, *_] = ends(seen)
    gone = await browser.follow(await browser.send(first))
    assert "“Claude Prueba” is ended." in gone.said
    assert await lists_cards(doors, token) == 401
    late = await browser.send(first, idempotency_key="another")
    assert (late.status, "ended already" in late.alert) == (404, True)


async def test_the_token_stands_in_each_programs_block(doors: Doors, browser: Browser) -> None:
    made = await creates(browser)
    blocks = re.findall(r"<pre[^>]*>([^<]+)</pre>", made.answer.text)
    token = token_in(made)
    assert sum(token in block for block in blocks) > 6
    assert any(f"{doors.settings.public_url}/mcp" in block for block in blocks)
    assert "clara.example.com" not in made.answer.text
    page = await browser.open(HOME)
    assert "claude mcp login clara" in page.text
    assert "This one it does not reach" in page.text


async def test_scopes_expiry_and_guard_rails_are_as_chosen(doors: Doors, browser: Browser) -> None:
    house = doors.world.a
    fields = (await form_of(browser)).fields
    assert (fields["days"], fields["unlocking"]) == ("90", "confirmed")
    chosen: dict[str, Any] = {
        "name": "Cursor",
        "scope": [Scope.CARDS_READ.value, Scope.CARDS_WRITE.value],
        "days": "30",
        "unlocking": "refused",
        "daily_writes": "20",
        "card": [house.cards["luis"].id, house.cards["elena"].id],
    }
    made = await browser.post(NEW, fields | chosen)
    assert made.status == 200
    seen = await browser.open(HOME)
    for said in ("see cards, lock and unlock cards", "Never unlocks", "2 cards only"):
        assert said in seen.text
    assert "20 changes a day" in seen.text
    expires = doors.world.clock.now()
    assert str(expires.year) in seen.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "up to 80 characters"),
        ({"daily_writes": "0"}, "from 1 to 10,000"),
        ({"daily_writes": "many"}, "from 1 to 10,000"),
        ({"card": "card_" + "0" * 32}, "no longer there"),
        ({"days": "forever"}, "missing or not as it should be"),
        ({"scope": "cards:all"}, "missing or not as it should be"),
    ],
)
async def test_what_is_wrong_with_a_token_is_said(
    browser: Browser, typed: dict[str, str], said: str
) -> None:
    seen = await creates(browser, **typed)
    assert seen.status in (400, 404)
    assert said in seen.alert
    assert "clara_mcp_" not in seen.answer.text


async def test_a_token_that_may_do_nothing_is_not_made(browser: Browser) -> None:
    form = await form_of(browser)
    del form.fields["scope"]
    seen = await browser.send(form, name="Nothing")
    assert (seen.status, "at least one thing" in seen.alert) == (400, True)


async def test_administrators_see_everybodys_and_bookkeepers_their_own(
    doors: Doors, browser: Browser
) -> None:
    house = doors.world.a
    await ask(doors.world, CreateMcpToken, house.bookkeeper, name="Bruno's own")
    everybody = await browser.open(HOME)
    assert house.bookkeeper.name in everybody.text
    mine = {form.fields["token_id"] for form in ends(everybody)}
    bookkeeper = seen_by(doors, house.bookkeeper)
    own = await bookkeeper.open(HOME)
    assert "Bruno's own" in own.text
    others = mine - {form.fields["token_id"] for form in ends(own)}
    refused = await bookkeeper.send(ends(own)[0], token_id=others.pop())
    assert refused.status == 404


async def test_what_was_granted_by_signing_in_stands_among_the_tokens(
    doors: Doors, browser: Browser
) -> None:
    owner = doors.world.a.bookkeeper
    async with doors.world.founding() as founding:
        grant = api_key(
            owner.user,
            id=IDS.new("grant"),
            kind=CredentialKind.MCP_TOKEN,
            company_id=owner.company.id,
            name="Claude",
            scopes=frozenset({Scope.CARDS_READ}),
        )
        await founding.add_credential(grant, new_token(CredentialKind.MCP_TOKEN))
    seen = await browser.open(HOME)
    assert "Sign-in" in seen.text
    assert "see cards" in seen.text
    [form] = [one for one in ends(seen) if one.fields["token_id"] == grant.id]
    assert "“Claude” is ended." in (await browser.follow(await browser.send(form))).said


@pytest.mark.parametrize("who", ["manager", "employee"])
async def test_others_are_told_why_not(doors: Doors, who: str) -> None:
    browser = seen_by(doors, getattr(doors.world.a, who))
    for path in (HOME, NEW):
        seen = await browser.open(path)
        assert (seen.status, "administrators and bookkeepers only" in seen.text) == (403, True)
    fields = {"proof": (await browser.open("/settings")).form("/settings").fields["proof"]}
    assert (await browser.post(NEW, fields | {"name": "Mine", "scope": "cards:read"})).status == 403


async def test_who_belongs_to_no_company_is_led_to_found_one(doors: Doors) -> None:
    seen = await seen_by(doors, await newcomer(doors.world)).open(HOME)
    assert (seen.status, seen.links["Add a company"]) == (200, "/companies/new")


async def test_names_and_programs_are_shown_and_not_obeyed(doors: Doors, browser: Browser) -> None:
    await ask(doors.world, CreateMcpToken, name=HOSTILE)
    seen = await browser.open(HOME)
    assert HOSTILE in seen.text
    assert seen.tags.count("script") == 1
    made = await creates(browser, name=HOSTILE)
    assert made.tags.count("script") == 1


async def test_another_sites_form_makes_and_ends_nothing(doors: Doors, browser: Browser) -> None:
    forms = [await form_of(browser), ends(await browser.open(HOME))[0]]
    before = await doors.state()
    for form in forms:
        foreign = {"sec-fetch-site": "cross-site"}
        fields = form.fields | {"name": "Theirs"}
        assert (await browser.post(form.action, fields, **foreign)).status == 403
        assert (await browser.post(form.action, fields | {"proof": "0" * 64})).status == 403
    assert await doors.state() == before


@pytest.mark.parametrize(("lang", "said"), [("es", "Asistentes conectados"), ("pt", "Limites")])
async def test_it_is_said_in_the_persons_language(browser: Browser, lang: str, said: str) -> None:
    texts = [(await browser.open(f"{path}?lang={lang}")).text for path in (HOME, NEW)]
    assert said in "".join(texts)
