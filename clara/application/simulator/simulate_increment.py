from dataclasses import dataclass
from datetime import datetime

from clara.application.authorizations.authorizing import Authorizing
from clara.application.authorizations.undecided import ANSWERED_WITHIN_SECONDS, Undecided
from clara.application.ports import Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.authorizations.asked import ChargeAmount, OfAuthorization
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.authorizations.told import told
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import Unavailable
from clara.domain.webhooks.event import Happened


class SimulateIncrementCommand(
    OfAuthorization, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    amount: ChargeAmount


@dataclass(frozen=True, slots=True)
class SimulateIncrement(UseCase[SimulateIncrementCommand, AuthorizationOutcome]):
    """Ask for more on an authorization of a sandbox company, as hotels do. It is decided like a
    charge; declined, what is held stays held.

    Errors, first that holds: role_not_allowed, sandbox_only, authorization_not_found,
    invalid_amount, authorization_not_open, not_decided (within two seconds: it counts as declined).
    """

    name = "simulate.increment"
    tool = "simulate_increment"
    title = "Simulate an increment"
    action = "authorization.raised"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    answers_within_seconds = ANSWERED_WITHIN_SECONDS
    is_for_sandboxes = True
    command = SimulateIncrementCommand
    result = AuthorizationOutcome

    authorizing: Authorizing
    undecided: Undecided

    async def __call__(
        self, actor: Actor, command: SimulateIncrementCommand
    ) -> AuthorizationOutcome:
        return await self.authorizing.increment(actor, command.authorization_id, command.amount)

    @classmethod
    def unanswered(
        cls, actor: Actor, command: SimulateIncrementCommand, at: datetime, ids: Ids
    ) -> AuthorizationOutcome:
        raise Unavailable(
            DeclineReason.NOT_DECIDED.value,
            "The increment could not be decided in time: it is declined, what is held stays held.",
            retry_after=1,
        )

    async def make_up(
        self,
        actor: Actor,
        command: SimulateIncrementCommand,
        told: AuthorizationOutcome | None,
        came: AuthorizationOutcome | None,
    ) -> None:
        if came is not None:
            await self.undecided.take_back(actor, came)

    @classmethod
    def trace(cls, result: AuthorizationOutcome) -> Trace:
        return Trace(subject=result.authorization.card_id, details=result.said)

    @classmethod
    def events(cls, result: AuthorizationOutcome) -> tuple[Happened, ...]:
        return told(result)
