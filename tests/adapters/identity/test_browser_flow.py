"""A browser's sign-in, from the address it is sent to until its id token."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from clara.adapters.identity.google import OidcGoogle
from clara.application.accounts.ports import GoogleFlow
from clara.domain.errors import Unauthenticated, Unavailable
from tests.support.clock import FakeClock
from tests.support.oidc.provider import WELL_KNOWN, Provider

pytestmark = pytest.mark.anyio

BACK = "http://127.0.0.1:8000/auth/google/callback?x=a%20b"


async def came_back(flow: GoogleFlow) -> dict[str, str]:
    """What the browser brings back: the query of the address it was sent to."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(flow.url)
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def test_a_browser_signs_in(google: OidcGoogle, oidc: Provider) -> None:
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    assert (brought["state"], brought["x"]) == (flow.state, "a b")
    token = await google.exchange(brought["code"], flow.verifier, BACK)
    assert (await google.identify(token, flow.nonce)).email == "ana.torres@gmail.com"


async def test_the_address_asks_for_what_is_needed_and_hides_the_verifier(
    google: OidcGoogle, oidc: Provider
) -> None:
    flow = await google.begin(BACK)
    digest = hashlib.sha256(flow.verifier.encode()).digest()
    assert flow.url.startswith(f"{oidc.issuer}/authorize?")
    assert {name: one for name, (one,) in parse_qs(urlsplit(flow.url).query).items()} == {
        "response_type": "code",
        "client_id": oidc.client_id,
        "redirect_uri": BACK,
        "scope": "openid email profile",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    assert flow.verifier not in flow.url
    assert repr(flow) == "GoogleFlow()"


async def test_an_address_with_a_query_keeps_it(google: OidcGoogle, oidc: Provider) -> None:
    oidc.describe(authorization_endpoint=f"{oidc.issuer}/authorize?tenant=7")
    flow = await google.begin(BACK)
    assert flow.url.startswith(f"{oidc.issuer}/authorize?tenant=7&response_type=code&")


async def test_no_two_sign_ins_share_a_secret(google: OidcGoogle) -> None:
    flows = [await google.begin(BACK) for _ in range(20)]
    secrets = [text for one in flows for text in (one.state, one.nonce, one.verifier)]
    assert len(set(secrets)) == 60
    # 43 characters of base 64 hold 256 bits; RFC 7636 wants at least as many of a verifier.
    assert {len(text) for text in secrets} == {43}


async def test_a_wrong_verifier_is_refused(google: OidcGoogle) -> None:
    flow, other = await google.begin(BACK), await google.begin(BACK)
    brought = await came_back(flow)
    await refused(google, brought["code"], other.verifier, BACK)


async def test_a_code_works_once(google: OidcGoogle) -> None:
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    assert await google.exchange(brought["code"], flow.verifier, BACK)
    await refused(google, brought["code"], flow.verifier, BACK)


async def test_a_code_belongs_to_the_address_it_was_sent_to(google: OidcGoogle) -> None:
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    await refused(google, brought["code"], flow.verifier, BACK + "&y=1")


@pytest.mark.parametrize("code", ["never given out", "%", "a&grant_type=password"])
async def test_a_code_that_was_never_given_out(google: OidcGoogle, code: str) -> None:
    await refused(google, code, (await google.begin(BACK)).verifier, BACK)


@pytest.mark.parametrize("code", ["", "x" * 5000, "é", "\ud800"])
async def test_what_cannot_be_a_code_is_not_even_asked_about(
    google: OidcGoogle, oidc: Provider, code: str
) -> None:
    await refused(google, code, (await google.begin(BACK)).verifier, BACK)
    assert oidc.requests("/token") == 0


async def test_a_token_of_another_browser_is_not_taken(google: OidcGoogle) -> None:
    flow, other = await google.begin(BACK), await google.begin(BACK)
    brought = await came_back(flow)
    token = await google.exchange(brought["code"], flow.verifier, BACK)
    with pytest.raises(Unauthenticated) as caught:
        await google.identify(token, other.nonce)
    assert caught.value.code == "unauthenticated"


async def test_what_the_provider_says_of_the_next_person_is_what_counts(
    google: OidcGoogle, oidc: Provider
) -> None:
    oidc.say_of_the_next(email="luis@acme.mx", hd="acme.mx", given_name="Luis")
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    token = await google.exchange(brought["code"], flow.verifier, BACK)
    found = await google.identify(token, flow.nonce)
    assert (found.email, found.first_name, found.is_authoritative) == ("luis@acme.mx", "Luis", True)


@pytest.mark.parametrize(
    "methods", [["client_secret_basic"], ["private_key_jwt", "client_secret_basic"]]
)
async def test_the_secret_goes_where_the_provider_takes_it(
    google: OidcGoogle, oidc: Provider, methods: list[str]
) -> None:
    oidc.describe(token_endpoint_auth_methods_supported=methods)
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    assert await google.exchange(brought["code"], flow.verifier, BACK)


async def test_a_wrong_secret_is_the_operators_to_mend_and_stays_out_of_the_log(
    oidc: Provider, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    google = OidcGoogle(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        client_secret="an old secret",
        clock=clock,
        clients=lambda: httpx.AsyncClient(trust_env=False),
    )
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    with pytest.raises(Unavailable) as caught:
        await google.exchange(brought["code"], flow.verifier, BACK)
    assert caught.value.code == "google_unavailable"
    assert "CLARA_GOOGLE_CLIENT_ID" in caplog.text
    assert "an old secret" not in caplog.text
    assert brought["code"] not in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 200),
        ({"id_token": None}, 200),
        ({"id_token": ""}, 200),
        ({"id_token": "x" * 20_000}, 200),
        (["id_token"], 200),
        ({"id_token": "a.b.c"}, 201),
        ({"error": "server_error"}, 500),
        ({"error": "temporarily_unavailable"}, 503),
        ({"error": "slow_down"}, 429),
        ({"error": "redirect_uri_mismatch"}, 400),
    ],
)
async def test_an_answer_without_a_token_is_no_fault_of_the_person(
    google: OidcGoogle, oidc: Provider, body: object, status: int
) -> None:
    oidc.answer_tokens_with(body, status)
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    with pytest.raises(Unavailable) as caught:
        await google.exchange(brought["code"], flow.verifier, BACK)
    assert (caught.value.code, caught.value.retry_after) == ("google_unavailable", 5)


async def test_a_redirect_of_the_token_endpoint_is_not_followed(
    google: OidcGoogle, oidc: Provider
) -> None:
    flow = await google.begin(BACK)
    brought = await came_back(flow)
    oidc.fail("/token", "redirect", to=f"{oidc.issuer}/elsewhere")
    with pytest.raises(Unavailable):
        await google.exchange(brought["code"], flow.verifier, BACK)
    assert oidc.requests("/elsewhere") == 0


async def test_the_discovery_document_is_read_once(google: OidcGoogle, oidc: Provider) -> None:
    for _ in range(3):
        await google.begin(BACK)
    assert oidc.requests(WELL_KNOWN) == 1


async def refused(google: OidcGoogle, code: str, verifier: str, redirect_uri: str) -> None:
    with pytest.raises(Unauthenticated) as caught:
        await google.exchange(code, verifier, redirect_uri)
    assert caught.value.code == "google_code_refused"
    assert caught.value.remedy
