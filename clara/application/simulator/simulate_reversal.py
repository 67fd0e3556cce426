from dataclasses import dataclass

from clara.application.authorizations.authorizing import Authorizing
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.authorizations.asked import OfAuthorization, SomeAmount, positive_or_all
from clara.domain.authorizations.life import reverse
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.told import told
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.webhooks.event import Happened


class SimulateReversalCommand(
    OfAuthorization, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    amount: SomeAmount | None = None


@dataclass(frozen=True, slots=True)
class SimulateReversal(UseCase[SimulateReversalCommand, AuthorizationOutcome]):
    """Let go of what is held for an authorization of a sandbox company, or of part of it.

    Errors, first that holds: role_not_allowed, sandbox_only, authorization_not_found,
    invalid_amount, authorization_not_open, amount_above_held, conflict.
    """

    name = "simulate.reverse"
    tool = "simulate_reverse"
    title = "Simulate a reversal"
    action = "authorization.reversed"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    is_for_sandboxes = True
    command = SimulateReversalCommand
    result = AuthorizationOutcome

    authorizing: Authorizing

    async def __call__(
        self, actor: Actor, command: SimulateReversalCommand
    ) -> AuthorizationOutcome:
        return await self.authorizing.live(
            actor,
            command.authorization_id,
            lambda was, at, _: reverse(was, positive_or_all(command.amount, was.currency), at),
        )

    @classmethod
    def trace(cls, result: AuthorizationOutcome) -> Trace:
        return Trace(subject=result.authorization.card_id, details=result.said)

    @classmethod
    def events(cls, result: AuthorizationOutcome) -> tuple[Happened, ...]:
        return told(result)
