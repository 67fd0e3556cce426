from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.credentials.ports import Tokens
from clara.application.oauth.known_clients import KnownClients
from clara.application.oauth.ports import AuthorizationCode, Grants, OAuthClients
from clara.application.ports import Clock, Cursors
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.guard import UNGUARDED, Guard
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Invalid
from clara.domain.ids import InCompany
from clara.domain.oauth.authorization import CODE_LIVES, AuthorizationRequest
from clara.domain.oauth.tokens import OAuthToken


class GrantAccessCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`request` is what was opened, sealed: a page carries it from step to step."""

    request: Annotated[str, Meta(min_length=1, max_length=8_192)]
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=20)]
    guard: Guard = UNGUARDED


class GrantedAccess(Struct, frozen=True, kw_only=True):
    """Where the person goes with the code."""

    client_id: str
    redirect_uri: str
    state: str | None
    code: str | None

    def __repr__(self) -> str:
        return f"GrantedAccess(client_id={self.client_id!r})"


@dataclass(frozen=True, slots=True)
class GrantAccess(UseCase[GrantAccessCommand, GrantedAccess]):
    """Let a program act in the signed-in person's name in one company, as far as `scopes` go. For
    administrators and bookkeepers.

    Errors, first that holds: role_not_allowed, invalid_cursor (the request was not opened here),
    invalid_client, then for a client that publishes a document those of opening the request,
    invalid_scope (more than was asked for).
    """

    name = "oauth.grant"
    tool = "oauth_grant"
    title = "Grant access to a program"
    action = "oauth_access.granted"
    effect = Effect.WRITE
    roles = STAFF
    accepts = PEOPLE
    command = GrantAccessCommand
    result = GrantedAccess

    known: KnownClients
    clients: OAuthClients
    grants: Grants
    cursors: Cursors
    tokens: Tokens
    clock: Clock

    async def __call__(self, actor: Actor, command: GrantAccessCommand) -> GrantedAccess:
        asked = self.cursors.open(command.request, AuthorizationRequest)
        client = await self.known.find(asked.client_id, actor)
        client.require_redirect(asked.redirect_uri)
        if not set(command.scopes) <= set(asked.scopes):
            raise Invalid("invalid_scope", "The program did not ask for that much.")
        assert actor.user_id is not None, "only people grant access"
        code = self.tokens.new(OAuthToken.CODE)
        granted = AuthorizationCode(
            client_id=client.id,
            client_name=client.known_as,
            redirect_uri=asked.redirect_uri,
            challenge=asked.challenge,
            user_id=actor.user_id,
            company_id=command.company_id,
            scopes=command.scopes,
            guard=command.guard,
            expires_at=self.clock.now() + CODE_LIVES,
        )
        if client.publisher is not None:
            # Tokens are asked for by what is kept here: no document is read for that.
            await self.clients.keep(client)
        await self.grants.add_code(granted, code)
        return GrantedAccess(
            client_id=client.id, redirect_uri=asked.redirect_uri, state=asked.state, code=code
        )

    @classmethod
    def trace(cls, result: GrantedAccess) -> Trace:
        return Trace(subject=result.client_id)
