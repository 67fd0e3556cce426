"""A credential has a count of its own only when nobody can make up the next one for free."""

from base64 import b64encode

import httpx
import pytest

from clara.adapters.system.ids import new_token
from clara.domain.credentials.token import CredentialKind
from tests.support.limited import bearer, limited, mcp_token

pytestmark = pytest.mark.anyio

Headers = dict[str, str]
BURST = 3
"""How many times the minute's one request an assistant may send at once."""
PUBLIC_KEYS = [new_token(CredentialKind.PUBLIC_KEY) for _ in range(2)]


def _basic(user: str) -> Headers:
    return {"authorization": f"Basic {b64encode(f'{user}:password'.encode()).decode()}"}


async def _is_apart(path: str, first: Headers, second: Headers) -> bool:
    """Whether what `first` has used up is still there for `second`, from the same address."""
    async with limited(rate_limit="1/minute") as http:
        answers = [(await http.get(path, headers=first)).status_code for _ in range(BURST + 1)]
        assert answers[-1] == 429
        return (await http.get(path, headers=second)).status_code == 200


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("/api", bearer(), bearer()),
        ("/api", bearer(CredentialKind.USER_TOKEN), bearer(CredentialKind.USER_TOKEN)),
        ("/mcp", mcp_token(), mcp_token()),
        ("/mcp/", mcp_token(), bearer()),
        ("/api", bearer(), {}),
    ],
)
async def test_well_formed_tokens_are_counted_apart(
    path: str, first: Headers, second: Headers
) -> None:
    assert await _is_apart(path, first, second)


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("/api", {}, {"authorization": PUBLIC_KEYS[0]}),
        ("/api", {"authorization": PUBLIC_KEYS[0]}, {"authorization": PUBLIC_KEYS[1]}),
        ("/api", {}, {"authorization": f"Bearer {PUBLIC_KEYS[0]}"}),
        ("/api", _basic("ana"), _basic("luis")),
        ("/api", {"authorization": "Bearer a"}, {"authorization": "Bearer b"}),
        ("/api", {}, {"authorization": bearer()["authorization"][:-1] + "!"}),
        ("/api", {}, {"authorization": new_token(CredentialKind.API_KEY)}),
        ("/api", {}, {"authorization": ""}),
        ("/api", mcp_token(), mcp_token()),
        ("/mcp", {"clara-mcp-token": "a"}, {"clara-mcp-token": "b"}),
    ],
)
async def test_what_anybody_can_make_up_counts_for_the_address_it_comes_from(
    path: str, first: Headers, second: Headers
) -> None:
    assert not await _is_apart(path, first, second)


async def test_a_header_that_the_door_does_not_read_gives_no_new_count() -> None:
    key = bearer()
    assert not await _is_apart("/api", key | mcp_token(), key | mcp_token())
    token = mcp_token()
    assert not await _is_apart("/mcp", token | bearer(), token | bearer())


async def test_a_header_that_comes_twice_counts_for_the_address() -> None:
    async with limited(rate_limit="1/minute") as http:
        codes = []
        for _ in range(2):
            twice = httpx.Headers([*bearer().items(), *bearer().items()])
            codes.append((await http.get("/api/v1/version", headers=twice)).status_code)
    assert codes == [200, 429]


async def test_blanks_and_case_around_a_token_make_no_new_caller() -> None:
    token = new_token(CredentialKind.API_KEY)
    spelled = [f"Bearer {token}", f" Bearer {token}", f"bearer {token}", f"BEARER  {token} "]
    async with limited(rate_limit="1/minute") as http:
        codes = [
            (await http.get("/api/v1/version", headers={"authorization": one})).status_code
            for one in spelled
        ]
    assert codes == [200, 429, 429, 429]


async def test_another_address_has_another_count() -> None:
    async with limited(rate_limit="1/minute", trusted_proxies=("192.0.2.1",)) as http:
        codes = [
            (await http.get("/api/v1/version", headers={"x-forwarded-for": one})).status_code
            for one in ("198.51.100.1", "198.51.100.2", "198.51.100.1")
        ]
    assert codes == [200, 200, 429]


async def test_addresses_of_one_ipv6_network_are_one_source() -> None:
    async with limited(rate_limit="1/minute", trusted_proxies=("192.0.2.1",)) as http:
        codes = [
            (await http.get("/api/v1/version", headers={"x-forwarded-for": one})).status_code
            for one in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
        ]
    assert codes == [200, 429, 200]


async def test_tokens_made_up_one_after_the_other_share_one_allowance() -> None:
    async with limited(rate_limit="3/minute", answers=_nobody) as http:
        answers = [await http.get("/api", headers=bearer()) for _ in range(5)]
    assert [one.status_code for one in answers] == [401, 401, 401, 429, 429]
    assert answers[-1].json()["code"] == "rate_limited"


async def test_whoever_shares_an_address_with_a_guesser_goes_on() -> None:
    mine = bearer()

    def answers(header: str | None) -> int:
        return 200 if header == mine["authorization"] else 401

    async with limited(rate_limit="3/minute", answers=answers) as http:
        assert (await http.get("/api", headers=mine)).status_code == 200
        for _ in range(5):
            await http.get("/api", headers=bearer())
        assert (await http.get("/api", headers=bearer())).status_code == 429
        assert (await http.get("/api", headers=mine)).status_code == 200


def _nobody(header: str | None) -> int:
    return 401
