"""How a client shows who it is at the token endpoint."""

from dataclasses import dataclass

from clara.application.oauth.ports import OAuthClients
from clara.domain.oauth.client import ClientAuth, OAuthClient
from clara.domain.oauth.errors import invalid_client


@dataclass(frozen=True, slots=True)
class ClientProof:
    clients: OAuthClients

    async def check(self, client_id: str, secret: str | None) -> OAuthClient:
        """Of what is kept here: a client with a document is, since it was let in. Raises
        `invalid_client`. A client without a secret must not send one: a mistake like that
        is better noticed."""
        client = await self.clients.find(client_id)
        if client is None:
            raise invalid_client()
        if client.auth is ClientAuth.NONE:
            if secret:
                raise invalid_client("This client has no secret.")
        elif not secret or not await self.clients.has_secret(client_id, secret):
            raise invalid_client()
        return client
