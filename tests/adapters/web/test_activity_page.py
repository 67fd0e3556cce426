"""The activity log: filtered, checked and taken along."""

import csv
import io
import json

import pytest
from sqlalchemy import update

from clara.adapters.persistence.tables import audit_entries
from clara.application.cards.lock_card import LockCard
from clara.domain.credentials.actor import Door
from tests.adapters.web.answering import answering, answering_url, browser
from tests.adapters.web.browser import Browser
from tests.parity.support.doors import Doors

__all__ = ["answering", "answering_url", "browser"]

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module", autouse=True)
async def recorded(answering: Doors) -> None:
    """Some things were done in company a."""
    world = answering.world
    for card in ("4471", "4417"):
        await world.run(LockCard, card=card)
    await world.run(LockCard, as_=world.a.bookkeeper, via=Door.MCP, card="4417")
    await seal(answering)


async def seal(doors: Doors) -> None:
    await doors.world.core.queue.flush()
    await doors.world.core.sealer.seal()


async def test_it_says_who_did_what_in_words(browser: Browser) -> None:
    seen = await browser.open("/activity")
    assert (seen.status, seen.title, seen.current[0]) == (200, "Activity · Clara", "Activity")
    for said in ("Locked a card", "Ana Torres", "Bruno Díaz", "Assistant (MCP)"):
        assert said in seen.text
    assert len(seen.answer.content) < 100_000
    assert len(seen.ids) == len(set(seen.ids))


async def test_it_is_filtered_by_what_the_form_asks(browser: Browser, answering: Doors) -> None:
    bookkeeper = answering.world.a.bookkeeper.user.id
    seen = await browser.open("/activity?action=card.locked&door=mcp&user_id=")
    assert "1 entries" in seen.text
    fields = seen.form("/activity").fields
    assert (fields["door"], fields["action"]) == ("mcp", "card.locked")
    seen = await browser.open(f"/activity?user_id={bookkeeper}")
    assert "1 entries" in seen.text
    assert "Assistant (MCP)" in seen.text
    assert "Nothing of that kind" in (await browser.open("/activity?action=card.issued")).text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-12-01&to=2026-11-01", "no period"),
        ("from=yesterday", "missing or not as it should be"),
        ("door=window", "door"),
        ("cursor=forged", "Start again"),
    ],
)
async def test_what_can_not_be_asked_is_told_above_the_form(
    browser: Browser, query: str, said: str
) -> None:
    seen = await browser.open(f"/activity?{query}")
    assert (seen.status, said in seen.alert) == (400, True), seen.alert
    assert seen.form("/activity").fields["door"] == ""


async def test_the_whole_log_is_checked_on_request(browser: Browser) -> None:
    seen = await browser.open("/activity")
    checked = await browser.open(seen.links["Check the whole log"])
    assert "The whole log is intact" in checked.said


async def test_an_entry_that_was_changed_is_named(browser: Browser, answering: Doors) -> None:
    world = answering.world
    its_own = audit_entries.c.user_id == world.a.bookkeeper.user.id
    await world.change(update(audit_entries).where(its_own).values(action="card.viewed"))
    try:
        checked = await browser.open("/activity?verify=true")
    finally:
        await world.change(update(audit_entries).where(its_own).values(action="card.locked"))
    assert "The log was changed: entry" in checked.alert
    assert "intact" not in checked.text


async def test_it_is_read_page_by_page_and_taken_along_whole(
    browser: Browser, answering: Doors
) -> None:
    await seal(answering)
    whole = await browser.open("/activity")
    answer = await browser.http.get("/activity/export.jsonl?door=rest")
    entries = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("application/jsonl")
    assert answer.headers["content-disposition"] == 'attachment; filename="activity.jsonl"'
    assert {one["door"] for one in entries} == {"rest"}
    assert [one["action"] for one in entries].count("card.locked") >= 2
    answer = await browser.http.get("/activity/export.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert f"{len(rows)} entries" in whole.text
    assert [row["user_name"] for row in rows if row["door"] == "mcp"] == ["Bruno Díaz"]


async def test_bookkeepers_read_it_and_others_do_not(answering: Doors) -> None:
    world, browser = answering.world, Browser(answering.http)
    browser.be(world.a.bookkeeper)
    assert "Ana Torres" in (await browser.open("/activity")).text
    for person in (world.a.manager, world.a.employee):
        browser.be(person)
        assert (await browser.open("/activity")).status == 403
        assert (await browser.http.get("/activity/export.csv")).status_code == 403
        assert "Activity" not in (await browser.open("/tasks")).links


async def test_another_companys_log_is_its_own(answering: Doors) -> None:
    browser = Browser(answering.http)
    browser.be(answering.world.b.administrator)
    seen = await browser.open("/activity?action=card.locked")
    assert "Nothing of that kind" in seen.text
    for person in answering.world.a.people:
        assert person.user.id not in seen.answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Bloqueó una tarjeta"), ("pt", "Bloqueou um cartão")]
)
async def test_it_speaks_the_readers_language(browser: Browser, language: str, said: str) -> None:
    assert said in (await browser.open(f"/activity?lang={language}")).text
