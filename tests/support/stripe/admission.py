"""Who may ask, and in which version of the API."""

import base64
import binascii
from collections.abc import Set

from tests.support.stripe.account import API_VERSION
from tests.support.stripe.refusals import Refusal, unauthenticated
from tests.support.stripe.request import Request


def admit(request: Request, keys: Set[str]) -> None:
    """Refuses without a secret key of `keys` (https://docs.stripe.com/api/authentication), on
    behalf of other accounts, and in any version but the one the fake speaks.

    The real API takes a request without a version for one of the account's default version. Which
    that is nobody sees in the code, so here the version is required.
    """
    _authenticate(_key(request.headers.get("authorization", "")), keys)
    if "stripe-account" in request.headers:
        message = "This key has no access to that account."
        raise Refusal(message, status=403, code="account_invalid")
    version = request.headers.get("stripe-version")
    if version is None:
        raise Refusal("Say which version of the API you speak, in Stripe-Version.")
    if version != API_VERSION:
        raise Refusal(f"This API speaks {API_VERSION} only, not {version}.")


def _key(authorization: str) -> str:
    """Bearer, or Basic with the key as user name and no password."""
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        user, _, _ = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return user


def _authenticate(key: str, keys: Set[str]) -> None:
    if not key:
        raise unauthenticated("Authorization has no secret key.")
    if key in keys:
        return
    if key.startswith("pk_"):
        raise unauthenticated("A publishable key is not enough.", code="secret_key_required")
    raise unauthenticated(f"Not a key of this account: {key[:8]}…{key[-4:]}")
