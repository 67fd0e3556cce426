"""The provider's own description, believed only where it may be."""

import httpx
import pytest

from clara.adapters.identity.bounded_http import encrypted_clients, is_acceptable
from clara.adapters.identity.google import OidcGoogle
from clara.domain.errors import Invalid, Unavailable
from tests.support.clock import FakeClock
from tests.support.oidc.provider import WELL_KNOWN, Provider

pytestmark = pytest.mark.anyio

BACK = "http://127.0.0.1:8000/back"


async def refused(google: OidcGoogle) -> None:
    with pytest.raises(Unavailable) as caught:
        await google.begin(BACK)
    assert caught.value.code == "google_unavailable"


@pytest.mark.parametrize(
    "issuer", ["https://accounts.google.com", "https://evil.example", "", None, 7]
)
async def test_another_issuers_document(google: OidcGoogle, oidc: Provider, issuer: object) -> None:
    oidc.describe(issuer=issuer)
    await refused(google)


async def test_the_same_issuer_spelt_otherwise(google: OidcGoogle, oidc: Provider) -> None:
    oidc.describe(issuer=f"{oidc.issuer}/")
    await refused(google)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "address",
    [
        "http://accounts.example/x",
        "http://127.0.0.1.evil.example/x",
        "https://user:password@accounts.example/x",
        "https://accounts.example/x#y",
        "https:///x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/token",
        "https://[::1/x",
        "https://accounts.example/a b",
        "https://accounts.example/\r\nx: y",
        "",
        None,
    ],
)
async def test_an_address_that_secrets_cannot_go_to(
    google: OidcGoogle, oidc: Provider, name: str, address: object
) -> None:
    oidc.describe(**{name: address})
    await refused(google)


async def test_a_provider_that_takes_no_secret(google: OidcGoogle, oidc: Provider) -> None:
    oidc.describe(token_endpoint_auth_methods_supported=["private_key_jwt"])
    await refused(google)


async def test_the_document_is_read_again_after_a_day(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    await google.begin(BACK)
    clock.advance(hours=23)
    await google.begin(BACK)
    assert oidc.requests(WELL_KNOWN) == 1
    clock.advance(hours=2)
    await google.begin(BACK)
    assert oidc.requests(WELL_KNOWN) == 2


async def test_an_old_document_serves_for_another_day(
    google: OidcGoogle, oidc: Provider, clock: FakeClock
) -> None:
    await google.begin(BACK)
    oidc.fail()
    clock.advance(hours=47)
    assert (await google.begin(BACK)).url.startswith(oidc.issuer)
    clock.advance(hours=2)
    await refused(google)


@pytest.mark.parametrize(
    "issuer",
    [
        "http://accounts.example",
        "accounts.google.com",
        "ftp://127.0.0.1",
        "https://accounts.example?x=1",
        "https://accounts.example#x",
        "",
    ],
)
def test_an_issuer_that_is_none_is_refused_at_the_start(issuer: str, clock: FakeClock) -> None:
    with pytest.raises(Invalid) as caught:
        OidcGoogle(issuer=issuer, client_id="x", client_secret="y", clock=clock)
    assert caught.value.code == "invalid_settings"
    assert "CLARA_GOOGLE_ISSUER" in caught.value.message


@pytest.mark.parametrize(
    ("url", "on_loopback", "acceptable"),
    [
        ("https://oauth2.googleapis.com/token", False, True),
        ("https://oauth2.googleapis.com/token", True, True),
        ("http://127.0.0.1:1/x", True, True),
        ("http://127.9.9.9/x", True, True),
        ("http://[::1]:1/x", True, True),
        ("http://localhost/x", True, True),
        ("http://127.0.0.1:1/x", False, False),
        ("http://localhost.example/x", True, False),
        ("http://0.0.0.0/x", True, False),
        ("http://10.0.0.1/x", True, False),
        ("https://x:99999/", True, False),
    ],
)
def test_plain_http_is_for_loopback_only(url: str, on_loopback: bool, acceptable: bool) -> None:
    assert is_acceptable(url, on_loopback=on_loopback) is acceptable


async def test_the_servers_own_client_checks_certificates() -> None:
    async with encrypted_clients() as client:
        assert isinstance(client, httpx.AsyncClient)
        assert client.follow_redirects is False
        pool = client._transport._pool
        assert (pool._ssl_context.verify_mode.name, pool._ssl_context.check_hostname) == (
            "CERT_REQUIRED",
            True,
        )
