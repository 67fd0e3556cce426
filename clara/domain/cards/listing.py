"""Lists of cards: what can be asked and what is counted."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.domain.cards.card import Card, CardStatus
from clara.domain.cards.controls import NO_CONTROLS, CardControls
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.credentials.visibility import viewpoint
from clara.domain.ids import InCompany
from clara.domain.instant import microseconds
from clara.domain.money import DECIMAL_SCHEMA, to_minor
from clara.domain.page import Cursor, Limit, Position, Walk, asked
from clara.domain.period import Period
from clara.domain.words import members


class CardListQuery(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions as they come from a caller; all must hold."""

    status: (
        Annotated[
            str,
            Meta(
                max_length=60,
                description="One or several with commas: PENDING, ACTIVE, LOCKED, CANCELLED, EXPIRED.",
                examples=["LOCKED"],
            ),
        ]
        | None
    ) = None
    cardholder: (
        Annotated[
            str,
            Meta(
                max_length=120, description="Words of the holder's name.", examples=["Luis Pérez"]
            ),
        ]
        | None
    ) = None
    q: (
        Annotated[
            str,
            Meta(
                max_length=120,
                description="Words of the holder's name or the alias, or the last four digits.",
                examples=["4471"],
            ),
        ]
        | None
    ) = None
    limit_over: (
        Annotated[
            Decimal,
            Meta(
                description="Only cards of the company's currency whose limit is above this.",
                examples=[50000],
                extra_json_schema=DECIMAL_SCHEMA,
            ),
        ]
        | None
    ) = None
    limit_under: (
        Annotated[
            Decimal,
            Meta(
                description="Only cards of the company's currency whose limit is below this.",
                examples=[10000],
                extra_json_schema=DECIMAL_SCHEMA,
            ),
        ]
        | None
    ) = None

    limit: Limit = 50
    cursor: Cursor | None = None

    def filter(self, seat: Seat) -> "CardFilter":
        """Raises `unknown_status`, `invalid_amount`."""

        def minor(amount: Decimal | None) -> int | None:
            return None if amount is None else to_minor(amount, seat.currency)

        over, under = minor(self.limit_over), minor(self.limit_under)
        return CardFilter(
            statuses=members(self.status, CardStatus, "status"),
            cardholder=self.cardholder,
            text=self.q,
            limit_over_minor=over,
            limit_under_minor=under,
            limit_currency=seat.currency,
        )


class CardFilter(Struct, frozen=True, kw_only=True, array_like=True):
    """Conditions, all of which a card meets. Limits are compared with cards of
    `limit_currency` only: amounts of different currencies are never compared."""

    statuses: tuple[CardStatus, ...] = ()
    cardholder: str | None = None
    text: str | None = None
    limit_over_minor: int | None = None
    limit_under_minor: int | None = None
    limit_currency: str | None = None


class CardTotals(Struct, frozen=True, kw_only=True, array_like=True):
    """Of the whole filter: how many cards, and how many in each status that occurs."""

    count: int
    by_status: dict[CardStatus, int]


class CardList(Struct, frozen=True, kw_only=True):
    """One page of cards; `totals` come with the first page and where asked for."""

    items: tuple[Card, ...]
    next_cursor: str | None
    totals: CardTotals
    as_of: datetime


class CardDetail(Struct, frozen=True, kw_only=True):
    """A card, how much of its limit the current period has used, and what else restricts it."""

    card: Card
    period: Period
    spent_minor: int
    controls: CardControls = NO_CONTROLS

    @property
    def left_minor(self) -> int | None:
        """None where there is no limit; below zero where it was passed."""
        if self.card.limit_minor is None:
            return None
        return self.card.limit_minor - self.spent_minor


class CardWalk(Walk, frozen=True, kw_only=True, array_like=True):
    """A walk through cards, newest first; `totals` is None before the first page."""

    filter: CardFilter
    totals: CardTotals | None = None

    @classmethod
    def begin(cls, query: CardListQuery, actor: Actor) -> "CardWalk":
        """Raises what `CardListQuery.filter` raises."""
        return cls(
            viewpoint=viewpoint(actor), asked=asked(query), filter=query.filter(actor.company)
        )

    def onward(self, last: Card, totals: CardTotals) -> "CardWalk":
        """The walk after `last` was sent."""
        after = Position(value=microseconds(last.created_at), id=last.id)
        return structs.replace(self, after=after, totals=totals)
