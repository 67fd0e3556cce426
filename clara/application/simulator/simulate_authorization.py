from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from clara.application.authorizations.asked_charge import AskedCharge
from clara.application.authorizations.authorizing import Authorizing
from clara.application.authorizations.undecided import (
    ANSWERED_WITHIN_SECONDS,
    Undecided,
    declined_unread,
)
from clara.application.ports import Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.authorizations.asked import (
    BilledAmount,
    ChargeAmount,
    ChargeCountry,
    ChargeCurrency,
    ChargeMcc,
    TerminalMerchant,
)
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.told import told
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.ids import InCompany
from clara.domain.money import checked_currency, positive_minor
from clara.domain.webhooks.event import Happened


class SimulateAuthorizationCommand(
    InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    card_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="The card's id.",
            examples=["card_0123456789abcdef0123456789abcdef"],
        ),
    ]
    amount: ChargeAmount
    currency: ChargeCurrency
    merchant: TerminalMerchant
    mcc: ChargeMcc | None = None
    country: ChargeCountry | None = None
    is_online: Annotated[bool, Meta(description="Not at a terminal.", examples=[False])] = False
    is_cash: Annotated[bool, Meta(description="A withdrawal.", examples=[False])] = False
    billing_amount: BilledAmount | None = None


@dataclass(frozen=True, slots=True)
class SimulateAuthorization(UseCase[SimulateAuthorizationCommand, AuthorizationOutcome]):
    """Would this card of a sandbox company pay now, and why not? The charge becomes a card
    transaction; no money moves. What can't be decided within two seconds is declined as
    `not_decided`.

    Errors, first that holds: role_not_allowed, sandbox_only, invalid_currency, invalid_amount,
    card_not_found.
    """

    name = "simulate.authorization"
    tool = "simulate_authorization"
    title = "Simulate a charge"
    action = "authorization.simulated"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    answers_within_seconds = ANSWERED_WITHIN_SECONDS
    is_for_sandboxes = True
    command = SimulateAuthorizationCommand
    result = AuthorizationOutcome

    authorizing: Authorizing
    undecided: Undecided

    async def __call__(
        self, actor: Actor, command: SimulateAuthorizationCommand
    ) -> AuthorizationOutcome:
        return await self.authorizing.authorize(actor, command.card_id, _asked(command))

    @classmethod
    def unanswered(
        cls, actor: Actor, command: SimulateAuthorizationCommand, at: datetime, ids: Ids
    ) -> AuthorizationOutcome:
        return declined_unread(actor, command.card_id, _asked(command), at, ids)

    async def make_up(
        self,
        actor: Actor,
        command: SimulateAuthorizationCommand,
        told: AuthorizationOutcome | None,
        came: AuthorizationOutcome | None,
    ) -> None:
        if told is not None:
            await self.undecided.keep(actor, _asked(command), told)
        if came is not None:
            await self.undecided.take_back(actor, came)

    @classmethod
    def trace(cls, result: AuthorizationOutcome) -> Trace:
        return Trace(subject=result.authorization.card_id, details=result.said)

    @classmethod
    def events(cls, result: AuthorizationOutcome) -> tuple[Happened, ...]:
        return told(result)


def _asked(command: SimulateAuthorizationCommand) -> AskedCharge:
    currency = checked_currency(command.currency)
    return AskedCharge(
        amount_minor=positive_minor(command.amount, currency),
        currency=currency,
        billing=command.billing_amount,
        merchant=command.merchant,
        mcc=command.mcc,
        country=command.country,
        is_online=command.is_online,
        is_cash=command.is_cash,
    )
