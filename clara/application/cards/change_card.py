from dataclasses import dataclass
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, structs

from clara.application.cards.controls_port import Controls
from clara.application.cards.ports import Cards
from clara.application.companies.authority import ADMINISTRATORS
from clara.application.issuing.ports import IssuedCards
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.cards.asked_controls import changed_names
from clara.domain.cards.card import Card
from clara.domain.cards.change import CardChange, handed_over, require_changeable
from clara.domain.cards.reference import CardReference
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Invalid, NotFound
from clara.domain.ids import InCompany
from clara.domain.names import checked_name

_MAX_ALIAS = 80


class ChangeCardCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardReference
    alias: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=_MAX_ALIAS,
                description="What to call it; null for nothing.",
                examples=["Software"],
            ),
        ]
        | UnsetType
        | None
    ) = UNSET
    cardholder_id: (
        Annotated[
            str,
            Meta(
                max_length=64,
                description="Who holds it from now on.",
                examples=["cardholder_0123456789abcdef0123456789abcdef"],
            ),
        ]
        | UnsetType
    ) = UNSET


@dataclass(frozen=True, slots=True)
class ChangeCard(UseCase[ChangeCardCommand, CardChange]):
    """Change what a card is called and who holds it. What is left out stays as it is. What it has
    paid for stays with whoever held it then. For administrators; limits are controls.

    Errors, first that holds: role_not_allowed, empty_body, invalid_name, cardholder_not_found,
    card_not_found, card_ambiguous, card_not_changeable, holder_fixed_by_issuer, conflict.
    """

    name = "card.change"
    tool = "change_card"
    title = "Change a card's name or holder"
    action = "card.changed"
    effect = Effect.WRITE
    roles = ADMINISTRATORS
    accepts = PEOPLE
    command = ChangeCardCommand
    result = CardChange

    cards: Cards
    controls: Controls
    issued: IssuedCards

    async def __call__(self, actor: Actor, command: ChangeCardCommand) -> CardChange:
        alias, holder_id = command.alias, command.cardholder_id
        if alias is UNSET and holder_id is UNSET:
            raise Invalid("empty_body", "Request body is empty.")
        if isinstance(alias, str):
            alias = checked_name(mask_card_numbers(alias), _MAX_ALIAS)
        holder = None
        if isinstance(holder_id, str):
            holder = await self.issued.cardholder(actor, holder_id.replace("\0", ""))
            if holder is None:
                raise NotFound.of("cardholder")
        was = await self.cards.named(actor, command.card)
        require_changeable(was)
        card = was if alias is UNSET else structs.replace(was, alias=alias)
        card = card if holder is None else handed_over(card, holder)
        changed = changed_names(was, card)
        if changed:
            await self.issued.change(actor, card, was)
            card = await self._kept(actor, card)
        controls = await self.controls.find(actor, card)
        return CardChange(card=card, controls=controls, changed=changed)

    async def _kept(self, actor: Actor, card: Card) -> Card:
        kept = await self.cards.find(actor, card.id)
        assert kept is not None, "it was found a moment ago"
        return kept

    @classmethod
    def trace(cls, result: CardChange) -> Trace:
        outcome = Outcome.DONE if result.changed else Outcome.UNCHANGED
        return Trace(subject=result.card.id, outcome=outcome, details=result.facts)
