"""A scenario: what a network, people and time do to the cards of a sandbox, step by step."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.authorizations.asked import (
    BilledAmount,
    ChargeAmount,
    ChargeCountry,
    ChargeCurrency,
    ChargeMcc,
    SomeAmount,
    TerminalMerchant,
)
from clara.domain.cards.reference import CardReference
from clara.domain.cards.state_change import Reason

MAX_STEPS = 20_000
MAX_SEED = 2**63 - 1

StepName = Annotated[str, Meta(min_length=1, max_length=80)]
Expectation = Annotated[str, Meta(min_length=1, max_length=80)]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """`expect` is what it leads to: `approved`, `done`, or the code of a reason or an error."""

    expect: Expectation | None = None


class ChargeStep(Step, frozen=True, kw_only=True, tag="charge"):
    """`name` is what later steps call it; without a currency it is in the card's."""

    card: CardReference
    amount: ChargeAmount
    merchant: TerminalMerchant
    name: StepName | None = None
    currency: ChargeCurrency | None = None
    mcc: ChargeMcc | None = None
    country: ChargeCountry | None = None
    is_online: bool = False
    is_cash: bool = False
    billing_amount: BilledAmount | None = None


class LaterStep(Step, frozen=True, kw_only=True):
    """Something that becomes of the charge that is named `of`. `if_approved` leaves it out where
    that one was declined."""

    of: StepName
    if_approved: bool = False


class IncrementStep(LaterStep, frozen=True, kw_only=True, tag="increment"):
    amount: ChargeAmount


class CaptureStep(LaterStep, frozen=True, kw_only=True, tag="capture"):
    amount: SomeAmount | None = None
    is_final: bool = True


class ReverseStep(LaterStep, frozen=True, kw_only=True, tag="reverse"):
    amount: SomeAmount | None = None


class ExpireStep(LaterStep, frozen=True, kw_only=True, tag="expire"):
    pass


class RefundStep(LaterStep, frozen=True, kw_only=True, tag="refund"):
    amount: SomeAmount | None = None


class DisputeStep(LaterStep, frozen=True, kw_only=True, tag="dispute"):
    amount: SomeAmount | None = None


class ForcePostStep(Step, frozen=True, kw_only=True, tag="force_post"):
    """A charge that nobody asks about."""

    card: CardReference
    amount: ChargeAmount
    merchant: TerminalMerchant
    name: StepName | None = None
    currency: ChargeCurrency | None = None
    mcc: ChargeMcc | None = None
    country: ChargeCountry | None = None
    billing_amount: BilledAmount | None = None


class LockStep(Step, frozen=True, kw_only=True, tag="lock"):
    card: CardReference
    reason: Reason | None = None


class UnlockStep(Step, frozen=True, kw_only=True, tag="unlock"):
    card: CardReference
    reason: Reason | None = None


class AdvanceStep(Step, frozen=True, kw_only=True, tag="advance"):
    days: Annotated[int, Meta(ge=0, le=3_660)] = 0
    hours: Annotated[int, Meta(ge=0, le=8_784)] = 0
    minutes: Annotated[int, Meta(ge=0, le=527_040)] = 0


AnyStep = (
    ChargeStep
    | IncrementStep
    | CaptureStep
    | ReverseStep
    | ExpireStep
    | RefundStep
    | DisputeStep
    | ForcePostStep
    | LockStep
    | UnlockStep
    | AdvanceStep
)


class Scenario(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same `seed` and `starts_at` with the same steps in companies alike make the same records,
    byte for byte. Without `starts_at` it begins when it is played, and time goes on."""

    steps: Annotated[tuple[AnyStep, ...], Meta(min_length=1, max_length=MAX_STEPS)]
    name: Annotated[str, Meta(min_length=1, max_length=120)] = "Scenario"
    seed: Annotated[int, Meta(ge=0, le=MAX_SEED)] = 1
    starts_at: Annotated[datetime, Meta(tz=True)] | None = None


def unknown_names(steps: tuple[AnyStep, ...]) -> list[tuple[int, str, str]]:
    """Place, field and reason of every step that calls a charge what none before it is called, or
    what another is called already."""
    known: set[str] = set()
    wrong = []
    for place, step in enumerate(steps):
        if isinstance(step, LaterStep) and step.of not in known:
            wrong.append((place, "of", f"No charge before it is named {step.of!r}"))
        if isinstance(step, ChargeStep | ForcePostStep) and step.name is not None:
            if step.name in known:
                wrong.append((place, "name", f"Another charge is named {step.name!r}"))
            known.add(step.name)
    return wrong
