"""Whatever a browser is made to load from us, it does nothing with it that we did not mean."""

from typing import Any

import httpx
import pytest
from msgspec import structs

from clara.adapters.gateway.browser_defaults import BrowserDefaults
from clara.doors import build_server
from tests.parity.support.doors import client
from tests.support.world import settings_for

pytestmark = pytest.mark.anyio

ANSWERS = {
    "/api/v1/companies/company_1": ("application/json", 401),
    "/api/v1/nowhere": ("application/json", 404),
    "/openapi.json": ("application/json", 200),
    "/mcp": ("application/json", 401),
    "/token": ("application/json", 405),
    "/.well-known/oauth-protected-resource/mcp": ("application/json", 200),
    "/docs": ("text/html; charset=utf-8", 200),
    "/login": ("text/html; charset=utf-8", 200),
}


@pytest.fixture(scope="module")
async def answers(anyio_backend: str) -> dict[str, httpx.Response]:
    """Of a server that has no store, for what needs none."""
    settings = structs.replace(settings_for("sqlite:////nowhere/clara.db"), rate_limit="off")
    async with client(build_server(settings)) as http:
        return {path: await http.get(path) for path in ANSWERS}


@pytest.mark.parametrize("path", ANSWERS)
async def test_every_answer_tells_browsers_to_do_nothing_with_it(
    answers: dict[str, httpx.Response], path: str
) -> None:
    answer = answers[path]
    media_type, status = ANSWERS[path]
    assert (answer.status_code, answer.headers["content-type"]) == (status, media_type)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy


async def test_what_an_answer_says_itself_stays() -> None:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"Referrer-Policy", b"same-origin")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    transport = httpx.ASGITransport(BrowserDefaults(page))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        answer = await http.get("/")
    assert answer.headers.get_list("referrer-policy") == ["same-origin"]
    assert answer.headers["x-content-type-options"] == "nosniff"
