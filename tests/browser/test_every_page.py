"""Every page of the console, light and dark, on a desk and on a phone: looked at by a browser and by
axe, and kept as a picture in build/screenshots: on a light desk and a dark phone; with
CLARA_SCREENSHOTS=all everywhere, and as every role sees it."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler
from playwright.async_api import Browser, Page, ViewportSize

from clara.adapters.web.console.routes import console_routes
from tests.browser import axe
from tests.browser.life import lived
from tests.browser.served import ROOT, Served
from tests.browser.sights import ALL, NO_PAGES, SIGHTS, Sight
from tests.browser.window import Window, signs_in

pytestmark = pytest.mark.anyio

PICTURES = ROOT / "build/screenshots"
MOST_BYTES = 100_000
DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
ARE_ALL_KEPT = os.environ.get("CLARA_SCREENSHOTS") == "all"
LOOKS = {"light-1280": ("light", DESK, PHONE), "dark-390": ("dark", PHONE, DESK)}
"""A theme, the size that a page is opened at and the one that it is brought to afterwards: it is the
same page at every width, so that it need not come again."""
SEEN = [
    pytest.param(look, sight, id=f"{name}-{sight.name}")
    for number, sight in enumerate(ALL)
    for turn, (name, look) in enumerate(LOOKS.items())
    if ARE_ALL_KEPT or number % len(LOOKS) == turn
]
"""Pages take turns: what they share, every second one shows. With all pictures, all of them are seen in
each way."""
_WIDER = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const inside = (one) => one.closest(".scroll, pre, .unseen, svg");
  return [`${document.documentElement.scrollWidth} > ${wide}`].concat(
    [...document.querySelectorAll("body *")]
      .filter((one) => one.getBoundingClientRect().right > wide + 0.5 && !inside(one))
      .slice(-3).map((one) => one.outerHTML.slice(0, 120)));
}"""
"""What is wider than the screen, where the page can be pushed sideways."""


_ALL_PICTURES = """() => Promise.all([...document.images].map((one) => {
  one.loading = "eager";
  return one.decode();
}))"""
"""Those, too, that are loaded when somebody scrolls to them; one that is broken is an error."""
_INLINE = """() => [...document.querySelectorAll("*")].filter((one) =>
  (one.localName === "script" && !one.src) || one.localName === "style" || one.hasAttribute("style")
  || [...one.attributes].some((attribute) => attribute.name.startsWith("on")))
  .map((one) => one.outerHTML.slice(0, 120))"""
"""Scripts and styles that are in the page itself."""


@dataclass
class Look:
    """Two windows of one theme: of somebody who has signed in, and of nobody."""

    theme: str
    size: ViewportSize
    other: ViewportSize
    known: Window
    stranger: Window


@pytest.fixture(scope="module")
async def names(browser: Browser, served: Served) -> dict[str, str]:
    context = await browser.new_context(locale="en")
    async with context:
        return await lived(served, Window(await context.new_page(), served.base))


@pytest.fixture(scope="module")
async def look(
    request: pytest.FixtureRequest, browser: Browser, served: Served, names: dict[str, str]
) -> AsyncIterator[Look]:
    theme, size, other = request.param
    person = served.demo["administrator"]
    served.rest("PATCH", f"/users/{person['user_id']}", is_dark_mode=theme == "dark")
    options: dict[str, Any] = {"color_scheme": theme, "viewport": size, "locale": "en"}
    async with AsyncExitStack() as stack:
        windows = []
        for _ in range(2):
            context = await browser.new_context(**options)
            stack.push_async_callback(context.close)
            windows.append(Window(await context.new_page(), served.base))
        await signs_in(windows[0], person)
        for window in windows:
            await window.weigh()
        yield Look(theme, size, other, *windows)


@pytest.mark.parametrize(("look", "sight"), SEEN, indirect=["look"])
async def test_a_page_is_as_it_should_be(look: Look, sight: Sight, names: dict[str, str]) -> None:
    window = look.known if sight.signed_in else look.stranger
    window.problems.clear()
    window.received = 0
    await window.page.set_viewport_size(look.size)
    answer = await window.open(sight.address.format_map(names))
    inline = await window.page.evaluate(_INLINE)
    await _kept(window.page, f"{sight.name}-{look.theme}-{look.size['width']}")
    assert answer.status == sight.status
    if sight.status == 200:
        assert window.problems == []
    assert 0 < window.received <= MOST_BYTES
    _is_strict(answer.headers["content-security-policy"])
    assert inline == []
    assert await window.page.locator("h1").count() == 1
    title = await window.page.title()
    assert title.endswith(" · Clara")
    assert len(title) > len(" · Clara")
    background = await window.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert _is_dark(background) == (look.theme == "dark"), background
    assert await window.page.evaluate(_WIDER) == []
    assert await axe.grave(window.page) == []
    await window.page.set_viewport_size(look.other)
    await _kept(window.page, f"{sight.name}-{look.theme}-{look.other['width']}", ARE_ALL_KEPT)
    assert await window.page.evaluate(_WIDER) == []


@pytest.mark.parametrize("language", ["es", "pt"])
async def test_longer_words_fit_on_a_phone(
    browser: Browser, served: Served, names: dict[str, str], language: str
) -> None:
    context = await browser.new_context(viewport=PHONE, locale=language)
    async with context:
        window = Window(await context.new_page(), served.base)
        await signs_in(window, served.demo["administrator"])
        wide = {}
        for sight in ALL:
            path = sight.address.format_map(names)
            await window.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
            wide[sight.name] = await window.page.evaluate(_WIDER)
            if wide[sight.name]:
                await _kept(window.page, f"{sight.name}-{language}-390")
        assert {name: found for name, found in wide.items() if found} == {}


@pytest.mark.parametrize("role", ["bookkeeper", "employee"])
async def test_everybody_finds_what_is_theirs(browser: Browser, served: Served, role: str) -> None:
    context = await browser.new_context(viewport=DESK, locale="en")
    async with context:
        window = Window(await context.new_page(), served.base)
        await signs_in(window, served.demo[role])
        await window.open("/settings")
        links = window.page.locator("header nav.wide-only a, .tabs a")
        paths = [await one.get_attribute("href") or "" for one in await links.all()]
        assert {"/", "/cards", "/transactions", "/settings"} <= set(paths)
        for path in paths:
            with window.expecting("403"):
                answer = await window.open(path)
            assert answer.status == 200 or "administrator" in await window.text(), path
            name = path.strip("/").replace("/", "_") or "home"
            await _kept(window.page, f"{name}-{role}", ARE_ALL_KEPT)
        assert window.problems == []


def test_no_page_is_forgotten() -> None:
    paths = {
        route.path
        for router in console_routes(is_sandbox=True)
        for route in router.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods
    }
    assert paths == SIGHTS.keys() | NO_PAGES.keys()


async def _kept(page: Page, name: str, is_kept: bool = True) -> None:
    """Its own pictures are all there, whether it is kept as one or not."""
    await page.evaluate(_ALL_PICTURES)
    if not is_kept:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"type": "jpeg", "quality": 80, "caret": "initial"}
    await page.screenshot(path=PICTURES / f"{name}.jpg", full_page=True, **options)


def _is_strict(policy: str) -> None:
    """Everything is forbidden but what is our own, and nothing is allowed inside a page."""
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    loaded, _, _ = policy.partition("form-action")
    assert not [one for one in loaded.split() if one == "*" or one.startswith(("http", "blob"))]


def _is_dark(colour: str) -> bool:
    numbers = [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    return sum(numbers[:3]) < 3 * 128
