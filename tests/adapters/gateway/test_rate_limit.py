"""So many requests in so much time; 429 says when to come back."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec import structs

from clara.adapters.gateway.rate_limit import rate_limited
from clara.adapters.limits.storage import open_storage
from clara.adapters.limits.window import MovingWindowMemory
from clara.domain.errors import Invalid
from tests.support.limited import bearer, hello, limited
from tests.support.world import settings_for

pytestmark = pytest.mark.anyio


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A server that lets three requests a minute through."""
    async with limited(rate_limit="3/minute") as http:
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
        answer = await http.get("/api/v1/anything")
        assert answer.headers["ratelimit-policy"] == '"default";q=3;w=60'
        match = re.fullmatch(r'"default";r=(\d+);t=(\d+)', answer.headers["ratelimit"])
        assert match is not None
        left.append(int(match[1]))
        assert 1 <= int(match[2]) <= 60
    assert left == [2, 1, 0, 0]


@pytest.mark.parametrize("path", ["/register", "/token", "/revoke"])
async def test_programs_that_sign_in_are_refused_in_the_words_of_their_protocol(
    http: httpx.AsyncClient, path: str
) -> None:
    *_, refused = [await http.post(path) for _ in range(4)]
    body = refused.json()
    assert refused.status_code == 429
    assert (body["error"], body["code"]) == ("temporarily_unavailable", "rate_limited")
    assert body["error_description"] == body["message"]


async def test_pages_are_opened_in_bursts_and_refused_in_words(http: httpx.AsyncClient) -> None:
    codes = [(await http.get("/cards")).status_code for _ in range(9)]
    refused = await http.get("/cards", headers={"accept": "text/html,*/*"})
    assert codes == [200] * 9
    assert refused.status_code == 429
    assert refused.headers["content-type"].startswith("text/html")
    assert "Espere" in refused.text
    assert (await http.get("/assets/console.css")).status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/health/live", "/api/v1/health/ready"])
async def test_probes_are_not_limited(http: httpx.AsyncClient, path: str) -> None:
    answers = [await http.get(path) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


async def test_requests_at_once_are_counted_one_by_one(http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(http.get("/api/v1/version") for _ in range(20)))
    assert sorted(answer.status_code for answer in answers).count(200) == 3


async def test_a_limiter_that_breaks_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> bool:
        raise RuntimeError("no memory")

    monkeypatch.setattr(MovingWindowMemory, "acquire_entry", fail)
    async with limited(rate_limit="1/minute") as http:
        codes = {
            (await http.get("/api/v1/version", headers=bearer())).status_code for _ in range(3)
        }
    assert codes == {200}


def test_off_is_no_limit_at_all() -> None:
    settings = structs.replace(settings_for("sqlite:////nowhere/clara.db"), rate_limit="off")
    assert rate_limited(hello, settings, open_storage(None)) is hello


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"rate_limit": "ten/second"}, "CLARA_RATE_LIMIT"),
        ({"rate_limit": "unlimited"}, "CLARA_RATE_LIMIT"),
        ({"usage_quota": "10000"}, "CLARA_USAGE_QUOTA"),
        ({"usage_quota": "off"}, "CLARA_USAGE_QUOTA"),
    ],
)
def test_a_limit_that_is_none_is_refused_at_the_start(
    changes: dict[str, str], variable: str
) -> None:
    settings = structs.replace(settings_for("sqlite:////nowhere/clara.db"), **changes)
    with pytest.raises(Invalid) as caught:
        rate_limited(hello, settings, open_storage(None))
    assert caught.value.code == "invalid_settings"
    assert variable in caught.value.message
