"""The page on which a person answers an assistant: only they, only once, only what was asked."""

from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.database import Session
from clara.adapters.system.passwords import Argon2Passwords
from clara.application.cards.lock_card import LockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.credentials.actor import Door
from clara.domain.credentials.guard import Guard, Unlocking
from tests.adapters.web.reader import Page
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import (
    doors,
    lasting,
    lasting_doors,
    lasting_stores,
    lasting_url,
)
from tests.support.assistant import Assistant
from tests.support.guarded import guarded
from tests.support.tool_results import facts_of

__all__ = ["doors", "lasting", "lasting_doors", "lasting_stores", "lasting_url"]

pytestmark = pytest.mark.anyio

PASSWORD = "violin under seven lamps"


@pytest.fixture
async def link(doors: Doors) -> str:
    """Ana's assistant asked; what it showed her. She has a password and is not signed in."""
    world = doors.world
    session = Session(world.core.database)
    session.write()
    hashed = await Argon2Passwords().hash(PASSWORD)
    ana = world.a.administrator
    await SqlAccounts(session).replace_password(ana.user.id, hashed, world.clock.now())
    await session.commit()
    await session.close()
    await world.run(LockCard, card="4417", reason="Lost in a taxi")
    person = await guarded(world, Guard(unlocking=Unlocking.CONFIRMED))
    doors.http.cookies.clear()
    asked = await Assistant(doors.http, person.tokens[Door.MCP]).call("unlock_card", card="4417")
    url = urlsplit(facts_of(asked)["details"]["confirm_url"])
    return f"{url.path}?{url.query}"


async def opened(doors: Doors, where: str, **headers: str) -> httpx.Response:
    return await doors.http.get(where, headers=headers)


async def signed_in(doors: Doors, link: str) -> Page:
    """The question, after signing in on the way."""
    turned = await opened(doors, link)
    assert turned.status_code == 303
    sign_in = Page(await opened(doors, turned.headers["location"]))
    email = doors.world.a.administrator.user.email
    done = await doors.http.post("/login", data=sign_in.filled(email=email, password=PASSWORD))
    assert (done.status_code, done.headers["location"]) == (303, link)
    return Page(await opened(doors, link))


async def is_locked(doors: Doors) -> bool:
    return not (await doors.world.run(ViewCard, card="4417")).card.can_spend


async def test_a_person_signs_in_reads_what_is_asked_and_says_yes(doors: Doors, link: str) -> None:
    page = await signed_in(doors, link)
    assert page.status == 200
    for word in ("Luis Pérez •••• 4417", "Guarded", "Lost in a taxi", "Ana Torres"):
        assert word in page.text
    assert await is_locked(doors)
    done = await doors.http.post(f"/{page.action}", data=page.filled(decision="allow"))
    assert "can be spent again" in Page(done).text
    assert not await is_locked(doors)
    again = await doors.http.post(f"/{page.action}", data=page.filled(decision="allow"))
    assert again.status_code == 409
    assert "is closed" in Page(again).alert


async def test_a_no_and_anything_else_leave_the_card_locked(doors: Doors, link: str) -> None:
    page = await signed_in(doors, link)
    for decision in ("deny", "", "ALLOW"):
        await doors.http.post(f"/{page.action}", data=page.filled(decision=decision))
    assert await is_locked(doors)


async def test_another_sites_form_is_none_of_ours(doors: Doors, link: str) -> None:
    page = await signed_in(doors, link)
    for proof in ("", "0" * 64, "é"):
        forged = page.filled(decision="allow", proof=proof)
        assert (await doors.http.post("/confirm-decide", data=forged)).status_code == 403
    doors.http.cookies.clear()
    mine = page.filled(decision="allow")
    assert (await doors.http.post("/confirm-decide", data=mine)).status_code == 303
    assert await is_locked(doors)


async def test_a_forged_or_old_question_is_closed(doors: Doors, link: str) -> None:
    await signed_in(doors, link)
    query = dict(parse_qsl(urlsplit(link).query))
    for change in (
        {"ticket": query["ticket"][:-8] + "AAAAAAA="},
        {"ticket": ""},
        {"card": doors.world.a.cards["elena"].id},
        {"card": "4417"},
        {"company_id": doors.world.b.company.id},
    ):
        seen = await doors.http.get("/confirm", params={**query, **change})
        assert seen.status_code in (400, 404, 409), change
    doors.world.clock.advance(minutes=5)
    assert (await opened(doors, link)).status_code in (303, 409)


@pytest.mark.parametrize("language", ["es", "pt"])
async def test_the_question_is_asked_in_the_readers_language(
    doors: Doors, link: str, language: str
) -> None:
    await signed_in(doors, link)
    page = Page(await opened(doors, f"{link}&lang={language}"))
    assert page.language == language
    assert {"es": "Sí, desbloquear", "pt": "Sim, desbloquear"}[language] in page.text


@pytest.mark.parametrize(
    "where",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"],
)
async def test_signing_in_leads_to_our_own_pages_only(doors: Doors, link: str, where: str) -> None:
    page = Page(await doors.http.get("/login", params={"next": where}))
    assert page.inputs["next"]["value"] == ""
    email = doors.world.a.administrator.user.email
    sent = page.filled(email=email, password=PASSWORD) | {"next": where}
    done = await doors.http.post("/login", data=sent)
    assert (done.status_code, done.headers["location"]) == (303, "/")
