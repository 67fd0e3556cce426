"""The pages about the API: served from here, with nothing from elsewhere and no inline script."""

import re
from html.parser import HTMLParser

import httpx
import pytest

pytestmark = pytest.mark.anyio


class _Links(HTMLParser):
    """What a page loads, and whether a script stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline = False
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._in_script = tag == "script"
        self.loaded += [
            value
            for name, value in found.items()
            if value and (name == "src" or (tag == "link" and name == "href"))
        ]
        self.inline |= any(name.startswith("on") for name in found) or "style" in found

    def handle_data(self, data: str) -> None:
        self.inline |= self._in_script and bool(data.strip())


async def test_the_page_loads_from_this_server_only(bare: httpx.AsyncClient) -> None:
    page = await bare.get("/docs")
    links = _Links()
    links.feed(page.text)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not links.inline
    assert len(links.loaded) == 4
    for link in links.loaded:
        assert link.startswith("/docs/assets/")
        asset = await bare.get(link)
        assert asset.status_code == 200
        assert asset.headers["x-content-type-options"] == "nosniff"
        assert asset.content


async def test_its_policy_lets_nothing_else_in(bare: httpx.AsyncClient) -> None:
    page = await bare.get("/docs")
    policy = dict(
        part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert not re.search(r"https?:|\*|unsafe-eval", page.headers["content-security-policy"])


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2f..%2fapp.py", "%2e%2e/docs.py", "swagger-ui.css/x", "index.html"]
)
async def test_only_its_own_files_are_served(bare: httpx.AsyncClient, name: str) -> None:
    answer = await bare.get(f"/docs/assets/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")


async def test_the_script_reads_the_document_of_this_server(bare: httpx.AsyncClient) -> None:
    script = (await bare.get("/docs/assets/start.js")).text
    assert 'url: "/openapi.json"' in script
    assert "validatorUrl: null" in script
    assert "http" not in script
