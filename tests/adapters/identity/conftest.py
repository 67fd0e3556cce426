"""Signing in with a real OpenID provider, on loopback."""

from datetime import UTC, datetime

import httpx
import pytest

from clara.adapters.identity.google import OidcGoogle
from tests.support.clock import FakeClock
from tests.support.oidc.fixtures import oidc, oidc_process
from tests.support.oidc.provider import Provider
from tests.support.oidc.signer import Signer

__all__ = ["oidc", "oidc_process"]


@pytest.fixture(scope="session")
def made_signer() -> Signer:
    return Signer("key-of-the-tests")


@pytest.fixture
def signer(oidc: Provider, made_signer: Signer) -> Signer:
    """A key that the provider publishes as its only one, so that tests sign whatever they like."""
    oidc.fail("/jwks", "body", body=made_signer.published())
    made_signer.issuer, made_signer.audience = oidc.issuer, oidc.client_id
    return made_signer


@pytest.fixture
def clock() -> FakeClock:
    """Begins at the present, in which the provider lives, and is moved by hand from there."""
    return FakeClock(datetime.now(UTC))


def direct() -> httpx.AsyncClient:
    """A client that no proxy of the machine comes between."""
    return httpx.AsyncClient(trust_env=False)


@pytest.fixture
def google(oidc: Provider, clock: FakeClock) -> OidcGoogle:
    return OidcGoogle(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        clock=clock,
        clients=direct,
    )


@pytest.fixture
def hasty(oidc: Provider, clock: FakeClock) -> OidcGoogle:
    """One that waits for a fifth of a second only, for providers that never answer."""
    return OidcGoogle(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        clock=clock,
        clients=direct,
        timeout_seconds=0.2,
    )
