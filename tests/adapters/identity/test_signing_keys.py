"""Keys come and go at the provider; forged ones do not make us hammer it."""

import asyncio

import pytest

from clara.adapters.identity.google import OidcGoogle
from clara.adapters.identity.signing_keys import fresh_seconds, read_keys
from clara.domain.errors import Unauthenticated
from tests.support.clock import FakeClock
from tests.support.oidc.provider import Provider
from tests.support.oidc.signer import Signer

pytestmark = pytest.mark.anyio

JWKS = "/jwks"


async def test_keys_are_fetched_once_for_many(google: OidcGoogle, oidc: Provider) -> None:
    token = oidc.mint()
    found = await asyncio.gather(*(google.identify(token, None) for _ in range(20)))
    assert {one.first_name for one in found} == {"Ana"}
    assert oidc.requests(JWKS) == 1


async def test_a_new_key_is_found_at_once(google: OidcGoogle, oidc: Provider) -> None:
    await google.identify(oidc.mint(), None)
    oidc.rotate()
    assert (await google.identify(oidc.mint(), None)).first_name == "Ana"
    assert oidc.requests(JWKS) == 2


async def test_old_tokens_count_while_their_key_is_published(
    google: OidcGoogle, oidc: Provider
) -> None:
    old = oidc.mint()
    oidc.rotate()
    await google.identify(oidc.mint(), None)
    assert (await google.identify(old, None)).first_name == "Ana"
    assert oidc.requests(JWKS) == 1


async def test_old_tokens_end_with_their_key(google: OidcGoogle, oidc: Provider) -> None:
    old = oidc.mint()
    await google.identify(old, None)
    oidc.rotate(keep=False)
    await google.identify(oidc.mint(), None)
    with pytest.raises(Unauthenticated):
        await google.identify(old, None)


async def test_unknown_keys_are_looked_for_once_a_minute(
    google: OidcGoogle, oidc: Provider, clock: FakeClock, made_signer: Signer
) -> None:
    await google.identify(oidc.mint(), None)
    for kid in ("one", "another", "a third"):
        await unknown(google, made_signer, kid)
    assert oidc.requests(JWKS) == 2
    clock.advance(seconds=61)
    for kid in ("one", "another", "a third"):
        await unknown(google, made_signer, kid)
    assert oidc.requests(JWKS) == 3


async def test_many_unknown_keys_at_once_cost_one_request(
    google: OidcGoogle, oidc: Provider, made_signer: Signer
) -> None:
    await google.identify(oidc.mint(), None)
    await asyncio.gather(*(unknown(google, made_signer, f"key-{n}") for n in range(20)))
    assert oidc.requests(JWKS) == 2


async def test_a_known_key_with_a_wrong_signature_costs_nothing(
    google: OidcGoogle, oidc: Provider, made_signer: Signer
) -> None:
    await google.identify(oidc.mint(), None)
    for _ in range(3):
        await unknown(google, made_signer, oidc.keys()[0]["kid"])
    assert oidc.requests(JWKS) == 1


async def unknown(google: OidcGoogle, signer: Signer, kid: str) -> None:
    with pytest.raises(Unauthenticated):
        await google.identify(signer.signed(signer.header(kid=kid), signer.claims()), None)


@pytest.mark.parametrize(
    ("cache_control", "minutes"),
    [
        ("public, max-age=7200, must-revalidate", 120),
        ("max-age=1", 5),
        ("max-age=999999999", 24 * 60),
        ("no-store", 5),
    ],
)
async def test_keys_are_kept_as_long_as_the_provider_says_within_limits(
    google: OidcGoogle, oidc: Provider, clock: FakeClock, cache_control: str, minutes: int
) -> None:
    oidc.send(JWKS, cache_control=cache_control)
    token = oidc.mint(exp=int(clock.now().timestamp()) + 3 * 86_400)
    await google.identify(token, None)
    clock.advance(minutes=minutes, seconds=-30)
    await google.identify(token, None)
    assert oidc.requests(JWKS) == 1
    clock.advance(seconds=60)
    fresh = oidc.mint(exp=int(clock.now().timestamp()) + 60, iat=int(clock.now().timestamp()))
    await google.identify(fresh, None)
    assert oidc.requests(JWKS) == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 300),
        ({"cache-control": "public, max-age=20000", "age": "5000"}, 15_000),
        ({"cache-control": "public, max-age=20000", "age": "-5"}, 20_000),
        ({"cache-control": "public, max-age=20000", "age": "99999"}, 300),
        ({"cache-control": 'MAX-AGE="3600"'}, 3600),
        ({"cache-control": "s-maxage=9000"}, 300),
        ({"cache-control": "x-max-age=9000"}, 300),
        ({"cache-control": "max-age=nine"}, 300),
    ],
)
def test_freshness_is_read_from_headers(headers: dict[str, str], seconds: float) -> None:
    assert fresh_seconds(headers) == seconds


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": ""},
        {"kid": 7},
        {"use": "enc"},
        {"alg": "RS512"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": ["RSA"]},
        {"kty": None},
        {"n": "!"},
        {"n": 7},
        {"e": ""},
        {"kty": "EC"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    ],
)
def test_a_key_that_is_of_no_use_is_passed_over(
    made_signer: Signer, changes: dict[str, object]
) -> None:
    import msgspec

    good = made_signer.key.as_dict(private=False)
    body = msgspec.json.encode({"keys": [{**good, "kid": "bad", **changes}, good]})
    assert list(read_keys(body)) == [made_signer.kid]


@pytest.mark.filterwarnings("ignore:Key size")
def test_short_and_foreign_keys_are_passed_over() -> None:
    import msgspec
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from joserfc.jwk import ECKey, RSAKey

    short = RSAKey(generate_private_key(65537, 1024), None)
    other_curve = ECKey.generate_key("P-384")
    found = [{**key.as_dict(private=False), "kid": "k"} for key in (short, other_curve)]
    assert read_keys(msgspec.json.encode({"keys": found})) == {}


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"keys": {}}', b'{"keys": [1]}', b"\xff", b"[" * 9000]
)
def test_what_is_no_set_of_keys_holds_none(body: bytes) -> None:
    assert read_keys(body) == {}
