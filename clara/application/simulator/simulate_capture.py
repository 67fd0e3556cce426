from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.authorizations.authorizing import Authorizing
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.authorizations.asked import OfAuthorization, SomeAmount, positive_or_all
from clara.domain.authorizations.life import capture
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.told import told
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.webhooks.event import Happened


class SimulateCaptureCommand(
    OfAuthorization, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    amount: SomeAmount | None = None
    is_final: Annotated[
        bool, Meta(description="Whether nothing more will be captured.", examples=[True])
    ] = True


@dataclass(frozen=True, slots=True)
class SimulateCapture(UseCase[SimulateCaptureCommand, AuthorizationOutcome]):
    """Capture what is held for an authorization of a sandbox company, or part of it: money that is
    spent for good.

    More than is held may be captured, as merchants do with tips. After the final capture nothing
    is held any more; one that is not final leaves the rest for others.

    Errors, first that holds: role_not_allowed, sandbox_only, authorization_not_found,
    invalid_amount, authorization_not_open, conflict.
    """

    name = "simulate.capture"
    tool = "simulate_capture"
    title = "Simulate a capture"
    action = "authorization.captured"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    is_for_sandboxes = True
    command = SimulateCaptureCommand
    result = AuthorizationOutcome

    authorizing: Authorizing

    async def __call__(self, actor: Actor, command: SimulateCaptureCommand) -> AuthorizationOutcome:
        return await self.authorizing.live(
            actor,
            command.authorization_id,
            lambda was, at, row_id: capture(
                was,
                positive_or_all(command.amount, was.currency),
                at,
                row_id,
                is_final=command.is_final,
            ),
        )

    @classmethod
    def trace(cls, result: AuthorizationOutcome) -> Trace:
        return Trace(subject=result.authorization.card_id, details=result.said)

    @classmethod
    def events(cls, result: AuthorizationOutcome) -> tuple[Happened, ...]:
        return told(result)
