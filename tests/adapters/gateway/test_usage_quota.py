"""So many requests in a day for the key of a program, beside the rate."""

import re

import httpx
import pytest

from clara.domain.credentials.token import CredentialKind
from tests.support.limited import bearer, limited, mcp_token

pytestmark = pytest.mark.anyio


def _left(answer: httpx.Response) -> dict[str, int]:
    return {name: int(left) for name, left in re.findall(r'"(\w+)";r=(\d+)', _state(answer))}


def _state(answer: httpx.Response) -> str:
    state: str = answer.headers["ratelimit"]
    return state


@pytest.mark.parametrize(("path", "key"), [("/api", bearer()), ("/mcp", mcp_token())])
async def test_beyond_the_quota_a_key_is_refused_until_it_begins_anew(
    path: str, key: dict[str, str]
) -> None:
    async with limited(usage_quota="2/day") as http:
        answers = [await http.get(path, headers=key) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    body = answers[-1].json()
    wait = int(answers[-1].headers["retry-after"])
    assert body["code"] == "usage_limit_exceeded"
    assert body["message"].endswith(".")
    assert body["retry_after"] == wait
    assert 86_000 < wait <= 86_400


async def test_headers_list_both_policies_as_the_draft_writes_lists() -> None:
    async with limited(rate_limit="5/minute", usage_quota="10/day") as http:
        answer = await http.get("/api/v1/version", headers=bearer())
    assert answer.headers["ratelimit-policy"] == '"default";q=5;w=60, "usage";q=10;w=86400'
    assert re.fullmatch(r'"default";r=4;t=\d+, "usage";r=9;t=\d+', _state(answer))


@pytest.mark.parametrize("headers", [{}, bearer(CredentialKind.USER_TOKEN)])
async def test_people_and_strangers_have_no_quota(headers: dict[str, str]) -> None:
    async with limited(rate_limit="9/minute", usage_quota="1/day") as http:
        answers = [await http.get("/api/v1/version", headers=headers) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[-1].headers["ratelimit-policy"] == '"default";q=9;w=60'


async def test_each_key_has_its_own() -> None:
    async with limited(usage_quota="1/day") as http:
        codes = [
            (await http.get("/api/v1/version", headers=bearer())).status_code for _ in range(3)
        ]
    assert codes == [200, 200, 200]


async def test_what_the_rate_refuses_uses_nothing_up() -> None:
    key = bearer()
    async with limited(rate_limit="2/minute", usage_quota="100/day") as http:
        answers = [await http.get("/api/v1/version", headers=key) for _ in range(5)]
    assert [_left(answer)["usage"] for answer in answers] == [99, 98, 98, 98, 98]
    assert answers[-1].json()["code"] == "rate_limited"


async def test_a_key_without_a_quota_is_told_of_none() -> None:
    async with limited(rate_limit="9/minute") as http:
        answer = await http.get("/api/v1/version", headers=bearer())
    assert list(_left(answer)) == ["default"]
