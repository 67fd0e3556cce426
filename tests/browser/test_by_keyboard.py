"""What people do all day, without a mouse."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import Opens
from tests.browser.keyboard import Keyboard
from tests.browser.served import Served
from tests.browser.window import Window, signs_in

pytestmark = pytest.mark.anyio


@pytest.fixture
async def window(opens: Opens, served: Served) -> Window:
    window = await opens()
    await signs_in(window, served.demo["administrator"])
    return window


async def test_somebody_signs_in_and_out_by_keyboard(opens: Opens, served: Served) -> None:
    window = await opens()
    keyboard, person = Keyboard(window), served.demo["administrator"]
    await window.open("/cards?status=LOCKED")
    await keyboard.reach("E-mail")
    await keyboard.type(person["email"])
    await keyboard.reach("Password")
    await keyboard.type(person["password"])
    await keyboard.leave()
    assert window.path == "/cards?status=LOCKED"
    await keyboard.reach("Your account", "Account")
    await keyboard.press("Enter")
    await keyboard.follow("Sign out")
    assert window.path.startswith("/login")
    assert window.problems == []


async def test_the_first_stop_skips_the_navigation(window: Window) -> None:
    keyboard = Keyboard(window)
    await window.open("/cards")
    await keyboard.press("Tab")
    assert (await keyboard.here())["says"].startswith("Skip")
    assert (await keyboard.here())["visible"]
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    inside = await window.page.evaluate("document.activeElement.closest('main') !== null")
    assert inside


async def test_a_menu_opens_by_enter_and_closes_by_escape(window: Window) -> None:
    keyboard = Keyboard(window)
    await window.open("/")
    await keyboard.reach("Your account", "Account")
    await keyboard.press("Enter")
    menu = window.page.locator("details.menu[open]")
    assert await menu.count() == 1
    await keyboard.press("Tab", "Escape")
    assert await menu.count() == 0
    assert (await keyboard.here())["tag"] == "summary"


async def test_a_card_is_locked_and_unlocked_again_by_keyboard(
    window: Window, served: Served
) -> None:
    cards = served.rest("GET", f"{served.company}/cards?status=ACTIVE")["items"]
    card = cards[0]["id"]
    keyboard = Keyboard(window)
    await window.open(f"/cards/{card}")
    await keyboard.reach("Reason")
    await keyboard.type("Lost at the airport")
    await keyboard.follow("Lock", tag="button")
    assert "Lost at the airport" in await window.text()
    assert _status(served, card) == "LOCKED"
    await keyboard.follow("Undo", tag="button")
    assert _status(served, card) == "ACTIVE"
    assert window.problems == []


async def test_unlocking_asks_first(window: Window, served: Served) -> None:
    card = served.rest("GET", f"{served.company}/cards?status=ACTIVE")["items"][1]["id"]
    served.rest("POST", f"{served.company}/cards/{card}/lock", reason="To be unlocked")
    keyboard = Keyboard(window)
    await window.open(f"/cards/{card}")
    await keyboard.reach("Unlock", tag="summary")
    await keyboard.press("Enter")
    assert _status(served, card) == "LOCKED"
    await keyboard.follow("Unlock", "Yes", tag="button")
    assert _status(served, card) == "ACTIVE"


async def test_transactions_are_filtered_by_keyboard(window: Window) -> None:
    keyboard = Keyboard(window)
    await window.open("/transactions")
    await keyboard.reach("Search")
    await keyboard.type("uber")
    await keyboard.reach("Period")
    await keyboard.choose("Last month")
    await keyboard.follow("Show", tag="button")
    asked = parse_qs(urlsplit(window.path).query)
    assert asked["q"] == ["uber"]
    rows = window.page.locator("tbody th")
    assert await rows.count() > 0
    for text in await rows.all_inner_texts():
        assert "uber" in text.lower()
    await keyboard.reach("Search")
    await keyboard.follow("Search: uber", "Remove")
    assert "q=" not in window.path
    assert window.problems == []


async def test_a_token_is_made_and_revoked_by_keyboard(window: Window, served: Served) -> None:
    keyboard = Keyboard(window)
    await window.open("/settings/integrations")
    await keyboard.follow("Create a token")
    await keyboard.reach("Name")
    await keyboard.type("Made without a mouse")
    await keyboard.follow("Create a token", tag="button")
    assert re.search(r"clara_mcp_\w{20,}", await window.text())
    assert "Made without a mouse" in _tokens(served)
    await window.open("/settings/integrations")
    row = window.page.locator("tr", has_text="Made without a mouse").locator("summary")
    await row.focus()
    await keyboard.press("Enter")
    await keyboard.follow("Revoke", "Yes", tag="button")
    assert "Made without a mouse" not in _tokens(served)
    assert window.problems == []


def _status(served: Served, card: str) -> str:
    status: str = served.rest("GET", f"{served.company}/cards/{card}")["status"]
    return status


def _tokens(served: Served) -> list[str]:
    items = served.rest("GET", f"{served.company}/mcp_tokens")["items"]
    return [one["name"] for one in items if not one.get("revoked_at")]
