"""What the provider says of itself (OpenID Connect Discovery 1.0)."""

import logging

import msgspec
from msgspec import Struct

from clara.adapters.identity.bounded_http import BoundedHttp, is_acceptable, is_loopback
from clara.adapters.identity.failures import unavailable
from clara.adapters.identity.kept import DAY

_log = logging.getLogger("clara.identity")


class Metadata(Struct, frozen=True, kw_only=True):
    """The part of the document that signing in needs."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    # What holds where the document says nothing (Discovery, 3).
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


async def discover(http: BoundedHttp, issuer: str) -> tuple[Metadata, float]:
    """The document of `issuer`, fresh for a day. Raises `google_unavailable` for one that is no
    document, is another issuer's (Discovery, 4.3), or names places that secrets can't go to."""
    answer = await http.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    try:
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        metadata = msgspec.json.decode(answer.body, type=Metadata)
        _check(metadata, issuer)
    except (ValueError, RecursionError) as error:
        reason = "not JSON of its form" if isinstance(error, msgspec.MsgspecError) else str(error)
        _log.warning("the provider's discovery document is refused: %s", reason)
        raise unavailable() from None
    return metadata, DAY


def _check(metadata: Metadata, issuer: str) -> None:
    if metadata.issuer != issuer:
        raise ValueError("it is another issuer's")
    on_loopback = is_loopback(issuer)
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_acceptable(getattr(metadata, name), on_loopback=on_loopback):
            raise ValueError(f"{name} is not an https address")
    if not {"client_secret_post", "client_secret_basic"}.intersection(
        metadata.token_endpoint_auth_methods_supported
    ):
        raise ValueError("it takes no client secret")
