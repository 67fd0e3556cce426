from dataclasses import dataclass

from clara.application.authorizations.ports import Authorizations
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.authorizations.asked import OfAuthorization
from clara.domain.authorizations.listing import AuthorizationDetail
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import NotFound


class ViewCardAuthorizationCommand(
    OfAuthorization, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    pass


@dataclass(frozen=True, slots=True)
class ViewCardAuthorization(UseCase[ViewCardAuthorizationCommand, AuthorizationDetail]):
    """View one authorization: how the charge was decided, and everything that became of it.

    Errors: authorization_not_found.
    """

    name = "authorization.view"
    tool = "view_card_authorization"
    title = "View an authorization"
    action = "authorization.viewed"
    effect = Effect.READ
    scope = Scope.TRANSACTIONS_READ
    command = ViewCardAuthorizationCommand
    result = AuthorizationDetail

    authorizations: Authorizations

    async def __call__(
        self, actor: Actor, command: ViewCardAuthorizationCommand
    ) -> AuthorizationDetail:
        found = await self.authorizations.find(actor, command.authorization_id)
        if found is None:
            raise NotFound.of("authorization")
        facts = await self.authorizations.facts(actor, found.id)
        return AuthorizationDetail(authorization=found, facts=tuple(facts))

    @classmethod
    def trace(cls, result: AuthorizationDetail) -> Trace:
        return Trace(subject=result.authorization.card_id)
