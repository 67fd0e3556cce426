"""What the tool that simulates a charge answers: the decision, without the life that follows."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.described import described
from clara.application.call import Done
from clara.domain.authorizations.listing import AuthorizationOutcome


class SimulatedChargeAnswer(Struct, frozen=True, kw_only=True):
    """Whether a simulated charge is approved, and the card transaction that shows it."""

    approved: Annotated[bool, described("Whether the charge is approved.")]
    reason: Annotated[str | None, described("Code of why not.")]
    reason_text: Annotated[str | None, described("Why not.")]
    transaction_id: Annotated[str, described("For view_transaction.")]
    replayed: Annotated[
        bool, described("True when an earlier call with this idempotency key did it.")
    ]

    @classmethod
    def of(cls, done: Done[AuthorizationOutcome]) -> "SimulatedChargeAnswer":
        outcome = done.result
        return cls(
            approved=outcome.approved,
            reason=outcome.reason,
            reason_text=outcome.reason.sentence if outcome.reason else None,
            transaction_id=outcome.authorization.transaction_id,
            replayed=done.replayed,
        )
