"""Where people arrive."""

from litestar import get

from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer


@get("/")
async def home(page: Page) -> Answer:
    return page.show("home.html")


ROUTES = [home]
