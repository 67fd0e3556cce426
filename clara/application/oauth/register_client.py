from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.application.credentials.ports import Tokens
from clara.application.oauth.ports import OAuthClients
from clara.application.ports import Clock, Ids, LimitName, Limits
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.oauth.client import MAX_CLIENT_NAME, ClientAuth, OAuthClient
from clara.domain.oauth.redirect_uri import MAX_LENGTH, require_redirect_uri
from clara.domain.oauth.tokens import OAuthToken
from clara.domain.text import clean

_UNNAMED = "An assistant"


class RegisterClientCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    redirect_uris: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)], ...],
        Meta(min_length=1, max_length=10),
    ]
    client_name: Annotated[str, Meta(max_length=200)] | None = None
    token_endpoint_auth_method: ClientAuth = ClientAuth.NONE


class RegisteredClient(Struct, frozen=True, kw_only=True):
    """`secret` is shown this once, to clients that can keep one."""

    client: OAuthClient
    secret: str | None

    def __repr__(self) -> str:
        return f"RegisteredClient(id={self.client.id!r})"


@dataclass(frozen=True, slots=True)
class RegisterClient(UseCase[RegisterClientCommand, RegisteredClient]):
    """Register a program that will ask people for access (RFC 7591). It gets nothing by that: a
    person has to sign in and consent. One that is not used within a day is forgotten.

    Errors, first that holds: rate_limited (30 an hour from one source), invalid_redirect_uri.
    """

    name = "oauth.register_client"
    tool = "oauth_register_client"
    title = "Register an OAuth client"
    action = "oauth_client.registered"
    effect = Effect.WRITE
    is_public = True
    command = RegisterClientCommand
    result = RegisteredClient

    clients: OAuthClients
    tokens: Tokens
    limits: Limits
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: RegisterClientCommand) -> RegisteredClient:
        await self.limits.take(LimitName.REGISTRATION, "oauth client", actor.source)
        for uri in command.redirect_uris:
            require_redirect_uri(uri)
        client = OAuthClient(
            id=self.ids.new("client"),
            name=clean(command.client_name or "", MAX_CLIENT_NAME) or _UNNAMED,
            redirect_uris=command.redirect_uris,
            auth=command.token_endpoint_auth_method,
            created_at=self.clock.now(),
        )
        is_secret = client.auth is not ClientAuth.NONE
        secret = self.tokens.new(OAuthToken.CLIENT_SECRET) if is_secret else None
        await self.clients.add(client, secret)
        return RegisteredClient(client=client, secret=secret)

    @classmethod
    def kept(cls, result: RegisteredClient) -> RegisteredClient:
        return structs.replace(result, secret=None)

    @classmethod
    def trace(cls, result: RegisteredClient) -> Trace:
        return Trace(subject=result.client.id)
