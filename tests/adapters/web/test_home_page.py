"""Home: figures that open their lists, and what to do first where there are none."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from clara.application.call import Draft
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.application.companies.create_company import CreateCompany
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.cards.card import LockLevel
from clara.domain.credentials.actor import Door
from tests.adapters.web.browser import Browser, Seen
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import LastingStores
from tests.support.builders import card, lock, row
from tests.support.signed_in import ask, newcomer
from tests.support.world import World

pytestmark = pytest.mark.anyio

NASTY = '<script>alert(1)</script>"><img src=x>'
_LINK = re.compile(r'<a class="money" href="(/transactions\?[^"]+)">([^<]+)</a>')


@pytest.fixture(scope="session")
def lasting_url(lasting_stores: LastingStores) -> str:
    """What is tried here does not depend on the store."""
    return lasting_stores.of("sqlite")


@pytest.fixture
def browser(doors: Doors) -> Browser:
    browser = Browser(doors.http)
    browser.be(doors.world.a.administrator)
    return browser


def figures(seen: Seen) -> list[tuple[str, str]]:
    """Addresses of lists and the amounts that lead there."""
    return [(unescape(href), said) for href, said in _LINK.findall(seen.answer.text)]


async def test_every_amount_leads_to_the_rows_it_adds_up(browser: Browser, doors: Doors) -> None:
    await doors.world.add_rows(
        doors.world.a.company,
        *(row("300", category=category) for category in list(Category)[:12]),
        row("1500", days_ago=40, category=Category.FOOD),
        row("-60", type=CardTransactionType.REFUND),
        row("-10", days_ago=40, type=CardTransactionType.REFUND),
        row("20", currency="USD"),
        row("4800", card=doors.world.a.cards["elena"]),
        row("9", status=CardTransactionStatus.DECLINED),
    )
    found = figures(await browser.open("/"))
    assert len(found) >= 40
    for href, said in found:
        assert await _net_of(doors.world, href) == said.replace("\xa0", " "), href


async def _net_of(world: World, href: str) -> str:
    """What the list of these parameters comes to."""
    fields = dict(parse_qsl(urlsplit(href).query))
    asked = Draft(lambda: fields | {"company_id": world.a.company.id}, lax=True)
    listed = (await world.send(ListCardTransactions, asked, world.a.administrator)).result
    [sums] = listed.totals.by_currency or [None]
    if sums is None:
        return f"{fields.get('currency', 'MXN')} 0.00"
    return f"{sums.currency} {sums.net_minor / 100:,.2f}"


async def test_the_page_says_what_it_is_about_and_what_it_rests_on(
    browser: Browser, doors: Doors
) -> None:
    await doors.world.add_rows(
        doors.world.a.company, row("9", status=CardTransactionStatus.DECLINED)
    )
    seen = await browser.open("/")
    for said in ("November 2026", "Nov 1 – Nov 30, 2026", "7 of 8 rows of this month counted."):
        assert said in seen.text, said
    assert "America/Mexico_City" in seen.text
    assert "status=DECLINED" in seen.links["1 declined"]
    assert "Nov 20, 2026" in seen.text
    assert len(seen.ids) == len(set(seen.ids))
    assert len(seen.answer.content) < 100_000
    assert not re.search(r"\sstyle=", seen.answer.text)


async def test_charts_are_pictures_with_the_figures_beside_them(browser: Browser) -> None:
    html = (await browser.open("/?lang=es")).answer.text
    assert 'role="img" aria-label="Gasto por mes" aria-describedby="months-desc"' in html
    assert html.count('class="column"') == 11
    assert "Compras y comisiones en MXN" in html
    assert "noviembre de 2026" in html


async def test_charts_of_another_currency_are_chosen_by_the_address(
    browser: Browser, doors: Doors
) -> None:
    await doors.world.add_rows(doors.world.a.company, row("20", currency="USD"))
    seen = await browser.open("/")
    dollars = await browser.open(seen.links["USD"])
    assert seen.links["USD"] == "/?currency=USD"
    assert "Purchases and fees in USD" in dollars.text
    assert (await browser.open("/?currency=nonsense")).status == 200


async def test_locked_and_full_cards_are_named_with_who_and_why(
    browser: Browser, doors: Doors
) -> None:
    house = doors.world.a
    why = lock(LockLevel.COMPANY, "Nora Prueba", reason=NASTY)
    held = card(house.company, house.holders["Elena Gómez"], "5151", locks=(why,))
    async with doors.world.founding() as port:
        await port.add_cards([held])
    await doors.world.add_rows(house.company, row("4800", card=house.cards["elena"]))
    seen = await browser.open("/")
    assert "Nora Prueba" in seen.text
    assert NASTY in seen.text
    assert (seen.tags.count("script"), seen.tags.count("img")) == (1, 0)
    assert seen.links["Elena Gómez •••• 4471"] == f"/cards/{house.cards['elena'].id}"
    assert "98.0\xa0%" in seen.text


async def test_a_hostile_merchant_is_shown_as_text(browser: Browser, doors: Doors) -> None:
    await doors.world.add_rows(doors.world.a.company, row("99000", merchant=NASTY))
    seen = await browser.open("/")
    assert NASTY in seen.text
    assert (seen.tags.count("script"), seen.tags.count("img")) == (1, 0)


async def test_everybody_sees_their_own(browser: Browser, doors: Doors) -> None:
    house = doors.world.a
    await doors.world.add_rows(house.company, row("77000", card=house.cards["luis"]))
    assert "MXN\xa077," in (await browser.open("/")).text
    browser.http.cookies.clear()
    browser.be(house.employee)
    seen = await browser.open("/")
    assert (seen.status, "MXN\xa0104.00" in seen.text) == (200, True)
    assert "MXN\xa077," not in seen.text


async def test_an_empty_company_is_told_where_to_begin(browser: Browser, doors: Doors) -> None:
    person = await newcomer(doors.world)
    browser.http.cookies.clear()
    browser.be(person)
    nobody = await browser.open("/")
    assert nobody.links["Set up a company"] == "/companies/new"
    await ask(doors.world, CreateCompany, person, name="Nueva", country="MX", tax_id="NPR200101AB1")
    seen = await browser.open("/")
    assert seen.links["Import a card statement"] == "/transactions/import"
    assert seen.links["Issue a card"] == "/cards/new"
    assert "clara demo" in seen.text
    assert Door.WEB in person.tokens
