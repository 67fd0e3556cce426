"""The provider's public keys (RFC 7517), as far as we trust their kinds."""

import asyncio
import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from clara.adapters.identity.bounded_http import BoundedHttp
from clara.adapters.identity.failures import unavailable
from clara.adapters.identity.kept import DAY

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

ALGORITHMS = ("RS256", "ES256")
_KINDS = {"RSA": "RS256", "EC": "ES256"}
_MIN_RSA_BITS = 2048
_SHORTEST_SECONDS = 5 * 60.0
_MAX_AGE = re.compile(r'(?:^|[,\s])max-age\s*=\s*"?(\d{1,9})\b', re.IGNORECASE)

Keys = Mapping[str, "RSAKey | ECKey"]
"""Keys by their id (`kid`)."""

_log = logging.getLogger("clara.identity")


class _KeySet(Struct, frozen=True):
    keys: tuple[dict[str, Any], ...]


async def fetch_keys(http: BoundedHttp, jwks_uri: str) -> tuple[Keys, float]:
    """The keys, and how long they stay fresh. Raises `google_unavailable` for a document without
    one that could be used."""
    answer = await http.get(jwks_uri)
    # In a thread: the first call imports the library.
    keys = await asyncio.to_thread(read_keys, answer.body) if answer.status == 200 else {}
    if not keys:
        _log.warning("the provider's keys could not be read: status %d", answer.status)
        raise unavailable()
    return keys, fresh_seconds(answer.headers)


def read_keys(body: bytes) -> Keys:
    """The usable keys of a set. Others are passed over (RFC 7517, 5): without an id, for other
    algorithms, too short, or not for signatures. Of two with one id the first counts."""
    try:
        found = msgspec.json.decode(body, type=_KeySet).keys
    except (ValueError, RecursionError):
        return {}
    keys: dict[str, RSAKey | ECKey] = {}
    for raw in found:
        key = _read(raw)
        if key is not None:
            keys.setdefault(raw["kid"], key)
    return keys


def _read(raw: dict[str, Any]) -> "RSAKey | ECKey | None":
    from joserfc.errors import JoseError  # noqa: PLC0415 - imported by whoever first signs in
    from joserfc.jwk import ECKey, RSAKey  # noqa: PLC0415 - as above

    algorithm = _KINDS.get(raw["kty"]) if isinstance(raw.get("kty"), str) else None
    has_id = isinstance(raw.get("kid"), str) and raw["kid"]
    is_for_us = raw.get("use", "sig") == "sig" and raw.get("alg", algorithm) == algorithm
    if algorithm is None or not has_id or not is_for_us:
        return None
    try:
        key = ECKey.import_key(raw) if algorithm == "ES256" else RSAKey.import_key(raw)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    is_strong = (
        key.public_key.key_size >= _MIN_RSA_BITS
        if isinstance(key, RSAKey)
        else key.curve_name == "P-256"
    )
    return key if is_strong else None


def fresh_seconds(headers: Mapping[str, str]) -> float:
    """How long an answer is fresh (RFC 9111, 4.2): `max-age` less `Age`, from five minutes to a
    day, five minutes where it does not say."""
    found = _MAX_AGE.search(headers.get("cache-control", ""))
    age = headers.get("age", "")
    spent = float(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0.0
    left = float(found[1]) - spent if found else 0.0
    return min(max(left, _SHORTEST_SECONDS), DAY)
