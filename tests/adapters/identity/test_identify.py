"""What a good id token says about a person."""

import time

import pytest

from clara.adapters.identity.google import OidcGoogle
from clara.application.accounts.ports import GoogleIdentity
from tests.support.clock import FakeClock
from tests.support.oidc.provider import Provider

pytestmark = pytest.mark.anyio


async def test_a_good_token_says_who_it_is(google: OidcGoogle, oidc: Provider) -> None:
    assert await google.identify(oidc.mint(nonce="n-0S6_WzA2Mj"), "n-0S6_WzA2Mj") == GoogleIdentity(
        subject="110169484474386276334",
        email="ana.torres@gmail.com",
        is_email_verified=True,
        is_authoritative=True,
        first_name="Ana",
        last_name="Torres",
    )


async def test_a_token_without_nonce_needs_none(google: OidcGoogle, oidc: Provider) -> None:
    assert (await google.identify(oidc.mint(), None)).first_name == "Ana"


async def test_a_nonce_of_any_script_is_compared(google: OidcGoogle, oidc: Provider) -> None:
    assert (await google.identify(oidc.mint(nonce="año"), "año")).first_name == "Ana"


async def test_elliptic_signatures_count(google: OidcGoogle, oidc: Provider) -> None:
    oidc.rotate(alg="ES256")
    assert (await google.identify(oidc.mint(), None)).first_name == "Ana"


@pytest.mark.parametrize("algorithm", ["RS512", "PS256", "ES384", "EdDSA"])
async def test_a_key_for_another_algorithm_is_passed_over(
    google: OidcGoogle, oidc: Provider, algorithm: str
) -> None:
    before = oidc.mint()
    oidc.rotate(alg=algorithm)
    assert (await google.identify(before, None)).first_name == "Ana"


async def test_an_audience_may_be_a_list_of_one(google: OidcGoogle, oidc: Provider) -> None:
    assert await google.identify(oidc.mint(aud=[oidc.client_id]), None)


async def test_a_token_for_several_that_was_made_for_us(google: OidcGoogle, oidc: Provider) -> None:
    token = oidc.mint(aud=["other", oidc.client_id], azp=oidc.client_id)
    assert await google.identify(token, None)


async def test_clocks_may_differ_by_a_minute(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    now = int(clock.now().timestamp())
    assert await google.identify(oidc.mint(exp=now - 55), None)
    assert await google.identify(oidc.mint(iat=now + 55, nbf=now + 55), None)


async def test_a_token_ends_by_the_clock_of_the_product(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    token = oidc.mint(exp=int(time.time()) + 3600)
    assert await google.identify(token, None)
    clock.advance(hours=1, seconds=61)
    with pytest.raises(Exception, match="unauthenticated"):
        await google.identify(token, None)


@pytest.mark.parametrize(
    ("claims", "is_authoritative"),
    [
        ({"email": "ana@gmail.com"}, True),
        ({"email": "ANA@GMAIL.COM"}, True),
        ({"email": "ana@acme.mx", "hd": "acme.mx"}, True),
        ({"email": "ana@acme.mx"}, False),
        ({"email": "ana@acme.mx", "hd": ""}, False),
        ({"email": "ana@acme.mx", "hd": True}, False),
        ({"email": "ana@notgmail.com"}, False),
        ({"email": "ana@gmail.com.acme.mx"}, False),
    ],
)
async def test_google_is_the_authority_for_its_own_addresses_only(
    google: OidcGoogle, oidc: Provider, claims: dict[str, object], is_authoritative: bool
) -> None:
    found = await google.identify(oidc.mint(**claims), None)
    assert (found.email, found.is_authoritative) == (claims["email"], is_authoritative)


async def test_verified_may_be_written_as_text(google: OidcGoogle, oidc: Provider) -> None:
    assert (await google.identify(oidc.mint(email_verified="true"), None)).is_email_verified


@pytest.mark.parametrize(
    ("given", "family", "full", "expected"),
    [
        ("Ana", "Torres", "Somebody Else", ("Ana", "Torres")),
        (None, None, "Ana Torres Ríos", ("Ana", "Torres Ríos")),
        ("Ana Luisa", None, "Ana Luisa Torres", ("Ana Luisa", "Torres")),
        (None, "Torres", "Ana Torres", ("Ana", "Torres")),
        (None, "Torres", None, ("ana.torres", "Torres")),
        ("Suharto", None, "Suharto", ("Suharto", "ana.torres")),
        (None, None, None, ("ana.torres", "ana.torres")),
        ("", "  ", "\u200b\n", ("ana.torres", "ana.torres")),
        (7, ["Torres"], {}, ("ana.torres", "ana.torres")),
        ("  Ana\u202e\x00 ", "Tor\tres", None, ("Ana", "Tor res")),
        ("A" * 300, "T" * 300, None, ("A" * 80, "T" * 80)),
        (None, None, "A" * 300 + " " + "T" * 300, ("A" * 80, "ana.torres")),
    ],
)
async def test_names_are_clean_bounded_and_never_empty(
    google: OidcGoogle,
    oidc: Provider,
    given: object,
    family: object,
    full: object,
    expected: tuple[str, str],
) -> None:
    named = {"given_name": given, "family_name": family, "name": full}
    without = tuple(name for name, value in named.items() if value is None)
    token = oidc.mint(without=without, **named)
    found = await google.identify(token, None)
    assert (found.first_name, found.last_name) == expected


async def test_googles_own_tokens_name_it_with_or_without_the_scheme(
    oidc: Provider, clock: FakeClock
) -> None:
    from clara.adapters.identity.id_token import GOOGLE, Expected

    expected = Expected(issuer=GOOGLE, client_id="x", now=0, nonce=None)
    assert expected.issuers == ["https://accounts.google.com", "accounts.google.com"]
    other = Expected(issuer=oidc.issuer, client_id="x", now=0, nonce=None)
    assert other.issuers == [oidc.issuer]


async def test_nothing_of_a_person_or_a_secret_is_shown(google: OidcGoogle, oidc: Provider) -> None:
    found = await google.identify(oidc.mint(), None)
    assert repr(found) == "GoogleIdentity()"
    assert oidc.client_secret not in repr(google)
