"""Cards in the console: the list, one of them, locking, and what administrators do to it."""

import pytest
from sqlalchemy import update

from clara.adapters.persistence.tables import companies
from clara.adapters.web.console.amounts import amount_shown, typed_amount
from clara.application.cards.view_card import ViewCard
from clara.domain.accounts.language import Language
from clara.domain.card_transactions.category import Category
from clara.domain.cards.card import LockLevel
from clara.domain.cards.controls import CardControls, Weekday
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
    assert seen.links["Elena Gómez ···· 4471"] == f"/cards/{elena}"
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
    assert "Luis Pérez ···· 4417 is locked." in locked.said
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
    assert "Desbloquear Luis Pérez ···· 4417?" in seen.text
    form = pressed(seen, f"{path}/unlock")
    assert "Sim, desbloquear" in form.buttons
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


async def test_administrators_set_limit_and_controls(browser: Browser, doors: Doors) -> None:
    path = at(doors, "luis")
    form = (await browser.open(f"{path}/controls")).form(f"{path}/controls")
    assert (form.fields["limit"], form.fields["periodicity"]) == ("20000", "MONTHLY")
    fields = [(name, value) for name, value in form.fields.items() if name != "allows_cash"]
    wanted = {
        "limit": "12,500.50",
        "periodicity": "WEEKLY",
        "max_transaction": "900",
        "hours_from": "08:00",
        "hours_until": "20:00",
        "countries": "mx, us",
        "currencies": "MXN",
        "allowed_merchants": "Uber\r\n\r\nCabify",
    }
    ticked = [("weekdays", "MON"), ("weekdays", "FRI"), ("blocked_categories", "CASH")]
    sent = [*(pair for pair in fields if pair[0] not in wanted), *wanted.items(), *ticked]
    answer = await browser.http.post(
        form.action,
        content="&".join(f"{name}={value}" for name, value in sent).replace("\r\n", "%0D%0A"),
        headers={
            "content-type": "application/x-www-form-urlencoded",
            "sec-fetch-site": "same-origin",
        },
    )
    seen = await browser.follow(Seen(answer))
    assert "are saved" in seen.said
    detail = await kept(doors, "luis")
    assert (detail.card.limit_minor, detail.card.periodicity) == (12_500_50, "WEEKLY")
    assert detail.controls == CardControls(
        max_transaction_minor=900_00,
        blocked_categories=(Category.CASH,),
        allowed_merchants=("Uber", "Cabify"),
        weekdays=(Weekday.MON, Weekday.FRI),
        hours_from="08:00",
        hours_until="20:00",
        allows_cash=False,
        countries=("MX", "US"),
        currencies=("MXN",),
    )
    for said in ("Uber, Cabify", "Monday", "08:00 – 20:00", "Not allowed", "MXN\xa0900.00"):
        assert said in seen.text, said
    again = await browser.open(f"{path}/controls")
    shown = again.form(f"{path}/controls").fields
    assert (shown["limit"], shown["countries"]) == ("12500.50", "MX, US")


WRONG = [
    ({"limit": "much"}, "f-limit-wrong"),
    ({"hours_from": "08:00"}, "f-hours_until-wrong"),
    ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "f-ends_on-wrong"),
    ({"countries": "Mexico"}, "f-countries-wrong"),
    ({"limit": "-5"}, None),
    ({"currencies": "ZZZ"}, None),
]


@pytest.mark.parametrize(("typed", "beside"), WRONG)
async def test_what_is_wrong_with_controls_stands_beside_its_field(
    browser: Browser, doors: Doors, typed: dict[str, str], beside: str | None
) -> None:
    path = at(doors, "luis")
    form = (await browser.open(f"{path}/controls")).form(f"{path}/controls")
    seen = await browser.send(form, **typed)
    assert seen.status == 400
    assert seen.alert.strip()
    assert beside is None or beside in seen.ids
    filled = seen.form(f"{path}/controls").fields
    assert {name: filled[name] for name in typed} == typed
    assert (await kept(doors, "luis")).controls == CardControls()


async def test_administrators_issue_a_card(browser: Browser, doors: Doors) -> None:
    page = await browser.open("/cards/new")
    form = page.form("/cards/new")
    assert "Luis Pérez" in page.text
    both = await browser.send(form)
    assert (both.status, "f-cardholder_id-wrong" in both.ids) == (400, True)
    typed = {"cardholder_name": "Nora Prueba", "alias": NASTY, "limit": "1.500"}
    gone = await browser.send(form, **new_key(), **typed)
    seen = await browser.follow(gone)
    assert "Nora Prueba ····" in seen.said
    assert NASTY in seen.text
    assert seen.tags.count("img") == 0
    repeated = await browser.send(form, **new_key(), **typed)
    assert repeated.where == gone.where


async def test_administrators_cancel_a_card_for_good(browser: Browser, doors: Doors) -> None:
    path = at(doors, "luis")
    seen = await browser.open(path)
    gone = await browser.follow(await browser.send(seen.form(f"{path}/cancel"), reason="Left us"))
    assert "cancelled for good" in gone.said
    assert not any(sends(gone, f"{path}/{verb}") for verb in ("lock", "unlock", "cancel"))
    refused = await browser.send(seen.form(f"{path}/lock"))
    assert (refused.status, "no longer be locked" in refused.alert) == (409, True)


TYPED = [
    ("20000", Language.EN, "20000"),
    ("20,000.50", Language.ES, "20000.50"),
    ("20.000,50", Language.PT, "20000.50"),
    ("1 500", Language.EN, "1500"),
    ("1500,5", Language.ES, "1500.5"),
    ("1.500", Language.PT, "1500"),
    ("1.500", Language.EN, "1.500"),
    ("1,5,0", Language.EN, "1,5,0"),
    ("much", Language.EN, "much"),
]


@pytest.mark.parametrize(("text", "language", "read"), TYPED)
def test_amounts_are_read_as_people_write_them(text: str, language: Language, read: str) -> None:
    assert typed_amount(text, language) == read


@pytest.mark.parametrize("language", list(Language))
def test_amounts_that_are_shown_are_read_again_as_they_were(language: Language) -> None:
    for minor, currency in ((2000000, "MXN"), (150050, "MXN"), (5, "USD"), (1234567, "KWD")):
        shown = amount_shown(minor, currency, language)
        assert float(typed_amount(shown, language)) == minor / (1000 if currency == "KWD" else 100)
    assert amount_shown(None, "MXN", language) == ""
