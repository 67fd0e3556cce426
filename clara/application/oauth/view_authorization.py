from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.oauth.ports import Grants
from clara.application.ports import Clock, Cursors
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.guard import UNGUARDED, Guard
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import PEOPLE
from clara.domain.oauth.authorization import AuthorizationRequest
from clara.domain.oauth.redirect_uri import is_loopback


class ViewAuthorizationCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    request: Annotated[str, Meta(min_length=1, max_length=8_192)]


class ViewedAuthorization(Struct, frozen=True, kw_only=True):
    """What is asked, and what the person chose when the same program asked before."""

    asked: tuple[Scope, ...]
    company_id: str | None
    scopes: tuple[Scope, ...]
    guard: Guard = UNGUARDED


@dataclass(frozen=True, slots=True)
class ViewAuthorization(UseCase[ViewAuthorizationCommand, ViewedAuthorization]):
    """Look at what a program asks of the signed-in person. What they granted before to the same
    program at exactly the same address is remembered while it holds, but never for addresses on
    their own computer: any program there could use them.

    Errors: invalid_cursor (the request was not opened here).
    """

    name = "oauth.view_authorization"
    tool = "oauth_view_authorization"
    title = "View an authorization request"
    action = "oauth_authorization.viewed"
    effect = Effect.READ
    accepts = PEOPLE
    command = ViewAuthorizationCommand
    result = ViewedAuthorization

    grants: Grants
    cursors: Cursors
    clock: Clock

    async def __call__(
        self, actor: Actor, command: ViewAuthorizationCommand
    ) -> ViewedAuthorization:
        asked = self.cursors.open(command.request, AuthorizationRequest)
        assert actor.user_id is not None, "only people are asked"
        held = await self.grants.live_of(actor.user_id, asked.client_id, self.clock.now())
        if not is_loopback(asked.redirect_uri):
            for grant in held:
                if grant.redirect_uri == asked.redirect_uri:
                    scopes = tuple(scope for scope in grant.scopes if scope in asked.scopes)
                    return ViewedAuthorization(
                        asked=asked.scopes,
                        company_id=grant.company_id,
                        scopes=scopes,
                        guard=grant.guard,
                    )
        return ViewedAuthorization(asked=asked.scopes, company_id=None, scopes=asked.scopes)
