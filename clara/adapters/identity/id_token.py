"""Id tokens: who signed them, for whom, and when (OpenID Connect Core, 3.1.3.7)."""

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from clara.adapters.identity.failures import Refused
from clara.adapters.identity.signing_keys import ALGORITHMS

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

MAX_TOKEN = 16 * 1024
_MAX_SUBJECT = 255
_SKEW_SECONDS = 60
_MAX_AGE_SECONDS = 24 * 60 * 60

GOOGLE = "https://accounts.google.com"

Claims = Mapping[str, Any]


class Expected(Struct, frozen=True, kw_only=True):
    """What a good token says; `now` is in seconds since 1970."""

    issuer: str
    client_id: str
    now: int
    nonce: str | None

    def __repr__(self) -> str:
        return "Expected()"

    @property
    def issuers(self) -> list[str]:
        """Google's tokens name it with or without the scheme, as its documents warn."""
        return [GOOGLE, GOOGLE.removeprefix("https://")] if self.issuer == GOOGLE else [self.issuer]


def key_id(token: str) -> str:
    """The id of the key that a token claims to be signed with. Nothing else in its header is
    believed: not keys or addresses of keys, and no extension (RFC 8725, 3.10). Raises `Refused`."""
    from joserfc import jws  # noqa: PLC0415 - imported by whoever first signs in
    from joserfc.errors import JoseError  # noqa: PLC0415 - as above

    if not token.isascii() or len(token) > MAX_TOKEN:
        raise Refused("not ASCII, or too long")
    try:
        header = jws.extract_compact(token.encode()).protected
    except (JoseError, ValueError, TypeError, RecursionError):
        raise Refused("not a signed token") from None
    if not isinstance(header, dict) or header.get("alg") not in ALGORITHMS:
        raise Refused("algorithm")
    # The library knows one extension, unencoded payloads, which tokens must not use (RFC 7797, 7).
    if "crit" in header or "b64" in header:
        raise Refused("critical header")
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise Refused("another type of token")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise Refused("no key id")
    return kid


def verified(token: str, key: "RSAKey | ECKey") -> Claims:
    """What the token says, if `key` signed it. Raises `Refused`."""
    from joserfc import jwt  # noqa: PLC0415 - as above
    from joserfc.errors import JoseError  # noqa: PLC0415 - as above
    from joserfc.jws import JWSRegistry  # noqa: PLC0415 - as above

    # Header parameters without meaning for us are to be ignored (RFC 7515, 4).
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(token, key, algorithms=ALGORITHMS, registry=registry).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        raise Refused("signature or form") from None


def check(claims: Claims, expected: Expected) -> None:
    """Raises `Refused` unless issuer, audience, times, nonce and subject are right."""
    from joserfc.errors import ClaimError  # noqa: PLC0415 - as above
    from joserfc.jwt import JWTClaimsRegistry  # noqa: PLC0415 - as above

    rules = JWTClaimsRegistry(
        now=expected.now,
        leeway=_SKEW_SECONDS,
        iss={"essential": True, "values": [*expected.issuers]},
        aud={"essential": True, "value": expected.client_id},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    try:
        rules.validate({**claims})
    except ClaimError as error:
        raise Refused(f"{error.error} {error.claim}") from None
    if claims["iat"] < expected.now - _SKEW_SECONDS - _MAX_AGE_SECONDS:
        raise Refused("issued too long ago")
    if not 1 <= len(claims["sub"]) <= _MAX_SUBJECT or not claims["sub"].isascii():
        raise Refused("subject")
    _check_party(claims, expected.client_id)
    _check_nonce(claims.get("nonce"), expected.nonce)


def _check_party(claims: Claims, client_id: str) -> None:
    """Whom the token was made for, when it may be shown to several (Core, 3.1.3.7, 4 and 5)."""
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if is_for_several and "azp" not in claims:
        raise Refused("for several, and made for none of them")
    if "azp" in claims and claims["azp"] != client_id:
        raise Refused("made for another")


def _check_nonce(given: object, expected: str | None) -> None:
    if given is None and expected is None:
        return
    if not isinstance(given, str) or not expected:
        raise Refused("nonce given or expected, not both")
    # Python compares texts with other than ASCII characters in constant time as bytes only.
    if not hmac.compare_digest(_bytes(given), _bytes(expected)):
        raise Refused("nonce")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
