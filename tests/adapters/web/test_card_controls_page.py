"""What administrators do to cards in the console: limits and controls, issuing, cancelling."""

import pytest

from clara.adapters.web.console.amounts import amount_shown, typed_amount
from clara.application.cards.view_card import ViewCard
from clara.domain.accounts.language import Language
from clara.domain.card_transactions.category import Category
from clara.domain.cards.controls import CardControls, Weekday
from clara.domain.cards.listing import CardDetail
from tests.adapters.web.browser import Browser, Seen
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import LastingStores

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


def at(doors: Doors) -> str:
    return f"/cards/{doors.world.a.cards['luis'].id}"


async def kept(doors: Doors) -> CardDetail:
    seen: CardDetail = await doors.world.run(ViewCard, card=doors.world.a.cards["luis"].id)
    return seen


async def test_administrators_set_limit_and_controls(browser: Browser, doors: Doors) -> None:
    path = at(doors)
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
    detail = await kept(doors)
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
    path = at(doors)
    form = (await browser.open(f"{path}/controls")).form(f"{path}/controls")
    seen = await browser.send(form, **typed)
    assert seen.status == 400
    assert seen.alert.strip()
    assert beside is None or beside in seen.ids
    filled = seen.form(f"{path}/controls").fields
    assert {name: filled[name] for name in typed} == typed
    assert (await kept(doors)).controls == CardControls()


async def test_administrators_issue_a_card(browser: Browser, doors: Doors) -> None:
    page = await browser.open("/cards/new")
    form = page.form("/cards/new")
    assert "Luis Pérez" in page.text
    both = await browser.send(form)
    assert (both.status, "f-cardholder_id-wrong" in both.ids) == (400, True)
    typed = {"cardholder_name": "Nora Prueba", "alias": NASTY, "limit": "1.500"}
    gone = await browser.send(form, **typed, idempotency_key="one")
    seen = await browser.follow(gone)
    assert "Nora Prueba ••••" in seen.said
    assert NASTY in seen.text
    assert seen.tags.count("img") == 0
    repeated = await browser.send(form, **typed, idempotency_key="one")
    assert repeated.where == gone.where


async def test_administrators_cancel_a_card_for_good(browser: Browser, doors: Doors) -> None:
    path = at(doors)
    seen = await browser.open(path)
    gone = await browser.follow(await browser.send(seen.form(f"{path}/cancel"), reason="Left us"))
    assert "cancelled for good" in gone.said
    offered = {form.action for form in gone.forms}
    assert not offered & {f"{path}/{verb}" for verb in ("lock", "unlock", "cancel")}
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
