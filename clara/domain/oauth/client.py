"""Programs that ask for access in a person's name (RFC 6749, RFC 7591)."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from clara.domain.oauth.client_url import publisher
from clara.domain.oauth.errors import invalid_redirect_uri
from clara.domain.oauth.redirect_uri import matches

MAX_CLIENT_NAME = 80
UNUSED_FOR = timedelta(hours=24)
"""A client that registered itself and was never used is forgotten after this."""


class ClientAuth(StrEnum):
    """How a client shows who it is at the token endpoint. Most assistants can't keep a secret; one
    that can may send it in the header or in the form, whichever it registered."""

    NONE = "none"
    POST = "client_secret_post"
    BASIC = "client_secret_basic"


class OAuthClient(Struct, frozen=True, kw_only=True):
    """`is_ours` when an operator registered it; else it came by itself. `id` is the address of its
    document where it publishes one."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    auth: ClientAuth
    is_ours: bool = False
    created_at: datetime

    @property
    def publisher(self) -> str | None:
        """The host that answers for it, for a client that publishes a document."""
        return publisher(self.id)

    @property
    def known_as(self) -> str:
        """Its name in lists of grants: with the host where there is one, for two documents may give
        the same name."""
        return f"{self.name} ({self.publisher})" if self.publisher else self.name

    def require_redirect(self, uri: str) -> None:
        """Raises `invalid_redirect_uri`: the person then stays on our page."""
        if not any(matches(registered, uri) for registered in self.redirect_uris):
            raise invalid_redirect_uri(
                "The program asks to be answered at an address that it did not register."
            )
