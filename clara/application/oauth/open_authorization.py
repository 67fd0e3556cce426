from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.application.oauth.known_clients import KnownClients
from clara.application.ports import Cursors, PublicUrl
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError, Invalid
from clara.domain.oauth.authorization import (
    AuthorizationRequest,
    known_scopes,
    require_challenge,
    require_resource,
)
from clara.domain.oauth.client import OAuthClient

RESOURCE = "/mcp"
_MOST = 2_000
_Text = Annotated[str, Meta(max_length=_MOST)]


class OpenAuthorizationCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As a client sends it, or what was opened before, `sealed`."""

    sealed: Annotated[str, Meta(max_length=8_192)] | None = None
    client_id: _Text | None = None
    redirect_uri: _Text | None = None
    response_type: _Text | None = None
    state: _Text | None = None
    scope: _Text | None = None
    code_challenge: _Text | None = None
    code_challenge_method: _Text | None = None
    resource: _Text | None = None


class OpenedAuthorization(Struct, frozen=True, kw_only=True):
    """A request in order, `sealed` for the next step, or the error to send the client back with."""

    client: OAuthClient
    sealed: str | None
    redirect_uri: str
    state: str | None
    error: str | None = None
    error_description: str | None = None


@dataclass(frozen=True, slots=True)
class OpenAuthorization(UseCase[OpenAuthorizationCommand, OpenedAuthorization]):
    """Look at what a program asks a person for (OAuth 2.1, authorization code with PKCE).

    What is wrong with the client or its address is raised, and the person stays with us; anything
    else is for the client to be told.

    Errors, first that holds: invalid_client; for a client that publishes a document
    invalid_client_document, rate_limited, client_document_unavailable; invalid_redirect_uri.
    """

    name = "oauth.open_authorization"
    tool = "oauth_open_authorization"
    title = "Open an authorization request"
    action = "oauth_authorization.opened"
    effect = Effect.READ
    is_public = True
    command = OpenAuthorizationCommand
    result = OpenedAuthorization

    clients: KnownClients
    cursors: Cursors
    public: PublicUrl

    async def __call__(
        self, actor: Actor, command: OpenAuthorizationCommand
    ) -> OpenedAuthorization:
        if command.sealed is not None:
            return await self._reopened(command.sealed, actor)
        client = await self.clients.find(command.client_id or "", actor)
        redirect_uri = command.redirect_uri
        if redirect_uri is None and len(client.redirect_uris) == 1:
            redirect_uri = client.redirect_uris[0]
        client.require_redirect(redirect_uri or "")
        found = OpenedAuthorization(
            client=client, sealed=None, redirect_uri=redirect_uri or "", state=command.state
        )
        try:
            return structs.replace(found, sealed=self.cursors.seal(self._checked(found, command)))
        except ClaraError as error:
            return structs.replace(found, error=error.code, error_description=error.message)

    async def _reopened(self, sealed: str, actor: Actor) -> OpenedAuthorization:
        request = self.cursors.open(sealed, AuthorizationRequest)
        client = await self.clients.find(request.client_id, actor)
        client.require_redirect(request.redirect_uri)
        return OpenedAuthorization(
            client=client, sealed=sealed, redirect_uri=request.redirect_uri, state=request.state
        )

    def _checked(
        self, found: OpenedAuthorization, command: OpenAuthorizationCommand
    ) -> AuthorizationRequest:
        if command.response_type != "code":
            raise Invalid("unsupported_response_type", "Only response_type=code is supported.")
        require_resource(command.resource, self.public.to(RESOURCE))
        challenge = require_challenge(command.code_challenge, command.code_challenge_method)
        return AuthorizationRequest(
            client_id=found.client.id,
            redirect_uri=found.redirect_uri,
            state=command.state,
            scopes=known_scopes(command.scope),
            challenge=challenge,
        )
