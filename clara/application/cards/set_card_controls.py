from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, structs

from clara.application.cards.controls_port import Controls
from clara.application.cards.ports import Cards
from clara.application.companies.authority import ADMINISTRATORS
from clara.application.issuing.telling import Telling
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.cards.asked_controls import (
    changed_names,
    limited_as_asked,
    rules_as_asked,
)
from clara.domain.cards.card import Periodicity
from clara.domain.cards.change import CardChange, require_changeable
from clara.domain.cards.controls import (
    MAX_COUNTRIES,
    MAX_CURRENCIES,
    MAX_MERCHANTS,
    CountryCode,
    FirstHour,
    LastHour,
    MerchantName,
    Weekday,
)
from clara.domain.cards.issuer_state import IssuerState
from clara.domain.cards.reference import CardReference
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Invalid
from clara.domain.ids import InCompany
from clara.domain.money import POSITIVE_SCHEMA


def _amount(what: str) -> Meta:
    return Meta(description=what, examples=[5000], extra_json_schema=POSITIVE_SCHEMA)


def _several(most: int, what: str, example: str) -> Meta:
    return Meta(max_length=most, description=what, examples=[[example]])


_Categories = tuple[Annotated[str, Meta(max_length=80)], ...]
_Merchants = tuple[MerchantName, ...]


class SetCardControlsCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardReference
    limit: (
        Annotated[Decimal, _amount("What it may spend each time the limit begins anew.")]
        | UnsetType
        | None
    ) = UNSET
    periodicity: (
        Annotated[Periodicity, Meta(description="How often that is.", examples=["MONTHLY"])]
        | UnsetType
    ) = UNSET
    max_transaction: Annotated[Decimal, _amount("What one charge may cost.")] | UnsetType | None = (
        UNSET
    )
    allowed_categories: (
        Annotated[_Categories, _several(40, "Only in these categories; none means any.", "TRAVEL")]
        | UnsetType
    ) = UNSET
    blocked_categories: (
        Annotated[_Categories, _several(40, "Not in these categories.", "CASH")] | UnsetType
    ) = UNSET
    allowed_merchants: (
        Annotated[
            _Merchants, _several(MAX_MERCHANTS, "Only at these, by name; none means any.", "Uber")
        ]
        | UnsetType
    ) = UNSET
    blocked_merchants: (
        Annotated[_Merchants, _several(MAX_MERCHANTS, "Not at these, by name.", "Netflix")]
        | UnsetType
    ) = UNSET
    weekdays: (
        Annotated[
            tuple[Weekday, ...],
            Meta(max_length=7, description="Days of the week; none means any.", examples=[["MON"]]),
        ]
        | UnsetType
    ) = UNSET
    hours_from: FirstHour | UnsetType | None = UNSET
    hours_until: LastHour | UnsetType | None = UNSET
    starts_on: (
        Annotated[date, Meta(description="First day.", examples=["2026-12-01"])] | UnsetType | None
    ) = UNSET
    ends_on: (
        Annotated[date, Meta(description="Last day.", examples=["2026-12-31"])] | UnsetType | None
    ) = UNSET
    allows_cash: (
        Annotated[bool, Meta(description="Whether cash may be withdrawn.", examples=[False])]
        | UnsetType
    ) = UNSET
    allows_online: (
        Annotated[bool, Meta(description="Whether it may be used online.", examples=[True])]
        | UnsetType
    ) = UNSET
    countries: (
        Annotated[
            tuple[CountryCode, ...],
            Meta(
                max_length=MAX_COUNTRIES,
                description="ISO 3166-1 alpha-2 codes; none means any.",
                examples=[["MX"]],
            ),
        ]
        | UnsetType
    ) = UNSET
    currencies: (
        Annotated[
            tuple[Annotated[str, Meta(min_length=3, max_length=3)], ...],
            Meta(
                max_length=MAX_CURRENCIES,
                description="ISO 4217 codes of what merchants charge in; none means any.",
                examples=[["MXN"]],
            ),
        ]
        | UnsetType
    ) = UNSET


@dataclass(frozen=True, slots=True)
class SetCardControls(UseCase[SetCardControlsCommand, CardChange]):
    """Set what a card may be used for: its limit, and everything else that a charge is checked
    against. What is left out stays as it is; null or an empty list takes a rule away. For
    administrators.

    A limit acts on the next charge, with what its period has spent already.

    Errors, first that holds: role_not_allowed, empty_body, card_not_found, card_ambiguous,
    card_not_changeable, invalid_amount, unknown_category, invalid_currency, invalid_controls,
    conflict.
    """

    name = "card.set_controls"
    tool = "set_card_controls"
    title = "Set what a card may be used for"
    action = "card.controls_changed"
    effect = Effect.WRITE
    is_prompt = True
    roles = ADMINISTRATORS
    accepts = PEOPLE
    command = SetCardControlsCommand
    result = CardChange

    cards: Cards
    controls: Controls
    telling: Telling

    async def __call__(self, actor: Actor, command: SetCardControlsCommand) -> CardChange:
        given = structs.asdict(command)
        del given["company_id"], given["card"]
        wanted = {name: value for name, value in given.items() if value is not UNSET}
        if not wanted:
            raise Invalid("empty_body", "Request body is empty.")
        was = await self.cards.named(actor, command.card)
        require_changeable(was)
        before = await self.controls.find(actor, was)
        card = limited_as_asked(was, wanted)
        controls = structs.replace(before, **rules_as_asked(wanted, card)).checked()
        changed = changed_names(was, card) + changed_names(before, controls)
        if not changed:
            return CardChange(card=was, controls=before, changed=())
        await self.controls.save(actor, card, was, controls)
        kept = await self.cards.find(actor, card.id)
        assert kept is not None, "it was found a moment ago"
        issuer = await self.telling(actor, kept)
        return CardChange(
            card=kept,
            controls=controls,
            changed=changed,
            is_confirmed=issuer is IssuerState.CONFIRMED,
        )

    @classmethod
    def trace(cls, result: CardChange) -> Trace:
        outcome = Outcome.DONE if result.changed else Outcome.UNCHANGED
        return Trace(subject=result.card.id, outcome=outcome, details=result.facts)
