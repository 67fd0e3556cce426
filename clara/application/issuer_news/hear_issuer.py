from dataclasses import dataclass

from msgspec import Struct

from clara.application.issuer_news.hearing import Applied, Hearing
from clara.application.issuer_news.hearing import Effect as Hearing_
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.cards.card import Issuer
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Invalid
from clara.domain.issuing.heard import (
    Heard,
    HeardAuthorization,
    HeardCard,
    HeardHolder,
    HeardTransaction,
)


def trace_of(applied: Applied) -> Trace:
    is_done = applied.effect is Hearing_.APPLIED
    details = {
        "effect": applied.effect.value,
        "about": applied.about,
        "issuer_reference": applied.reference,
    }
    if applied.decision is not None:
        details["answer"] = applied.decision.reason or "approved"
    return Trace(
        subject=applied.card_id,
        outcome=Outcome.DONE if is_done else Outcome.UNCHANGED,
        details=details,
        company_ids=(applied.company_id,) if applied.company_id else (),
    )


class HearIssuerCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the four was said."""

    issuer: Issuer
    authorization: HeardAuthorization | None = None
    transaction: HeardTransaction | None = None
    card: HeardCard | None = None
    holder: HeardHolder | None = None

    @classmethod
    def of(cls, issuer: Issuer, heard: Heard) -> "HearIssuerCommand":
        match heard:
            case HeardAuthorization():
                return cls(issuer=issuer, authorization=heard)
            case HeardTransaction():
                return cls(issuer=issuer, transaction=heard)
            case HeardCard():
                return cls(issuer=issuer, card=heard)
        return cls(issuer=issuer, holder=heard)

    @property
    def heard(self) -> Heard:
        """Raises `invalid_parameters`."""
        heard = self.authorization or self.transaction or self.card or self.holder
        if heard is None:
            raise Invalid("invalid_parameters")
        return heard


@dataclass(frozen=True, slots=True)
class HearIssuer(UseCase[HearIssuerCommand, Applied]):
    """Apply what a card issuer said, when it was found by asking and not by its notice. What is
    known already changes nothing. For operators.

    Errors: invalid_parameters (nothing was said).
    """

    name = "issuer.hear"
    tool = "hear_issuer"
    title = "Hear a card issuer"
    action = "issuer_news.received"
    effect = Effect.WRITE
    is_for_operators = True
    command = HearIssuerCommand
    result = Applied

    hearing: Hearing

    async def __call__(self, actor: Actor, command: HearIssuerCommand) -> Applied:
        return await self.hearing.apply(command.issuer, command.heard)

    @classmethod
    def trace(cls, result: Applied) -> Trace:
        return trace_of(result)
