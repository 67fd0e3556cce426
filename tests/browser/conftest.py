"""One browser and one server with the demo company for each file of tests."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from scripts import chromium
from tests.browser.served import Served, serving
from tests.browser.window import Window


@pytest.fixture(scope="session")
def program() -> str:
    found: str | None = chromium.path()
    if found is None:
        pytest.skip(f"there is no Chromium here: {chromium.HINT}")
    return found


@pytest.fixture(scope="session")
async def browser(program: str, anyio_backend: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def served(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Its limits are those of a browser that is driven by a program."""
    limits = {"CLARA_RATE_LIMIT": "off", "CLARA_SIGN_IN_LIMIT": "off"}
    with serving(tmp_path_factory.mktemp("served"), **limits) as served:
        yield served


Opens = Callable[..., Awaitable[Window]]


@pytest.fixture
async def opens(browser: Browser, served: Served) -> AsyncIterator[Opens]:
    """`window = await opens(**options of a context)`: a browser that has never been here."""
    async with AsyncExitStack() as stack:

        async def open(base: str = served.base, **options: Any) -> Window:
            context = await browser.new_context(**{"locale": "en", **options})
            stack.push_async_callback(context.close)
            return Window(await context.new_page(), base)

        yield open
