from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.authorizations.asked_charge import AskedCharge
from clara.application.authorizations.authorizing import Authorizing
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.authorizations.asked import (
    BilledAmount,
    ChargeAmount,
    ChargeCountry,
    ChargeCurrency,
    ChargeMcc,
    TerminalMerchant,
)
from clara.domain.authorizations.life import force_post
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.told import told
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import Invalid
from clara.domain.ids import InCompany
from clara.domain.money import checked_currency, positive_minor
from clara.domain.webhooks.event import Happened


class SimulateForcePostCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    amount: ChargeAmount
    authorization_id: (
        Annotated[
            str,
            Meta(
                max_length=64,
                description="One for which nothing is held any more. Then `amount` is in the card's"
                " currency and nothing else is given.",
                examples=["authorization_0123456789abcdef0123456789abcdef"],
            ),
        ]
        | None
    ) = None
    card_id: (
        Annotated[
            str,
            Meta(
                max_length=64,
                description="The card, where there is no authorization.",
                examples=["card_0123456789abcdef0123456789abcdef"],
            ),
        ]
        | None
    ) = None
    currency: ChargeCurrency | None = None
    merchant: TerminalMerchant | None = None
    mcc: ChargeMcc | None = None
    country: ChargeCountry | None = None
    billing_amount: BilledAmount | None = None


@dataclass(frozen=True, slots=True)
class SimulateForcePost(UseCase[SimulateForcePostCommand, AuthorizationOutcome]):
    """Post a charge that nobody authorized, in a sandbox company: one that came too late, or that a
    terminal took without asking.

    Either names an authorization for which nothing is held, or a card with currency and merchant.
    Nothing can decline it: it counts even where it passes a limit.

    Errors, first that holds: role_not_allowed, sandbox_only, invalid_parameters,
    authorization_not_found, invalid_currency, invalid_amount, amount_unknown, card_not_found,
    authorization_open, conflict.
    """

    name = "simulate.force_post"
    tool = "simulate_force_post"
    title = "Simulate a force post"
    action = "authorization.force_posted"
    effect = Effect.WRITE
    scope = Scope.TRANSACTIONS_WRITE
    roles = STAFF
    creates = True
    is_for_sandboxes = True
    command = SimulateForcePostCommand
    result = AuthorizationOutcome

    authorizing: Authorizing

    async def __call__(
        self, actor: Actor, command: SimulateForcePostCommand
    ) -> AuthorizationOutcome:
        charged = (command.card_id, command.currency, command.merchant)
        if command.authorization_id is not None:
            if any(charged):
                raise _incomplete("card_id", "Expected no card beside an authorization")
            return await self.authorizing.live(
                actor,
                command.authorization_id,
                lambda was, at, row_id: force_post(
                    was, positive_minor(command.amount, was.currency), at, row_id
                ),
            )
        card_id, asked_currency, merchant = charged
        if card_id is None or asked_currency is None or merchant is None:
            raise _incomplete("authorization_id", "Expected it, or card_id, currency and merchant")
        currency = checked_currency(asked_currency)
        asked = AskedCharge(
            amount_minor=positive_minor(command.amount, currency),
            currency=currency,
            billing=command.billing_amount,
            merchant=merchant,
            mcc=command.mcc,
            country=command.country,
            is_online=False,
            is_cash=False,
        )
        return await self.authorizing.authorize(actor, card_id, asked, is_forced=True)

    @classmethod
    def trace(cls, result: AuthorizationOutcome) -> Trace:
        return Trace(subject=result.authorization.card_id, details=result.said)

    @classmethod
    def events(cls, result: AuthorizationOutcome) -> tuple[Happened, ...]:
        return told(result)


def _incomplete(field: str, reason: str) -> Invalid:
    return Invalid("invalid_parameters", details={"errors": [{"field": field, "reason": reason}]})
