"""A window of a real browser, and everything that goes wrong in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, Request, Response

SESSION = "clara_session"


@dataclass
class Window:
    """`problems` are what the console says (what the policy forbids is said there, too), scripts that
    fail and requests that are not answered or refused, as long as nobody takes them out."""

    page: Page
    base: str
    problems: list[str] = field(default_factory=list)
    received: int = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda said: self._said(said.type, said.text))
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    async def open(self, path: str) -> Response:
        answer = await self.page.goto(self.base + path)
        assert answer is not None
        return answer

    async def weigh(self) -> None:
        """From now on `received` counts the bytes that come over the network, nothing of which is
        taken from the browser's cache."""
        session = await self.page.context.new_cdp_session(self.page)
        session.on("Network.loadingFinished", self._loaded)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    @property
    def path(self) -> str:
        """Where it is, with the query."""
        return self.page.url.removeprefix(self.base)

    async def text(self) -> str:
        """What can be read, with plain spaces."""
        seen = await self.page.locator("body").inner_text()
        return seen.replace("\u00a0", " ").replace("\u202f", " ")

    async def session(self) -> dict[str, Any]:
        """The cookie of the sign-in; empty without one."""
        cookies = await self.page.context.cookies()
        return next((dict(one) for one in cookies if one.get("name") == SESSION), {})

    @contextmanager
    def expecting(self, *words: str) -> Iterator[None]:
        """Problems meanwhile that say one of these are none."""
        before = len(self.problems)
        yield
        meanwhile = self.problems[before:]
        self.problems[before:] = [
            one for one in meanwhile if not any(word in one for word in words)
        ]

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.problems.append(f"console: {text}")

    def _failed(self, request: Request) -> None:
        # Left for another page before it was there: nobody's mistake.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request: {request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"request: {response.url}: {response.status}")

    def _loaded(self, event: dict[str, Any]) -> None:
        self.received += int(event["encodedDataLength"])


async def signs_in(window: Window, person: dict[str, Any], path: str = "/login") -> None:
    """With the mouse, as most people do."""
    await window.open(path)
    await window.page.fill("input[name=email]", person["email"])
    await window.page.fill("input[name=password]", person["password"])
    await window.page.click("main button:not(.quiet)")
    await window.page.wait_for_url(lambda url: "/login" not in url)
