"""Every way to make an id token that proves nothing: all are refused alike, without a reason."""

import json
import logging
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from clara.adapters.identity.google import OidcGoogle
from clara.domain.errors import Unauthenticated
from tests.support.oidc.provider import Provider
from tests.support.oidc.signer import Signer, encoded, text

pytestmark = pytest.mark.anyio

HOUR = 3600


async def refused(google: OidcGoogle, token: str, nonce: str | None = None) -> None:
    with pytest.raises(Unauthenticated) as caught:
        await google.identify(token, nonce)
    error = caught.value
    assert (error.code, error.message) == ("unauthenticated", Unauthenticated.default_message)
    assert (error.details, error.remedy, error.data) == ({}, None, None)
    assert (error.__cause__, error.__suppress_context__) == (None, True)


async def test_the_signer_of_these_tests_is_believed_when_nothing_is_wrong(
    google: OidcGoogle, signer: Signer
) -> None:
    assert (await google.identify(signer.token(), None)).email == "ana.torres@gmail.com"


async def test_a_signature_of_another_key_under_the_providers_key_id(
    google: OidcGoogle, oidc: Provider, made_signer: Signer
) -> None:
    made_signer.issuer, made_signer.audience = oidc.issuer, oidc.client_id
    header = made_signer.header(kid=oidc.keys()[0]["kid"])
    await refused(google, made_signer.signed(header, made_signer.claims()))


async def test_a_key_that_the_provider_never_published(google: OidcGoogle, signer: Signer) -> None:
    stranger = Signer("key-of-a-stranger")
    await refused(google, stranger.signed(stranger.header(), signer.claims()))


async def test_claims_changed_after_signing(google: OidcGoogle, oidc: Provider) -> None:
    header, _, signature = oidc.mint().split(".")
    other = json.dumps({"iss": oidc.issuer, "aud": oidc.client_id, "sub": "1"}).encode()
    await refused(google, f"{header}.{text(other)}.{signature}")


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE"])
async def test_no_signature_at_all(google: OidcGoogle, signer: Signer, name: str) -> None:
    await refused(google, signer.unsigned(signer.header(alg=name), signer.claims()))


@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
async def test_the_public_key_used_as_a_secret(
    google: OidcGoogle, signer: Signer, algorithm: str
) -> None:
    header = signer.header(alg=algorithm)
    await refused(google, signer.keyed_with_the_public_key(header, signer.claims()))


@pytest.mark.parametrize(
    "algorithm", ["RS384", "PS256", "ES256", "HS512", "", None, 256, ["RS256"]]
)
async def test_an_algorithm_that_is_not_the_keys(
    google: OidcGoogle, signer: Signer, algorithm: object
) -> None:
    await refused(google, signer.signed(signer.header(alg=algorithm), signer.claims()))


@pytest.mark.parametrize(
    "issuer",
    ["https://accounts.google.com", "accounts.google.com", "https://evil.example", "", None, ["x"]],
)
async def test_another_issuer(google: OidcGoogle, signer: Signer, issuer: object) -> None:
    await refused(google, signer.token(iss=issuer))


async def test_an_issuer_with_a_slash_more(google: OidcGoogle, signer: Signer) -> None:
    await refused(google, signer.token(iss=f"{signer.issuer}/"))


@pytest.mark.parametrize("audience", ["other.apps.example", "", None, [], ["other"], 7, [7], {}])
async def test_another_audience(google: OidcGoogle, signer: Signer, audience: object) -> None:
    await refused(google, signer.token(aud=audience))


async def test_several_audiences_and_nobody_it_was_made_for(
    google: OidcGoogle, signer: Signer
) -> None:
    await refused(google, signer.token(aud=[signer.audience, "other"]))


@pytest.mark.parametrize("audiences", [1, 2])
@pytest.mark.parametrize("party", ["other", "", None, 7, ["clara.apps.example"]])
async def test_made_for_another(
    google: OidcGoogle, signer: Signer, audiences: int, party: object
) -> None:
    audience = [signer.audience, "other"][:audiences]
    await refused(google, signer.token(aud=audience, azp=party))


async def test_expired(google: OidcGoogle, signer: Signer) -> None:
    now = int(time.time())
    await refused(google, signer.token(iat=now - HOUR, exp=now - 61))


async def test_not_yet_valid(google: OidcGoogle, signer: Signer) -> None:
    await refused(google, signer.token(nbf=int(time.time()) + 300))


async def test_issued_far_in_the_future(google: OidcGoogle, signer: Signer) -> None:
    now = int(time.time())
    await refused(google, signer.token(iat=now + 300, exp=now + HOUR))


async def test_issued_more_than_a_day_ago(google: OidcGoogle, signer: Signer) -> None:
    await refused(google, signer.token(iat=int(time.time()) - 25 * HOUR))


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("value", ["9999999999", True, None, float("nan"), float("inf"), [], {}])
async def test_a_time_that_is_none(
    google: OidcGoogle, signer: Signer, name: str, value: object
) -> None:
    await refused(google, signer.token(**{name: value}))


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "iat", "sub", "email", "email_verified"])
async def test_something_left_out(google: OidcGoogle, signer: Signer, name: str) -> None:
    await refused(google, signer.token(without=(name,)))


@pytest.mark.parametrize("subject", ["", 110169484474386, None, "1" * 256, "año", ["1"]])
async def test_a_subject_that_is_none(google: OidcGoogle, signer: Signer, subject: object) -> None:
    await refused(google, signer.token(sub=subject))


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ana",
        "ana@localhost",
        None,
        ["ana@gmail.com"],
        "a\r\nBcc: x@gmail.com",
        f"{'a' * 250}@b.co",
    ],
)
async def test_an_address_that_is_none(google: OidcGoogle, signer: Signer, email: object) -> None:
    await refused(google, signer.token(email=email))


@pytest.mark.parametrize("verified", [False, "false", "True", 1, "", None, ["true"]])
async def test_an_address_that_nobody_verified(
    google: OidcGoogle, signer: Signer, verified: object
) -> None:
    await refused(google, signer.token(email_verified=verified))


@pytest.mark.parametrize(
    ("in_token", "given"),
    [
        ("one", "another"),
        ("one", None),
        ("one", ""),
        ("", ""),
        ("", None),
        (None, "one"),
        (1, "1"),
        (["one"], "one"),
        ("one\ud800", "one"),
    ],
)
async def test_a_nonce_of_another_sign_in(
    google: OidcGoogle, signer: Signer, in_token: object, given: str | None
) -> None:
    claims = {} if in_token is None else {"nonce": in_token}
    await refused(google, signer.token(**claims), given)


@pytest.mark.parametrize("kept", [0, 1, 2])
async def test_cut_off(google: OidcGoogle, oidc: Provider, kept: int) -> None:
    await refused(google, ".".join(oidc.mint().split(".")[:kept]))


async def test_cut_off_within_its_signature(google: OidcGoogle, oidc: Provider) -> None:
    await refused(google, oidc.mint()[:-10])


@pytest.mark.parametrize(
    "token",
    ["", "a", "..", "a.b.c", "…", "\x00.\x00.\x00", "\ud800", "Bearer x", "a.b.c.d", "null"],
)
async def test_not_a_token(google: OidcGoogle, oidc: Provider, token: str) -> None:
    await refused(google, token)
    assert oidc.requests("/jwks") == 0


@pytest.mark.parametrize("header", [[], ["alg"], "alg", "alg kid", 1, None, {}, {"alg": "RS256"}])
async def test_a_header_that_is_none(google: OidcGoogle, signer: Signer, header: object) -> None:
    await refused(google, f"{encoded(header)}.{encoded(signer.claims())}.{text(b'x' * 256)}")


@pytest.mark.parametrize("claims", [[], "text", 1, None, True])
async def test_rightly_signed_but_no_object(
    google: OidcGoogle, signer: Signer, claims: object
) -> None:
    await refused(google, signer.signed(signer.header(), claims))


async def test_huge(google: OidcGoogle, oidc: Provider) -> None:
    await refused(google, oidc.mint(padding="x" * 20_000))
    assert oidc.requests("/jwks") == 0


async def test_nested_deeper_than_a_parser_goes(google: OidcGoogle, signer: Signer) -> None:
    deep = "[" * 5_000 + "]" * 5_000
    await refused(google, signer.sealed(f"{encoded(signer.header())}.{text(deep.encode())}"))


@pytest.mark.parametrize(
    "critical",
    [
        {"crit": ["urn:example:unknown"], "urn:example:unknown": True},
        {"crit": ["b64"], "b64": True},
        {"crit": []},
        {"crit": 1},
        {"b64": False},
    ],
)
async def test_a_critical_header(
    google: OidcGoogle, signer: Signer, critical: dict[str, object]
) -> None:
    await refused(google, signer.signed(signer.header(**critical), signer.claims()))


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", 1])
async def test_another_kind_of_token(google: OidcGoogle, signer: Signer, kind: object) -> None:
    await refused(google, signer.signed(signer.header(typ=kind), signer.claims()))


@pytest.mark.parametrize("kid", ["key-of-the-tests", "key-of-a-stranger"])
async def test_a_key_brought_along_in_the_header(
    google: OidcGoogle, signer: Signer, kid: str
) -> None:
    # An elliptic one is short: the header is not refused for its length.
    stranger = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "kid": kid, "jwk": stranger.as_dict(private=False)}
    await refused(google, jwt.encode(header, signer.claims(), stranger, algorithms=["ES256"]))


async def test_an_address_of_keys_in_the_header(
    google: OidcGoogle, oidc: Provider, signer: Signer
) -> None:
    stranger = Signer("key-of-a-stranger")
    oidc.fail("/jwks", "body", body=signer.published())
    header = stranger.header(jku=f"{oidc.issuer}/strangers", x5u=f"{oidc.issuer}/strangers")
    await refused(google, stranger.signed(header, signer.claims()))
    assert oidc.requests("/strangers") == 0


async def test_harmless_headers_change_nothing(google: OidcGoogle, signer: Signer) -> None:
    header = signer.header(jku="https://evil.example/keys", unknown="x")
    assert (await google.identify(signer.signed(header, signer.claims()), None)).subject


async def test_the_log_says_why_and_nothing_of_the_token(
    google: OidcGoogle, signer: Signer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "clara.identity")
    token = signer.token(aud="other.apps.example", nonce="n-0S6_WzA2Mj")
    await refused(google, token)
    records = [one for one in caplog.records if one.name == "clara.identity"]
    assert [one.levelname for one in records] == ["DEBUG"]
    assert records[0].getMessage() == "an id token was refused: invalid_claim aud"
