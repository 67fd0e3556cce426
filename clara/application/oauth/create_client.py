from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.application.credentials.ports import Tokens
from clara.application.oauth.ports import OAuthClients
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.names import checked_name
from clara.domain.oauth.client import MAX_CLIENT_NAME, ClientAuth, OAuthClient
from clara.domain.oauth.redirect_uri import MAX_LENGTH, require_redirect_uri
from clara.domain.oauth.tokens import OAuthToken


class CreateClientCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=MAX_CLIENT_NAME)]
    redirect_uris: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)], ...],
        Meta(min_length=1, max_length=10),
    ]


class CreatedClient(Struct, frozen=True, kw_only=True):
    """`client_secret` is shown this once; only its digest is kept."""

    client_id: str
    client_secret: str | None
    name: str
    redirect_uris: tuple[str, ...]

    def __repr__(self) -> str:
        return f"CreatedClient(client_id={self.client_id!r})"


@dataclass(frozen=True, slots=True)
class CreateClient(UseCase[CreateClientCommand, CreatedClient]):
    """Create an OAuth client that keeps a secret, for a program that is set up by hand. It gets
    nothing by that: a person has to sign in and consent, as for any other. It is never forgotten by
    itself. For operators.

    Errors, first that holds: invalid_name, invalid_redirect_uri.
    """

    name = "oauth_client.create"
    tool = "create_oauth_client"
    title = "Create an OAuth client"
    action = "oauth_client.created"
    effect = Effect.WRITE
    is_for_operators = True
    command = CreateClientCommand
    result = CreatedClient

    clients: OAuthClients
    tokens: Tokens
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateClientCommand) -> CreatedClient:
        name = checked_name(command.name, MAX_CLIENT_NAME)
        for uri in command.redirect_uris:
            require_redirect_uri(uri)
        client = OAuthClient(
            id=self.ids.new("client"),
            name=name,
            redirect_uris=command.redirect_uris,
            auth=ClientAuth.BASIC,
            is_ours=True,
            created_at=self.clock.now(),
        )
        secret = self.tokens.new(OAuthToken.CLIENT_SECRET)
        await self.clients.add(client, secret)
        return CreatedClient(
            client_id=client.id,
            client_secret=secret,
            name=name,
            redirect_uris=client.redirect_uris,
        )

    @classmethod
    def kept(cls, result: CreatedClient) -> CreatedClient:
        return structs.replace(result, client_secret=None)

    @classmethod
    def trace(cls, result: CreatedClient) -> Trace:
        return Trace(subject=result.client_id)
