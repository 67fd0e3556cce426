"""Where a client may be sent back to."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from clara.domain.oauth.errors import invalid_redirect_uri

MAX_LENGTH = 2_000
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,63}")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
# What a browser would run, open from disk, or speak in the clear.
_NEVER = frozenset(
    "about blob data file filesystem ftp gopher http intent jar javascript mailto tel urn"
    " vbscript view-source ws wss".split()
)


def require_redirect_uri(uri: str) -> None:
    """https anywhere, http on loopback, or a scheme of an app's own (RFC 8252, 7.1), without a
    fragment or user. Raises `invalid_redirect_uri`."""
    parts = _parts(uri)
    if len(uri) > MAX_LENGTH or _CONTROL.search(uri) or not _SCHEME.fullmatch(parts.scheme):
        raise invalid_redirect_uri("A redirect URI is an absolute URI without blanks.")
    if parts.fragment or "#" in uri or "@" in parts.netloc:
        raise invalid_redirect_uri("A redirect URI has neither fragment nor user.")
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme in _NEVER and not (parts.scheme == "http" and _is_loopback(parts)):
        raise invalid_redirect_uri("A redirect URI is https, http on loopback, or an app's scheme.")
    if parts.scheme == "https":
        raise invalid_redirect_uri("A redirect URI with https names a host.")


def is_loopback(uri: str) -> bool:
    """Whether it leads to a program on the user's own machine, which any program there could be."""
    parts = _parts(uri)
    return parts.scheme == "http" and _is_loopback(parts)


def matches(registered: str, asked: str) -> bool:
    """Exactly the same, but for the port on loopback, which programs choose when they start
    (RFC 8252, 7.3)."""
    if registered == asked:
        return True
    if not (is_loopback(registered) and is_loopback(asked)):
        return False
    one, other = _parts(registered), _parts(asked)
    return (one.hostname, one.path, one.query) == (other.hostname, other.path, other.query)


def host_of(uri: str) -> str:
    """What people are told about where they will be sent."""
    parts = _parts(uri)
    if parts.scheme == "https":
        return parts.hostname or ""
    return "a program on this computer" if is_loopback(uri) else f"{parts.scheme}:"


def _parts(uri: str) -> SplitResult:
    try:
        parts = urlsplit(uri)
        _ = parts.port  # raises for what is no port
    except ValueError as error:
        raise invalid_redirect_uri("A redirect URI is an absolute URI.") from error
    return parts


def _is_loopback(parts: SplitResult) -> bool:
    if parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
