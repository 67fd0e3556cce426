"""Merchants, cards, people and companies may be called anything: it is shown, never done."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import Opens
from tests.browser.newcomer import founds_a_company, imports, registers
from tests.browser.served import Served
from tests.browser.window import Window

pytestmark = pytest.mark.anyio

MARKUP = "<img src=x onerror=window.hacked=1>"
CLOSING = "</script><script>window.hacked=2</script>"
QUOTED = "\"'><svg onload=window.hacked=3>"
TEMPLATE = "{{ 7 * 7 }} {% raise %}"
TURNED = "\u202eXXO\u202c Centro"
FORMULA = '=HYPERLINK("http://evil.example")'
MERCHANTS = (MARKUP, CLOSING, QUOTED, TEMPLATE, TURNED, FORMULA)
SEEN = (
    "onerror=window.hacked=1",
    "window.hacked=2",
    "onload=window.hacked=3",
    "% raise",
    "hyperlink(",
)
"""What is left of them where names are put in order."""
PAGES = (
    *("/", "/cards", "/transactions", "/transactions?q=%3Cimg", "/tasks", "/activity", "/credits"),
    *("/settings", "/settings/company", "/settings/members", "/settings/integrations"),
    *("/settings/integrations/new", "/transactions?merchant=%3Cscript%3E", "/ask"),
    '/transactions?q="><script>window.hacked=4</script>',
    "/cards?q='><script>window.hacked=5</script>",
    "/activity?action=<script>window.hacked=6</script>",
    "/nowhere/<script>window.hacked=7</script>",
)


async def test_nothing_that_is_stored_or_asked_runs(opens: Opens, served: Served) -> None:
    window = await opens()
    await registers(window, served, "mallory.prueba@example.com", first_name=MARKUP)
    await founds_a_company(window, "XEXX010101000", name="Firma " + CLOSING)
    await _issues(window)
    await imports(window, f"{QUOTED[:20]}.csv", _statement())
    shown = await _shown(window)
    for text in SEEN:
        assert text in shown.lower(), text
    for path in PAGES:
        with window.expecting("404", "400"):
            await window.open(path)
        await _is_unharmed(window)
    await _opens_each(window)
    assert window.problems == []


async def _issues(window: Window) -> None:
    """A card that is called so as well."""
    await window.open("/cards/new")
    await window.page.fill("main input[name=cardholder_name]", QUOTED)
    await window.page.fill("main input[name=alias]", MARKUP)
    await window.page.get_by_role("button", name="Issue a card").click()
    await window.page.wait_for_url(lambda url: "/cards/new" not in url)
    await _is_unharmed(window)


def _statement() -> bytes:
    today = datetime.now(UTC) - timedelta(hours=6)
    cells = ['"' + merchant.replace('"', '""') + '"' for merchant in MERCHANTS]
    rows = [f"{today:%Y-%m-%d},{cell},{place}.00" for place, cell in enumerate(cells, start=10)]
    return "\n".join(("Fecha,Comercio,Importe", *rows, "")).encode()


async def _shown(window: Window) -> str:
    await window.open("/transactions")
    await _is_unharmed(window)
    return await window.text()


async def _opens_each(window: Window) -> None:
    await window.open("/transactions")
    links = await window.page.locator("tbody th a").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert len(links) == len(MERCHANTS)
    for path in links:
        await window.open(path)
        await _is_unharmed(window)


async def _is_unharmed(window: Window) -> None:
    assert await window.page.evaluate("window.hacked") is None, window.path
    strange = await window.page.locator("img[src=x], svg[onload], script:not([src])").count()
    assert strange == 0, window.path
