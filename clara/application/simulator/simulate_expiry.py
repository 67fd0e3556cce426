from dataclasses import dataclass

from clara.application.authorizations.authorizing import Authorizing
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.authorizations.asked import OfAuthorization
from clara.domain.authorizations.life import expire
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.told import told
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.webhooks.event import Happened


class SimulateExpiryCommand(OfAuthorization, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class SimulateExpiry(UseCase[SimulateExpiryCommand, AuthorizationOutcome]):
    """Let an authorization of a sandbox company run out now, whatever the clock says.

    Errors, first that holds: role_not_allowed, sandbox_only, authorization_not_found,
    authorization_not_open, conflict.
    """

    name = "simulate.expire"
    tool = "simulate_expire"
    title = "Simulate an expiry"
    action = "authorization.expired"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    is_for_sandboxes = True
    command = SimulateExpiryCommand
    result = AuthorizationOutcome

    authorizing: Authorizing

    async def __call__(self, actor: Actor, command: SimulateExpiryCommand) -> AuthorizationOutcome:
        return await self.authorizing.live(
            actor,
            command.authorization_id,
            lambda was, at, _: expire(was, at),
        )

    @classmethod
    def trace(cls, result: AuthorizationOutcome) -> Trace:
        return Trace(subject=result.authorization.card_id, details=result.said)

    @classmethod
    def events(cls, result: AuthorizationOutcome) -> tuple[Happened, ...]:
        return told(result)
