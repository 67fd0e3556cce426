"""One card transaction in the console, and its receipts."""

from urllib.parse import urljoin

import pytest

from tests.adapters.web.browser import ORIGIN, Browser, Form, Seen
from tests.parity.support.doors import Doors
from tests.parity.support.fixtures import LastingStores

pytestmark = pytest.mark.anyio

NOTE = b"Fecha,Comercio,Cargo\n2026-11-16,UBER,104.00\n"
NASTY = '"><script>x</script>.csv'


@pytest.fixture(scope="session")
def lasting_url(lasting_stores: LastingStores) -> str:
    """What is tried here does not depend on the store."""
    return lasting_stores.of("sqlite")


@pytest.fixture
def browser(doors: Doors) -> Browser:
    browser = Browser(doors.http)
    browser.be(doors.world.a.administrator)
    return browser


async def opened(browser: Browser, card: str = "4471") -> Seen:
    """The one transaction of a card."""
    found = await browser.open(f"/transactions?card={card}")
    return await browser.open(found.links["Uber"])


def sending(seen: Seen) -> Form:
    return next(one for one in seen.forms if one.action.endswith("/receipts"))


async def send(browser: Browser, form: Form, name: str, content: bytes) -> Seen:
    fields = {key: value for key, value in form.fields.items() if key != "file"}
    headers = {"accept": "text/html", "origin": ORIGIN, "sec-fetch-site": "same-origin"}
    files = {"file": (name, content, "text/csv")}
    url = urljoin(ORIGIN, form.action)
    return Seen(await browser.http.post(url, data=fields, files=files, headers=headers))


async def test_a_receipt_is_sent_downloaded_and_deleted(browser: Browser) -> None:
    form = sending(await opened(browser))
    seen = await browser.follow(await send(browser, form, NASTY, NOTE))
    assert seen.said.strip() == "The receipt is kept."
    assert NASTY in seen.text
    assert "<script>x" not in seen.answer.text
    assert "Ana Torres" in seen.text
    link = next(path for path in seen.links.values() if "/receipts/receipt_" in path)
    answer = await browser.http.get(link)
    assert answer.content == NOTE
    assert answer.headers["content-disposition"].startswith('attachment; filename="receipt_')
    assert answer.headers["x-content-type-options"] == "nosniff"
    gone = next(one for one in seen.forms if one.action.endswith("/delete"))
    after = await browser.follow(await browser.send(gone))
    assert after.said.strip() == "The receipt was deleted."
    assert "No receipt or invoice" in after.text


async def test_the_same_file_again_is_the_same_receipt(browser: Browser) -> None:
    await send(browser, sending(await opened(browser)), "a.csv", NOTE)
    form = sending(await opened(browser))
    seen = await browser.follow(await send(browser, form, "a.csv", NOTE))
    assert "was here already" in seen.said


async def test_what_is_no_receipt_is_refused_above_the_transaction(browser: Browser) -> None:
    form = sending(await opened(browser))
    seen = await send(browser, form, "a.exe", b"MZ\x00\x01\x02\x03")
    assert seen.status in (400, 415)
    assert seen.alert
    nothing = await browser.send(form)
    assert nothing.status in (400, 415)


async def test_somebody_elses_receipt_cannot_be_reached(browser: Browser, doors: Doors) -> None:
    form = sending(await opened(browser))
    seen = await browser.follow(await send(browser, form, "a.csv", NOTE))
    link = next(path for path in seen.links.values() if "/receipts/receipt_" in path)
    gone = next(one for one in seen.forms if one.action.endswith("/delete"))
    browser.be(doors.world.a.member)
    assert (await browser.open(link)).status == 404
    proof = (await browser.open("/transactions")).forms[0].fields["proof"]
    assert (await browser.post(gone.action, {**gone.fields, "proof": proof})).status == 404
    browser.be(doors.world.b.administrator)
    assert (await browser.open(link)).status == 404


async def test_a_forged_receipt_is_refused(browser: Browser) -> None:
    form = sending(await opened(browser))
    form.fields["proof"] = "another"
    assert (await send(browser, form, "a.csv", NOTE)).status == 403
