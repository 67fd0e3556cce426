"""Which client asks: one that is registered here, or one that publishes who it is."""

from dataclasses import dataclass

from clara.application.oauth.ports import ClientDocuments, OAuthClients
from clara.application.ports import LimitName, Limits
from clara.domain.credentials.actor import Actor
from clara.domain.oauth.client import OAuthClient
from clara.domain.oauth.client_url import is_client_url, require_client_url
from clara.domain.oauth.errors import invalid_client


@dataclass(frozen=True, slots=True)
class KnownClients:
    clients: OAuthClients
    documents: ClientDocuments
    limits: Limits

    async def find(self, client_id: str, actor: Actor) -> OAuthClient:
        """Raises `invalid_client`, and for a client with a document `invalid_client_document`,
        `rate_limited`, `client_document_unavailable`, `invalid_redirect_uri`. Before the operation's
        transaction begins: an address may keep us waiting for seconds."""
        if is_client_url(client_id):
            return await self._published(client_id, actor.source)
        found = await self.clients.find(client_id)
        if found is None:
            raise invalid_client("This program is not registered here, or no longer.")
        return found

    async def _published(self, url: str, source: str) -> OAuthClient:
        require_client_url(url)
        kept = self.documents.kept(url)
        if kept is not None:
            return kept
        # To be read for the first time is to register: nobody makes us fetch more than that.
        await self.limits.take(LimitName.REGISTRATION, "oauth client", source)
        return await self.documents.fetch(url)
