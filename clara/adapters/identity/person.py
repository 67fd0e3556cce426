"""Who an id token is about, in our words."""

from typing import Any

import msgspec

from clara.adapters.identity.failures import Refused
from clara.adapters.identity.id_token import Claims
from clara.application.accounts.ports import GoogleIdentity
from clara.domain.accounts.user import EmailAddress
from clara.domain.text import clean

_MAX_NAME = 80
_MAX_FULL_NAME = 2 * _MAX_NAME + 1
_GOOGLES_OWN = "@gmail.com"


def identity_of(claims: Claims) -> GoogleIdentity:
    """Raises `Refused` without an address that Google has verified.

    Google is the authority for an address at gmail.com, and for one in a Workspace domain, which
    `hd` says; for others it only once saw a mail arrive (Google, "Authenticate with a backend
    server").
    """
    email = _email(claims)
    first, last = _names(claims, email)
    hosted = claims.get("hd")
    return GoogleIdentity(
        subject=claims["sub"],
        email=email,
        is_email_verified=True,
        is_authoritative=email.casefold().endswith(_GOOGLES_OWN)
        or (isinstance(hosted, str) and bool(hosted.strip())),
        first_name=first,
        last_name=last,
    )


def _email(claims: Claims) -> str:
    try:
        email = msgspec.convert(claims.get("email"), EmailAddress)
    except msgspec.ValidationError:
        raise Refused("e-mail address") from None
    # Some of Google's services write booleans as text.
    if claims.get("email_verified") is not True and claims.get("email_verified") != "true":
        raise Refused("e-mail address is not verified")
    return email


def _names(claims: Claims, email: str) -> tuple[str, str]:
    """Given and family name, neither of them empty: what is missing is taken from the full name,
    else from the address."""
    given, family = _name(claims.get("given_name")), _name(claims.get("family_name"))
    full = _name(claims.get("name"), _MAX_FULL_NAME)
    local_part = email.partition("@")[0]
    first_word, _, others = full.partition(" ")
    if given and full.startswith(f"{given} "):
        others = full.removeprefix(given)
    first = given or first_word or local_part
    last = family or others or local_part
    return clean(first, _MAX_NAME), clean(last, _MAX_NAME)


def _name(claim: Any, limit: int = _MAX_NAME) -> str:
    return clean(claim, limit) if isinstance(claim, str) else ""
