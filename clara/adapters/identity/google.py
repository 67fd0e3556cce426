"""Google as an OpenID provider. Any other that keeps to OpenID Connect Core would do."""

import asyncio
import hashlib
import logging
import secrets
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec
from msgspec import Struct

from clara.adapters.identity.bounded_http import (
    TIMEOUT_SECONDS,
    Answer,
    BoundedHttp,
    Clients,
    encrypted_clients,
    is_acceptable,
)
from clara.adapters.identity.discovery import Metadata, discover
from clara.adapters.identity.failures import Refused, unavailable
from clara.adapters.identity.id_token import MAX_TOKEN, Expected, check, key_id, verified
from clara.adapters.identity.kept import Kept
from clara.adapters.identity.person import identity_of
from clara.adapters.identity.signing_keys import Keys, fetch_keys
from clara.application.accounts.ports import Google, GoogleFlow, GoogleIdentity
from clara.application.ports import Clock
from clara.domain.errors import Invalid, Unauthenticated

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

_RANDOM_BYTES = 32
_MAX_CODE = 4096
_OURS_TO_MEND = frozenset({"invalid_client", "unauthorized_client", "redirect_uri_mismatch"})
"""What the token endpoint says of a client that is set up wrong; Google added the last one."""

_log = logging.getLogger("clara.identity")


class _TokenAnswer(Struct, frozen=True):
    id_token: str


class _TokenError(Struct, frozen=True):
    error: str = ""


class OidcGoogle(Google):
    """A relying party of `issuer`: its documents and keys are fetched when first needed and kept.
    Raises `invalid_settings` for an issuer that is not https, or plain http on loopback."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        clock: Clock,
        clients: Clients = encrypted_clients,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        if not is_acceptable(issuer, on_loopback=True) or urlsplit(issuer).query:
            raise Invalid(
                "invalid_settings", "CLARA_GOOGLE_ISSUER has to be an address that begins https://."
            )
        self._issuer, self._client_id, self._client_secret = issuer, client_id, client_secret
        self._clock, self._http = clock, BoundedHttp(clients, timeout_seconds)
        self._metadata: Kept[Metadata] = Kept(lambda: discover(self._http, issuer), clock)
        self._keys: Kept[Keys] = Kept(self._fetch_keys, clock)

    def __repr__(self) -> str:
        return f"OidcGoogle(issuer={self._issuer!r})"

    async def begin(self, redirect_uri: str) -> GoogleFlow:
        metadata = await self._metadata.get()
        state, nonce, verifier = (secrets.token_urlsafe(_RANDOM_BYTES) for _ in range(3))
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self._client_id,
                "redirect_uri": redirect_uri,
                "scope": "openid email profile",
                "state": state,
                "nonce": nonce,
                "code_challenge": _challenge(verifier),
                "code_challenge_method": "S256",
            }
        )
        endpoint = metadata.authorization_endpoint
        url = f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{query}"
        return GoogleFlow(url=url, state=state, nonce=nonce, verifier=verifier)

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> str:
        if not (1 <= len(code) <= _MAX_CODE and code.isascii()):
            raise _code_refused()
        metadata = await self._metadata.get()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
        }
        headers = {}
        if "client_secret_post" in metadata.token_endpoint_auth_methods_supported:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
        else:
            headers["authorization"] = _basic(self._client_id, self._client_secret)
        return _id_token(await self._http.post(metadata.token_endpoint, form, headers))

    async def identify(self, id_token: str, nonce: str | None) -> GoogleIdentity:
        try:
            # In a thread: the first call imports the library.
            kid = await asyncio.to_thread(key_id, id_token)
            claims = verified(id_token, await self._key(kid))
            now = int(self._clock.now().timestamp())
            check(
                claims,
                Expected(issuer=self._issuer, client_id=self._client_id, now=now, nonce=nonce),
            )
            return identity_of(claims)
        except Refused as refused:
            _log.debug("an id token was refused: %s", refused.reason)
            raise Unauthenticated("unauthenticated") from None

    async def _key(self, kid: str) -> "RSAKey | ECKey":
        """The key of that id, also if it was published a moment ago."""
        key = (await self._keys.get()).get(kid) or (await self._keys.anew()).get(kid)
        if key is None:
            raise Refused("unknown key")
        return key

    async def _fetch_keys(self) -> tuple[Keys, float]:
        return await fetch_keys(self._http, (await self._metadata.get()).jwks_uri)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _basic(client_id: str, client_secret: str) -> str:
    """Form-encoded before they are joined (RFC 6749, 2.3.1)."""
    joined = f"{quote_plus(client_id)}:{quote_plus(client_secret)}"
    return f"Basic {b64encode(joined.encode()).decode()}"


def _id_token(answer: Answer) -> str:
    """The token of a token endpoint's answer. A code is refused with 400 (RFC 6749, 5.2); what else
    goes wrong is no fault of whoever signs in."""
    if answer.status == 200:
        try:
            id_token = msgspec.json.decode(answer.body, type=_TokenAnswer).id_token
        except (ValueError, RecursionError):
            id_token = ""
        if 1 <= len(id_token) <= MAX_TOKEN:
            return id_token
    if answer.status == 400 and _error(answer) not in _OURS_TO_MEND:
        raise _code_refused()
    _log.warning("the provider's token endpoint gave no token: status %d", answer.status)
    if answer.status == 401 or _error(answer) in _OURS_TO_MEND:
        _log.error("the provider refuses this client: check CLARA_GOOGLE_CLIENT_ID and _SECRET")
    raise unavailable()


def _error(answer: Answer) -> str:
    try:
        return msgspec.json.decode(answer.body, type=_TokenError).error
    except (ValueError, RecursionError):
        return ""


def _code_refused() -> Unauthenticated:
    return Unauthenticated(
        "google_code_refused",
        "Google does not accept this sign-in any more: it was used already, or took too long.",
        remedy="Begin signing in with Google again.",
    )
