"""Client identifiers that are addresses: a document there says who the client is
(draft-ietf-oauth-client-id-metadata-document-02, 3)."""

import re
from urllib.parse import urlsplit

from clara.domain.oauth.errors import invalid_client_document

MAX_LENGTH = 255
_SCHEME = "https://"
# What an address is written with (RFC 3986, 2), so that no library reads it in a way of its own.
_WRITTEN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/?-]+")
# A name in a public zone: its last part begins with a letter, as no number or IP address does.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DOTS = frozenset({".", ".."})


def is_client_url(client_id: str) -> bool:
    """Whether this identifier is an address; those that we give out never are."""
    return client_id.startswith(_SCHEME)


def require_client_url(client_id: str) -> None:
    """https, a host with a name, a path without dot segments; no user, no fragment. Raises
    `invalid_client_document`."""
    if len(client_id) > MAX_LENGTH or not _WRITTEN.fullmatch(client_id):
        raise invalid_client_document(
            f"A client_id that is an address has at most {MAX_LENGTH} characters, no blanks and no"
            " fragment."
        )
    try:
        parts = urlsplit(client_id)
        port = parts.port
    except ValueError as error:
        raise invalid_client_document("This client_id is not an address.") from error
    if not is_client_url(client_id) or not _HOST.fullmatch(parts.hostname or "") or port == 0:
        raise invalid_client_document("A client_id that is an address is https and names a host.")
    if "@" in parts.netloc:
        raise invalid_client_document("A client_id that is an address names no user.")
    segments = parts.path.lower().replace("%2e", ".").split("/")
    if not parts.path or _DOTS.intersection(segments):
        raise invalid_client_document(
            "A client_id that is an address has a path, without dot segments."
        )


def publisher(client_id: str) -> str | None:
    """The host that answers for a client known by its address. What a client calls itself anybody
    can say; only who holds the host can publish there."""
    return urlsplit(client_id).hostname if is_client_url(client_id) else None
