"""The provider gone, slow or answering nonsense."""

import asyncio
import socket

import httpx
import pytest

from clara.adapters.identity.google import OidcGoogle
from clara.domain.errors import Unauthenticated, Unavailable
from tests.support.clock import FakeClock
from tests.support.oidc.provider import WELL_KNOWN, Provider
from tests.support.oidc.signer import Signer

pytestmark = pytest.mark.anyio

BACK = "http://127.0.0.1:8000/back"
JWKS = "/jwks"


def lasting(oidc: Provider, clock: FakeClock, **days: float) -> str:
    """A token that is good when the clock has moved on by `days`."""
    then = int(clock.now().timestamp() + days["days"] * 86_400)
    return oidc.mint(iat=then, nbf=then, exp=then + 3600)


async def unavailable(google: OidcGoogle, token: str) -> int:
    with pytest.raises(Unavailable) as caught:
        await google.identify(token, None)
    assert caught.value.code == "google_unavailable"
    assert caught.value.retry_after is not None
    return caught.value.retry_after


async def test_people_sign_in_while_the_provider_is_gone(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.fail()
    token = lasting(oidc, clock, days=0.9)
    clock.advance(days=0.9)
    assert (await google.identify(token, None)).first_name == "Ana"


async def test_old_keys_are_not_believed_for_ever(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.fail()
    token = lasting(oidc, clock, days=1.1)
    clock.advance(days=1.1)
    await unavailable(google, token)


async def test_a_provider_that_is_gone_is_asked_once_a_minute(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.fail()
    clock.advance(minutes=6)
    for _ in range(5):
        await google.identify(oidc.mint(), None)
    assert oidc.requests(JWKS) == 2
    clock.advance(seconds=61)
    await google.identify(oidc.mint(), None)
    assert oidc.requests(JWKS) == 3


async def test_a_provider_that_is_back_is_believed(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.fail()
    clock.advance(minutes=6)
    await google.identify(oidc.mint(), None)
    oidc.recover()
    oidc.rotate(keep=False)
    clock.advance(seconds=61)
    assert (await google.identify(oidc.mint(), None)).first_name == "Ana"


async def test_a_new_key_while_the_provider_is_gone_is_not_called_forged(
    google: OidcGoogle, oidc: Provider
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.rotate()
    oidc.fail()
    token = oidc.mint()
    assert await unavailable(google, token) == 5
    assert 1 <= await unavailable(google, token) <= 61
    assert oidc.requests(JWKS) == 2


async def test_a_provider_that_was_never_there(clock: FakeClock) -> None:
    with socket.socket() as bound:
        # Ours, so that nobody else can listen there either.
        bound.bind(("127.0.0.1", 0))
        google = OidcGoogle(
            issuer=f"http://127.0.0.1:{bound.getsockname()[1]}",
            client_id="x",
            client_secret="y",
            clock=clock,
            clients=lambda: httpx.AsyncClient(trust_env=False),
        )
        with pytest.raises(Unavailable) as begun:
            await google.begin(BACK)
        with pytest.raises(Unavailable) as exchanged:
            await google.exchange("code", "v" * 43, BACK)
    assert {one.value.code for one in (begun, exchanged)} == {"google_unavailable"}
    assert begun.value.retry_after == 5


async def test_a_token_waits_for_a_provider_that_was_never_there(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    oidc.fail()
    token = oidc.mint()
    assert await unavailable(google, token) == 5
    oidc.recover()
    # Whoever comes within the five seconds is told without asking again.
    assert await unavailable(google, token) == 5
    assert oidc.requests(WELL_KNOWN) == 1
    clock.advance(seconds=6)
    assert (await google.identify(token, None)).first_name == "Ana"


async def test_many_who_wait_for_a_silent_provider_share_one_request(
    hasty: OidcGoogle, oidc: Provider
) -> None:
    oidc.fail(WELL_KNOWN, "hang")
    outcomes = await asyncio.gather(*(hasty.begin(BACK) for _ in range(20)), return_exceptions=True)
    assert {type(one) for one in outcomes} == {Unavailable}
    assert oidc.requests(WELL_KNOWN) == 1


@pytest.mark.parametrize("path", [WELL_KNOWN, JWKS])
@pytest.mark.parametrize("kind", ["hang", "trickle"])
async def test_a_slow_provider_is_given_up_on(
    hasty: OidcGoogle, oidc: Provider, path: str, kind: str
) -> None:
    oidc.fail(path, kind)
    await unavailable(hasty, oidc.mint())


@pytest.mark.parametrize("kind", ["hang", "trickle"])
async def test_a_slow_token_endpoint_is_given_up_on(
    hasty: OidcGoogle, oidc: Provider, kind: str
) -> None:
    flow = await hasty.begin(BACK)
    oidc.fail("/token", kind)
    with pytest.raises(Unavailable) as caught:
        await hasty.exchange("code", flow.verifier, BACK)
    assert caught.value.code == "google_unavailable"


NONSENSE = [
    ("status", {"status": 204}),
    ("status", {"status": 404}),
    ("status", {"status": 500}),
    ("body", {"body": ""}),
    ("body", {"body": "<html>sign in to the hotel's network</html>"}),
    ("body", {"body": "[" * 100_000}),
    ("body", {"body": "{}"}),
    ("body", {"body": "[]"}),
    ("body", {"body": '{"keys": []}'}),
    ("body", {"body": '{"keys": [{"kty": "RSA"}]}'}),
]


@pytest.mark.parametrize("path", [WELL_KNOWN, JWKS])
@pytest.mark.parametrize(("kind", "how"), NONSENSE)
async def test_nonsense_is_no_answer(
    google: OidcGoogle, oidc: Provider, path: str, kind: str, how: dict[str, object]
) -> None:
    oidc.fail(path, kind, **how)
    await unavailable(google, oidc.mint())


@pytest.mark.parametrize(("kind", "how"), NONSENSE)
async def test_nonsense_does_not_take_the_place_of_good_keys(
    google: OidcGoogle, oidc: Provider, clock: FakeClock, kind: str, how: dict[str, object]
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.fail(JWKS, kind, **how)
    clock.advance(minutes=6)
    assert (await google.identify(oidc.mint(), None)).first_name == "Ana"
    assert oidc.requests(JWKS) == 2


async def test_an_answer_may_be_long(google: OidcGoogle, oidc: Provider, signer: Signer) -> None:
    oidc.fail(JWKS, "body", body=signer.published().ljust(250 * 1024))
    assert await google.identify(signer.token(), None)


async def test_a_longer_answer_is_none(google: OidcGoogle, oidc: Provider, signer: Signer) -> None:
    oidc.fail(JWKS, "body", body=signer.published().ljust(257 * 1024))
    await unavailable(google, signer.token())


async def test_a_compressed_answer_is_none(
    google: OidcGoogle, oidc: Provider, signer: Signer
) -> None:
    oidc.fail(JWKS, "gzip", body=signer.published())
    await unavailable(google, signer.token())


@pytest.mark.parametrize("path", [WELL_KNOWN, JWKS])
async def test_redirects_are_not_followed(google: OidcGoogle, oidc: Provider, path: str) -> None:
    oidc.fail(path, "redirect", to=f"{oidc.issuer}/elsewhere")
    await unavailable(google, oidc.mint())
    assert oidc.requests("/elsewhere") == 0


async def test_whoever_gives_up_leaves_the_turn_to_the_next(
    google: OidcGoogle, oidc: Provider
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.rotate()
    token = oidc.mint()
    oidc.fail(JWKS, "hang")
    waiting = asyncio.create_task(google.identify(token, None))
    while oidc.requests(JWKS) < 2:  # noqa: ASYNC110 - another process counts them
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    oidc.recover()
    assert (await google.identify(token, None)).first_name == "Ana"


async def test_a_forged_token_is_still_refused_with_old_keys(
    google: OidcGoogle, oidc: Provider, clock: FakeClock, made_signer: Signer
) -> None:
    await google.identify(oidc.mint(), None)
    oidc.fail()
    clock.advance(minutes=6)
    header = made_signer.header(kid=oidc.keys()[0]["kid"])
    with pytest.raises(Unauthenticated):
        await google.identify(made_signer.signed(header, made_signer.claims()), None)
