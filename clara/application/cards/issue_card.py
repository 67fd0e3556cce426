from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from clara.application.cards.ports import Cards
from clara.application.companies.authority import ADMINISTRATORS
from clara.application.issuing.books import IssuerBooks
from clara.application.issuing.ports import CardIssuers, IssuedCards
from clara.application.issuing.telling import Telling
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.cards.card import Card, CardType, Issuer, Periodicity
from clara.domain.cards.change import CardChange, limited
from clara.domain.cards.controls import NO_CONTROLS
from clara.domain.cards.issuer_state import IssuerState
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Conflict, Invalid, NotFound
from clara.domain.ids import InCompany
from clara.domain.money import POSITIVE_SCHEMA, positive_minor
from clara.domain.names import checked_name

_MAX_NAME = 120
_MAX_ALIAS = 80


class IssueCardCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    cardholder_id: (
        Annotated[
            str,
            Meta(
                max_length=64,
                description="Who holds it, when they hold cards already.",
                examples=["cardholder_0123456789abcdef0123456789abcdef"],
            ),
        ]
        | None
    ) = None
    cardholder_name: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=_MAX_NAME,
                description="Name of somebody who holds no card yet.",
                examples=["Luis Pérez"],
            ),
        ]
        | None
    ) = None
    alias: (
        Annotated[
            str,
            Meta(min_length=1, max_length=_MAX_ALIAS, description="What to call it.",
                 examples=["Software"]),
        ]
        | None
    ) = None  # fmt: skip
    limit: (
        Annotated[
            Decimal,
            Meta(
                description="What it may spend, in the company's currency.",
                examples=[20000],
                extra_json_schema=POSITIVE_SCHEMA,
            ),
        ]
        | None
    ) = None
    periodicity: Annotated[
        Periodicity,
        Meta(description="How often the limit begins anew.", examples=["MONTHLY"]),
    ] = Periodicity.MONTHLY
    issuer: Annotated[
        Issuer,
        Meta(
            description="Who issues it: built_in, or stripe where that is set up.",
            examples=["built_in"],
        ),
    ] = Issuer.BUILT_IN


@dataclass(frozen=True, slots=True)
class IssueCard(UseCase[IssueCardCommand, CardChange]):
    """Issue a virtual card in the company's currency, for a cardholder or for somebody new. For
    administrators.

    Errors, first that holds: role_not_allowed, invalid_parameters (one of cardholder_id and
    cardholder_name is needed), invalid_name, invalid_amount, cardholder_not_found,
    issuer_not_configured, issuer_refused, issuer_unavailable.
    """

    name = "card.issue"
    tool = "issue_card"
    title = "Issue a card"
    action = "card.issued"
    effect = Effect.WRITE
    is_prompt = True
    roles = ADMINISTRATORS
    accepts = PEOPLE
    creates = True
    command = IssueCardCommand
    result = CardChange

    issuers: CardIssuers
    issued: IssuedCards
    books: IssuerBooks
    cards: Cards
    telling: Telling
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: IssueCardCommand) -> CardChange:
        currency = actor.company.currency
        alias = _name(command.alias, _MAX_ALIAS) if command.alias else None
        limit = positive_minor(command.limit, currency) if command.limit is not None else None
        holder, is_new = await self._holder(actor, command)
        issuer = self.issuers.of(command.issuer)
        if issuer is None:
            raise Conflict("issuer_not_configured", "This installation issues no such cards.")
        card_id = self.ids.new("card")
        known = await self.books.holder(actor, holder, issuer.issuer)
        named = known or (await issuer.create_cardholder(actor, holder, holder.id)).reference
        made = await issuer.create_card(actor, card_id, named, currency, card_id)
        card = Card(
            id=card_id,
            number=0,
            company_id=actor.company.company_id,
            cardholder=holder,
            alias=alias,
            last_four=made.last_four,
            type=CardType.VIRTUAL,
            unlocked_status=made.status,
            currency=currency,
            limit_minor=None,
            periodicity=None,
            issuer=issuer.issuer,
            created_at=self.clock.now(),
        )
        card = limited(card, limit, command.periodicity)
        if is_new:
            await self.issued.add_cardholder(actor, holder)
        await self.issued.add(actor, card)
        if known is None and named is not None:
            await self.books.link_holder(actor, holder, issuer.issuer, named)
        is_confirmed = made.is_confirmed
        if made.reference is not None:
            await self.books.link_card(actor, card, made.reference)
            is_confirmed &= await self._is_known(actor, card)
        return CardChange(
            card=card, controls=NO_CONTROLS, changed=("card",), is_confirmed=is_confirmed
        )

    async def _is_known(self, actor: Actor, card: Card) -> bool:
        """What the issuer was told is a card without a limit."""
        if card.limit_minor is None:
            return True
        kept = await self.cards.find(actor, card.id)
        assert kept is not None, "it was added a moment ago"
        return await self.telling(actor, kept) is IssuerState.CONFIRMED

    async def _holder(self, actor: Actor, command: IssueCardCommand) -> tuple[Cardholder, bool]:
        if (command.cardholder_id is None) == (command.cardholder_name is None):
            raise _one_of_two()
        if command.cardholder_id is not None:
            found = await self.issued.cardholder(actor, command.cardholder_id.replace("\0", ""))
            if found is None:
                raise NotFound.of("cardholder")
            return found, False
        name = _name(command.cardholder_name or "", _MAX_NAME)
        return Cardholder(id=self.ids.new("cardholder"), name=name), True

    @classmethod
    def trace(cls, result: CardChange) -> Trace:
        return Trace(subject=result.card.id, details=result.facts)


def _name(text: str, limit: int) -> str:
    return checked_name(mask_card_numbers(text), limit)


def _one_of_two() -> Invalid:
    error = {"field": "cardholder_id", "reason": "Expected it, or cardholder_name, and not both"}
    return Invalid("invalid_parameters", details={"errors": [error]})
