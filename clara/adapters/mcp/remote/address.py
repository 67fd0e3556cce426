"""Which servers may be sent a credential, and how they are reached."""

from urllib.parse import urlsplit

import httpx

from clara.adapters.mcp.credentials import EnvironmentCredential
from clara.adapters.mcp.gate import is_loopback
from clara.domain.errors import Invalid
from clara.version import VERSION

_IDLE_SECONDS = 2.0
"""Shorter than servers keep a connection, so that none is used that is just being closed."""
_TIMEOUT = httpx.Timeout(connect=10.0, write=60.0, pool=60.0, read=300.0)


def checked(url: str) -> str:
    """`url`, when a credential may travel there. Raises `invalid_mcp_url`."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        _ = httpx.URL(url).host
    except (ValueError, httpx.InvalidURL) as error:
        raise _invalid("it is not well-formed") from error
    if parts.scheme not in ("http", "https") or not host:
        raise _invalid("it has to begin with https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise _invalid("credentials belong into the environment, not into an address")
    if parts.fragment:
        raise _invalid("what follows # never reaches a server")
    if parts.scheme == "http" and not is_loopback(host):
        raise _invalid("plain http is for this computer only; others are reached by https")
    return url


def shown(url: str) -> str:
    """`url` without its query, which may hold secrets."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def connected(url: str, credential: EnvironmentCredential | None) -> httpx.AsyncClient:
    """A client for `url` that sends `credential` with every request and follows no redirect, which
    could take it elsewhere."""
    headers = [(b"user-agent", f"clara/{VERSION}".encode())]
    return httpx.AsyncClient(
        headers=[*headers, *(credential.headers if credential else ())],
        timeout=_TIMEOUT,
        limits=httpx.Limits(keepalive_expiry=_IDLE_SECONDS),
        verify=httpx.create_ssl_context(),  # SSL_CERT_FILE names an authority of one's own
        # A proxy between this computer and itself is never meant.
        trust_env=not is_loopback(urlsplit(url).hostname or ""),
        follow_redirects=False,
    )


def _invalid(reason: str) -> Invalid:
    return Invalid("invalid_mcp_url", f"The server's address can't be used: {reason}.")
