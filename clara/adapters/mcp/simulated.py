"""What the tool that simulates a charge answers: the decision, without the life that follows."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.authorizations import Reason, ReasonSentence
from clara.adapters.wire.described import Amount, AmountMinor, Currency, described
from clara.application.call import Done
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.money import to_decimal


class SimulatedChargeAnswer(Struct, frozen=True, kw_only=True):
    """Whether a simulated charge is approved, and the card transaction that shows it."""

    approved: Annotated[bool, described("Whether the charge is approved.")]
    reason: Reason
    reason_text: ReasonSentence
    authorization_id: Annotated[str, described("The authorization.")]
    transaction_id: Annotated[str, described("For view_transaction.")]
    card_id: Annotated[str, described("The card.")]
    merchant: Annotated[str, described("Merchant, normalised.")]
    amount: Amount
    amount_minor: AmountMinor
    currency: Currency
    replayed: Annotated[
        bool, described("True when an earlier call with this idempotency key did it.")
    ]

    @classmethod
    def of(cls, done: Done[AuthorizationOutcome]) -> "SimulatedChargeAnswer":
        outcome = done.result
        one = outcome.authorization
        charge = one.charge
        return cls(
            approved=outcome.approved,
            reason=outcome.reason,
            reason_text=outcome.reason.sentence if outcome.reason else None,
            authorization_id=one.id,
            transaction_id=one.transaction_id,
            card_id=one.card_id,
            merchant=charge.merchant,
            amount=to_decimal(charge.original_minor, charge.currency),
            amount_minor=charge.original_minor,
            currency=charge.currency,
            replayed=done.replayed,
        )
