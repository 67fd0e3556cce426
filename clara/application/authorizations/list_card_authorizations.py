from dataclasses import dataclass

from clara.application.authorizations.ports import Authorizations
from clara.application.ports import Cursors
from clara.application.use_case import Effect, UseCase
from clara.domain.authorizations.listing import (
    AuthorizationList,
    AuthorizationListQuery,
    AuthorizationWalk,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.visibility import viewpoint


class ListCardAuthorizationsCommand(AuthorizationListQuery, frozen=True, kw_only=True):
    pass


@dataclass(frozen=True, slots=True)
class ListCardAuthorizations(UseCase[ListCardAuthorizationsCommand, AuthorizationList]):
    """List charges as they were decided, newest first: approved or declined and why, what is held,
    posted and refunded.

    Follow `next_cursor` for more; it may be sent alone.

    Errors, first that holds: invalid_cursor, cursor_mismatch, unknown_status.
    """

    name = "authorization.list"
    tool = "list_card_authorizations"
    title = "List authorizations"
    action = "authorizations.listed"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    command = ListCardAuthorizationsCommand
    result = AuthorizationList

    authorizations: Authorizations
    cursors: Cursors

    async def __call__(
        self, actor: Actor, command: ListCardAuthorizationsCommand
    ) -> AuthorizationList:
        if command.cursor is None:
            walk = AuthorizationWalk.begin(command, actor)
        else:
            kept = self.cursors.open(command.cursor, AuthorizationWalk)
            walk = kept.resumed(command, viewpoint(actor))
        page = await self.authorizations.page(actor, walk, command.limit)
        onward = walk.onward(page.rows[-1]) if page.has_more else None
        return AuthorizationList(
            items=page.rows, next_cursor=self.cursors.seal(onward) if onward else None
        )
