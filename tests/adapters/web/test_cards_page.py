"""Cards in the console: the list, one of them, locking, and what administrators do to it."""

import pytest
from sqlalchemy import update

from clara.adapters.persistence.tables import companies
from clara.application.cards.view_card import ViewCard
from clara.domain.cards.card import LockLevel
from clara.domain.cards.listing import CardDetail
from tests.adapters.web.browser import Browser, Form, Seen
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import LastingStores
from tests.support.builders import card, lock, row
from tests.support.house import Person

pytestmark = pytest.mark.anyio

NASTY = '<script>alert(1)</script>"><img src=x>'


@pytest.fixture(scope="session")
def lasting_url(lasting_stores: LastingStores) -> str:
    """What is tried here does not depend on the store."""
    return lasting_stores.of("sqlite")


@pytest.fixture
def browser(doors: Doors) -> Browser:
    browser = Browser(doors.http)
    browser.be(doors.world.a.administrator)
    return browser


def as_(browser: Browser, person: Person) -> Browser:
    browser.http.cookies.clear()
    browser.be(person)
    return browser


def at(doors: Doors, name: str) -> str:
    return f"/cards/{doors.world.a.cards[name].id}"


async def kept(doors: Doors, name: str) -> CardDetail:
    seen: CardDetail = await doors.world.run(ViewCard, card=doors.world.a.cards[name].id)
    return seen


def sends(seen: Seen, path: str) -> bool:
    return any(form.action == path for form in seen.forms)


def pressed(seen: Seen, path: str) -> Form:
    """The form of the page's content; a flash above it may have one for the same."""
    return [form for form in seen.forms if form.action == path][-1]


async def test_the_list_shows_every_card_with_the_use_of_its_limit(
    browser: Browser, doors: Doors
) -> None:
    seen = await browser.open("/cards")
    assert (seen.status, seen.title, seen.current[:1]) == (200, "Cards · Clara", ["Cards"])
    assert "9 cards" in seen.text
    elena = doors.world.a.cards["elena"].id
    assert seen.links["Elena Gómez •••• 4471"] == f"/cards/{elena}"
    assert "2.0\xa0%" in seen.text
    assert f"card_id={elena}" in seen.links["MXN\xa0104.00"]
    assert seen.links["1 Cancelled"] == "/cards?status=CANCELLED"
    assert seen.links["Issue a card"] == "/cards/new"
    assert len(seen.ids) == len(set(seen.ids))


async def test_the_list_is_searched_and_sifted_by_its_address(browser: Browser) -> None:
    seen = await browser.open("/cards?q=Elena&status=ACTIVE")
    assert "1 card" in seen.text
    assert seen.form("/cards").fields == {"q": "Elena", "status": "ACTIVE"}
    none = await browser.open("/cards?q=nobody")
    assert none.links["All cards"] == "/cards"
    wrong = await browser.open("/cards?status=STOLEN")
    assert (wrong.status, "no such status" in wrong.alert) == (400, True)
    assert (await browser.open("/cards?cursor=forged")).status == 400


async def test_a_long_list_has_pages(browser: Browser, doors: Doors) -> None:
    house = doors.world.a
    holder = house.holders["Elena Gómez"]
    async with doors.world.founding() as port:
        await port.add_cards([card(house.company, holder, f"{n:04}") for n in range(30)])
    first = await browser.open("/cards?q=Elena")
    second = await browser.open(first.links["Next page"])
    assert second.links["Back to the first page"] == "/cards?q=Elena"
    assert len({*first.links, *second.links}) > 32
    assert "32 cards" in first.text
    assert "32 cards" in second.text


async def test_one_card_shows_its_limit_its_lock_and_its_transactions(
    browser: Browser, doors: Doors
) -> None:
    house = doors.world.a
    why = lock(LockLevel.COMPANY, "Nora Prueba", reason=NASTY)
    held = card(house.company, house.holders["Elena Gómez"], "5151", alias=NASTY, locks=(why,))
    async with doors.world.founding() as port:
        await port.add_cards([held])
    await doors.world.add_rows(house.company, row("5000", card=held, merchant=NASTY))
    seen = await browser.open(f"/cards/{held.id}")
    for said in ("MXN\xa05,000.00", "25.0\xa0% of MXN\xa020,000.00", "Locked by Nora Prueba"):
        assert said in seen.text, said
    assert seen.text.count(NASTY) == 3
    assert (seen.tags.count("script"), seen.tags.count("img")) == (1, 0)
    assert f"card_id={held.id}" in seen.links["All 1 of the last 90 days"]
    assert len(seen.ids) == len(set(seen.ids))


async def test_a_lock_is_one_click_and_is_undone_by_another(browser: Browser, doors: Doors) -> None:
    path = at(doors, "luis")
    page = await browser.open(path)
    locked = await browser.follow(
        await browser.send(page.form(f"{path}/lock"), reason="Lost in a taxi")
    )
    assert "Luis Pérez •••• 4417 is locked." in locked.said
    assert "Lost in a taxi" in locked.text
    assert not sends(locked, f"{path}/lock")
    undo = next(form for form in locked.forms if "Undo" in form.buttons)
    undone = await browser.follow(await browser.send(undo))
    assert "is unlocked" in undone.said
    assert (await kept(doors, "luis")).card.locks == ()


async def test_unlocking_asks_first(browser: Browser, doors: Doors) -> None:
    path = at(doors, "luis")
    await browser.send((await browser.open(path)).form(f"{path}/lock"))
    seen = await browser.open(path + "?lang=pt")
    assert "Desbloquear Luis Pérez •••• 4417?" in seen.text
    form = pressed(seen, f"{path}/unlock")
    assert "Sim, desbloquear" in form.buttons
    assert {"unlock-reason", "cancel-reason"} <= set(seen.ids)
    await browser.send(form)
    assert (await kept(doors, "luis")).card.can_spend
    again = await browser.follow(await browser.post(f"{path}/unlock", form.fields | new_key()))
    assert "nada mudou" in again.said


def new_key() -> dict[str, str]:
    return {"idempotency_key": "another"}


async def test_an_external_cards_lock_says_who_decides(browser: Browser, doors: Doors) -> None:
    path = at(doors, "external")
    page = await browser.open(path)
    assert "only its issuer can stop charges" in page.text
    seen = await browser.follow(await browser.send(page.form(f"{path}/lock")))
    assert "tell its issuer" in seen.said


async def test_everybody_locks_what_they_see_and_nobody_lifts_a_higher_lock(
    browser: Browser, doors: Doors
) -> None:
    house = doors.world.a
    path = at(doors, "luis")
    await browser.send((await browser.open(path)).form(f"{path}/lock"))
    own = await as_(browser, house.member).open(path)
    assert "you can't unlock it" in own.text
    assert not sends(own, f"{path}/unlock")
    assert "Issue a card" not in (await browser.open("/cards")).links
    assert (await browser.open(at(doors, "elena"))).status == 404
    assert (await browser.open("/cards/new")).status == 403
    assert (await browser.open(f"{path}/controls")).status == 403
    forged = own.form("/logout").fields | new_key()
    assert (await browser.post(f"{path}/unlock", forged)).status == 409
    assert (await browser.post(f"{path}/cancel", forged)).status == 403
    assert (await browser.post(f"{path}/controls", forged)).status == 403
    assert (await kept(doors, "luis")).card.locks != ()


async def test_bookkeepers_lock_unless_their_company_says_otherwise(
    browser: Browser, doors: Doors
) -> None:
    path = at(doors, "luis")
    as_(browser, doors.world.a.bookkeeper)
    form = (await browser.open(path)).form(f"{path}/lock")
    await doors.world.change(update(companies).values(bookkeepers_can_lock=False))
    seen = await browser.open(path)
    assert "may not lock or unlock" in seen.text
    assert not sends(seen, f"{path}/lock")
    refused = await browser.send(form)
    assert (refused.status, (await kept(doors, "luis")).card.locks) == (403, ())


async def test_another_sites_form_locks_nothing(browser: Browser, doors: Doors) -> None:
    path = at(doors, "luis")
    form = (await browser.open(path)).form(f"{path}/lock")
    for fields, headers in (
        ({"proof": "0" * 64}, {}),
        ({}, {"sec-fetch-site": "cross-site"}),
    ):
        seen = await browser.post(form.action, form.fields | fields, **headers)
        assert seen.status == 403
    assert (await browser.open(f"{path}/lock")).status == 405
    assert (await kept(doors, "luis")).card.locks == ()
