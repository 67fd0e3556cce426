"""What a client publishes of itself (draft-ietf-oauth-client-id-metadata-document-02, 4)."""

from datetime import datetime
from typing import Any

from msgspec import UNSET, Struct

from clara.domain.oauth.client import MAX_CLIENT_NAME, ClientAuth, OAuthClient
from clara.domain.oauth.client_url import publisher, require_client_url
from clara.domain.oauth.errors import invalid_client_document
from clara.domain.oauth.redirect_uri import require_redirect_uri
from clara.domain.text import clean

MAX_REDIRECT_URIS = 50
_SHARED = frozenset({"client_secret_basic", "client_secret_post", "client_secret_jwt"})


class ClientDocument(Struct, frozen=True, kw_only=True):
    """The members that matter here; others are ignored (RFC 7591, 2). Some clients list several ways
    to authenticate (OpenID Connect's `token_endpoint_auth_methods_supported`), of which one is
    chosen."""

    client_id: str
    redirect_uris: tuple[str, ...]
    client_name: str = ""
    token_endpoint_auth_method: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ()
    client_secret: Any = UNSET
    client_secret_expires_at: Any = UNSET

    def client(self, url: str, now: datetime) -> OAuthClient:
        """The client that this document, found at `url`, describes. Raises
        `invalid_client_document`, `invalid_redirect_uri`."""
        require_client_url(url)
        if self.client_id != url:
            raise invalid_client_document("The document's client_id is not its own address.")
        self._require_no_secret()
        if not 1 <= len(self.redirect_uris) <= MAX_REDIRECT_URIS:
            raise invalid_client_document(f"A document has 1 to {MAX_REDIRECT_URIS} redirect_uris.")
        for uri in self.redirect_uris:
            require_redirect_uri(uri)
        return OAuthClient(
            id=url,
            name=clean(self.client_name, MAX_CLIENT_NAME) or publisher(url) or url,
            redirect_uris=self.redirect_uris,
            auth=ClientAuth.NONE,
            created_at=now,
        )

    def _require_no_secret(self) -> None:
        """What everybody can read holds no secret, and signed proofs (`private_key_jwt`) are not
        taken here: only `none` is left, which a document that says nothing means."""
        if self.client_secret is not UNSET or self.client_secret_expires_at is not UNSET:
            raise invalid_client_document("A document can't hold a client_secret.")
        method = self.token_endpoint_auth_method
        if method in _SHARED:
            raise invalid_client_document(
                f"A client that publishes a document can't share a secret: {method} is not possible."
            )
        offered = {method or ClientAuth.NONE.value, *self.token_endpoint_auth_methods_supported}
        if ClientAuth.NONE.value not in offered:
            raise invalid_client_document(
                "Clients with a document authenticate with none here: private_key_jwt is not"
                " supported."
            )
