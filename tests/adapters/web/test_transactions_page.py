"""The list of card transactions in the console: its address is its filter."""

import csv
import io

import pytest

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from tests.adapters.web.browser import Browser
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import LastingStores
from tests.support.builders import row

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


async def test_the_list_shows_rows_totals_and_what_they_rest_on(
    browser: Browser, doors: Doors
) -> None:
    declined = row("77", merchant="Denied", status=CardTransactionStatus.DECLINED)
    refund = row("-40", merchant="Returned", type=CardTransactionType.REFUND)
    await doors.world.add_rows(doors.world.a.company, declined, refund)
    seen = await browser.open("/transactions")
    assert (seen.status, seen.title, seen.current[:1]) == (
        200,
        "Transactions · Clara",
        ["Transactions"],
    )
    for said in ("MXN\xa0715.00", "MXN\xa0675.00", "MXN\xa0-40.00", "9 found, 8 in the totals"):
        assert said in seen.text, said
    assert "1 declined" in seen.text
    assert len(seen.ids) == len(set(seen.ids))
    assert len(seen.answer.content) < 100_000


async def test_a_filter_is_an_address_with_a_chip_for_each_condition(browser: Browser) -> None:
    seen = await browser.open(
        "/transactions?period=last_30_days&category=TRANSPORTATION,FOOD&amount_min=103"
        "&merchant_is=Uber&status=POSTED"
    )
    assert "3 found, 3 in the totals" in seen.text
    assert "At least: MXN\xa0103.00" in seen.text
    food = next(path for text, path in seen.links.items() if "Category: Restaurants" in text)
    assert "category=TRANSPORTATION" in food
    assert "FOOD" not in food
    form = next(one for one in seen.forms if one.action == "/transactions")
    assert (form.fields["merchant_is"], form.fields["period"]) == ("Uber", "last_30_days")


async def test_the_forms_empty_fields_leave_the_address(browser: Browser) -> None:
    seen = await browser.open("/transactions?q=uber&period=&was=&from=&to=&sort=newest&status=")
    assert (seen.status, seen.where) == (303, "/transactions?q=uber")


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("period=last_month&was=last_month&from=2026-10-01", "from=2026-10-01"),
        ("period=last_month&was=custom&from=2026-10-01&to=2026-10-02", "period=last_month"),
        ("period=custom&was=custom&from=2026-10-01", "from=2026-10-01"),
        ("period=&was=custom&from=2026-10-01", ""),
        ("period=custom&was=", ""),
    ],
)
async def test_of_days_and_a_named_period_the_last_choice_counts(
    browser: Browser, asked: str, where: str
) -> None:
    seen = await browser.open(f"/transactions?{asked}")
    assert seen.where.partition("?")[2] == where


async def test_pages_follow_one_another_with_the_same_totals(browser: Browser) -> None:
    first = await browser.open("/transactions?limit=3")
    second = await browser.open(first.links["Next page"])
    third = await browser.open(second.links["Next page"])
    assert all("MXN\xa0715.00" in one.text for one in (first, second, third))
    assert "Next page" not in third.links
    assert third.links["Back to the first page"] == "/transactions?limit=3"


async def test_somebody_elses_page_begins_at_the_top(browser: Browser, doors: Doors) -> None:
    link = (await browser.open("/transactions?limit=3")).links["Next page"]
    browser.be(doors.world.a.member)
    gone = await browser.open(link)
    assert gone.where == "/transactions?limit=3"
    assert "not there any more" in (await browser.follow(gone)).said


@pytest.mark.parametrize(
    ("asked", "said", "beside"),
    [
        ("currency=ZZZ", "no currency", "f-currency-wrong"),
        ("amount_min=lots", "Digits and a point", "f-amount_min-wrong"),
        ("amount_over=1.001", "no amount", "f-amount_over-wrong"),
        ("from=2026-02-30", "This is no day", "f-from-wrong"),
        ("period=someday", "no period", ""),
        ("from=2026-10-02&to=2026-10-01", "no period", ""),
        ("category=YACHTS", "no such category", ""),
    ],
)
async def test_what_is_wrong_with_a_filter_is_said_beside_it(
    browser: Browser, asked: str, said: str, beside: str
) -> None:
    seen = await browser.open(f"/transactions?{asked}")
    assert seen.status == 400
    assert said in seen.alert
    assert not beside or beside in seen.ids


async def test_a_hostile_merchant_is_text(browser: Browser, doors: Doors) -> None:
    nasty = row("1", merchant=NASTY, category=Category.FOOD)._replace(description=NASTY)
    await doors.world.add_rows(doors.world.a.company, nasty)
    seen = await browser.open("/transactions?category=FOOD")
    assert NASTY in seen.text
    one = await browser.open(seen.links[NASTY])
    again = await browser.open(one.links["This merchant, last 90 days"])
    for page in (seen, one, again):
        assert page.status == 200
        assert "alert(1)</script>" not in page.answer.text
    assert "1 found" in again.text


async def test_one_transaction_tells_what_is_known_and_leads_on(browser: Browser) -> None:
    seen = await browser.open((await browser.open("/transactions")).links["Uber"])
    assert seen.status == 200
    assert "MXN" in seen.text
    assert "UBER" in seen.text
    assert "Transportation" in seen.text
    assert "/cards/card_" in "".join(seen.links.values())
    assert (await browser.open("/transactions/ctx_" + "0" * 32)).status == 404


async def test_people_see_what_they_may_see(browser: Browser, doors: Doors) -> None:
    theirs = (await browser.open("/transactions?card=7788")).links["Uber"]
    browser.be(doors.world.a.member)
    seen = await browser.open("/transactions")
    assert "3 found, 3 in the totals" in seen.text
    assert "Import a statement" not in seen.links
    assert (await browser.open(theirs)).status == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", ("Transacciones", "Transporte", "en los totales")), ("pt", ("Transações", "Cartão"))],
)
async def test_it_speaks_the_readers_language(
    browser: Browser, language: str, said: tuple[str, ...]
) -> None:
    seen = await browser.open(f"/transactions?lang={language}")
    assert all(one in seen.text for one in said)


async def test_nothing_found_offers_longer_periods(browser: Browser) -> None:
    seen = await browser.open("/transactions?q=nowhere")
    assert "No transaction matches" in seen.text
    assert seen.links["Last 90 days"] == "/transactions?q=nowhere&period=last_90_days"


@pytest.mark.parametrize("format", ["csv", "jsonl", "xlsx"])
async def test_the_filtered_rows_come_as_a_file(browser: Browser, format: str) -> None:
    seen = await browser.open("/transactions?card=4417")
    links = [one for one in seen.links.values() if f"format={format}" in one]
    answer = await browser.http.get(links[0])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'.{format}"')
    assert answer.headers["cache-control"] == "no-store"
    if format == "csv":
        lines = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert [line["card_last_four"] for line in lines] == ["4417"] * 3


async def test_there_are_no_other_files(browser: Browser) -> None:
    seen = await browser.open("/transactions/export?format=docx")
    assert seen.status == 400
