"""So many requests in so much time, per credential; 429 says when to come back."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from clara.adapters.gateway.rate_limit import RateLimits, rate_limited
from clara.adapters.gateway.request_id import RequestIds
from clara.adapters.system.ids import RandomIds
from clara.domain.errors import Invalid
from tests.parity.support.doors import client

pytestmark = pytest.mark.anyio


async def _hello(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A server that lets three requests a minute through."""
    async with client(RequestIds(rate_limited(_hello, "3/minute"), RandomIds())) as http:
        yield http


async def test_what_goes_beyond_the_limit_is_refused_and_told_when_to_come_back(
    http: httpx.AsyncClient,
) -> None:
    answers = [await http.get("/api/v1/version") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    wait = int(refused.headers["retry-after"])
    body = refused.json()
    assert 1 <= wait <= 60
    assert (body["code"], body["status"], body["data"]) == ("rate_limited", "error", None)
    assert body["message"] == "You have exceeded the rate limit."
    assert body["retry_after"] == wait
    assert body["request_id"] == refused.headers["x-request-id"]
    assert refused.headers["content-type"] == "application/json"


async def test_every_answer_says_what_is_left(http: httpx.AsyncClient) -> None:
    left = []
    for _ in range(4):
        answer = await http.get("/anything")
        assert answer.headers["ratelimit-policy"] == '"default";q=3;w=60'
        match = re.fullmatch(r'"default";r=(\d+);t=(\d+)', answer.headers["ratelimit"])
        assert match is not None
        left.append(int(match[1]))
        assert 1 <= int(match[2]) <= 60
    assert left == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"authorization": "Bearer a"}, {"authorization": "Bearer b"}),
        ({"clara-mcp-token": "a"}, {"clara-mcp-token": "b"}),
        ({"authorization": "Bearer a"}, {}),
    ],
)
async def test_one_caller_takes_nothing_from_another(
    http: httpx.AsyncClient, first: dict[str, str], second: dict[str, str]
) -> None:
    for _ in range(4):
        spent = await http.get("/", headers=first)
    assert spent.status_code == 429
    assert (await http.get("/", headers=second)).status_code == 200


async def test_blanks_around_a_credential_make_no_new_caller(http: httpx.AsyncClient) -> None:
    values = ["Bearer a", " Bearer a", "Bearer a ", "Bearer a"]
    codes = [(await http.get("/", headers={"authorization": one})).status_code for one in values]
    assert codes[-1] == 429


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/health/live", "/api/v1/health/ready"])
async def test_probes_are_not_limited(http: httpx.AsyncClient, path: str) -> None:
    answers = [await http.get(path) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


async def test_requests_at_once_are_counted_one_by_one(http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.get("/") for _ in range(20)))
    assert sorted(answer.status_code for answer in answers).count(200) == 3


async def test_a_limiter_that_breaks_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = rate_limited(_hello, "1/minute")
    assert isinstance(limited, RateLimits)

    async def fail(*_: Any) -> bool:
        raise RuntimeError("no memory")

    monkeypatch.setattr(limited._limiter, "hit", fail)
    async with client(limited) as http:
        codes = {(await http.get("/")).status_code for _ in range(3)}
    assert codes == {200}


def test_off_is_no_limit_at_all() -> None:
    assert rate_limited(_hello, "off") is _hello


@pytest.mark.parametrize("limit", ["", "many", "ten/second", "10", "10/fortnight", "/second"])
def test_a_limit_that_is_none_is_refused_at_the_start(limit: str) -> None:
    with pytest.raises(Invalid) as caught:
        rate_limited(_hello, limit)
    assert caught.value.code == "invalid_settings"
