"""A filter of card transactions as SQL: one statement per shape, values given when it runs."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, literal, or_, select

from clara.adapters.persistence.statement import any_of, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cardholders, cards, merchants
from clara.adapters.persistence.transaction_names import (
    NAMED,
    is_named_row,
    named_condition,
    named_rows,
)
from clara.adapters.persistence.visibility import (
    VISIBLE_IMPORT,
    Reach,
    visibility_values,
    visible_rows,
    words_pattern,
)
from clara.domain.card_transactions.card_transaction import STATUS_NUMBERS, TYPE_NUMBERS
from clara.domain.card_transactions.category import CATEGORY_NUMBERS
from clara.domain.card_transactions.filter import NOBODY, CardTransactionFilter
from clara.domain.cards.reference import ReferenceKind
from clara.domain.credentials.actor import Actor
from clara.domain.instant import microseconds
from clara.domain.money import currency_number


class Shape(NamedTuple):
    """Which conditions a filter has, without their values."""

    reach: Reach
    card: ReferenceKind | None
    merchant: bool
    text: bool
    above: bool
    below: bool
    minimum: bool
    maximum: bool
    currency: bool
    categories: bool
    mcc: bool
    statuses: bool
    types: bool
    merchants: bool
    cardholders: bool
    cardholder_ids: bool
    card_ids: bool
    ids: bool

    @property
    def has_amount(self) -> bool:
        return self.above or self.below or self.minimum or self.maximum

    @property
    def leading_index(self) -> str | None:
        """The index of SQLite in which rows that are named lie together; PostgreSQL chooses itself."""
        if self.ids:
            return "ux_card_transactions_id"
        if self.merchants:
            return "ix_card_transactions_merchant"
        if self.cardholders or self.cardholder_ids:
            return "ix_card_transactions_holder"
        return None


def shape_of(actor: Actor, filter: CardTransactionFilter) -> Shape:
    return Shape(
        reach=Reach.of(actor),
        card=None if filter.card is None else ReferenceKind.of(filter.card),
        merchant=filter.merchant is not None,
        text=filter.text is not None,
        above=filter.above_minor is not None,
        below=filter.below_minor is not None,
        minimum=filter.minimum_minor is not None,
        maximum=filter.maximum_minor is not None,
        currency=filter.currency is not None,
        categories=bool(filter.categories),
        mcc=filter.mcc is not None,
        statuses=bool(filter.statuses),
        types=bool(filter.types),
        merchants=bool(filter.merchants),
        cardholders=bool(filter.cardholders),
        cardholder_ids=bool(filter.cardholder_ids),
        card_ids=bool(filter.card_ids),
        ids=bool(filter.ids),
    )


def values_of(actor: Actor, filter: CardTransactionFilter) -> dict[str, Any]:
    """Every value a statement of this filter's shape may take."""
    card = (filter.card or "").strip()
    return {
        "company": actor.company.company_number,
        "start": microseconds(filter.period.start),
        "until": microseconds(filter.period.end),
        "card": words_pattern(card) if ReferenceKind.of(card) is ReferenceKind.NAME else card,
        "merchant": words_pattern(filter.merchant or ""),
        "text": words_pattern(filter.text or ""),
        "above": filter.above_minor,
        "below": filter.below_minor,
        "minimum": filter.minimum_minor,
        "maximum": filter.maximum_minor,
        "unit": currency_number(filter.amount_currency),
        "currency": currency_number(filter.currency) if filter.currency else None,
        "categories": [CATEGORY_NUMBERS[category] for category in filter.categories],
        "mcc": filter.mcc,
        "statuses": [STATUS_NUMBERS[status] for status in filter.statuses],
        "types": [TYPE_NUMBERS[kind] for kind in filter.types],
        "merchants": list(filter.merchants),
        "cardholders": list(filter.cardholders),
        "cardholder_ids": list(filter.cardholder_ids),
        "card_ids": list(filter.card_ids),
        "nobody": NOBODY,
        **named_rows(filter.ids),
        **visibility_values(actor),
    }


def conditions(shape: Shape, *, period: bool = True) -> list[ColumnElement[bool]]:
    """All conditions but those on the amount, which `amount_conditions` gives."""
    found = [t.c.company_number == named("company"), VISIBLE_IMPORT]
    if period:
        found += [t.c.occurred_at >= named("start"), t.c.occurred_at < named("until")]
    found += visible_rows(shape.reach, holder=t.c.cardholder_number, card=t.c.card_number)
    if shape.card:
        found.append(_card_condition(shape.card))
    if shape.merchant:
        found.append(_merchant_like("merchant"))
    if shape.text:
        found.append(or_(_merchant_like("text"), _holder_like("text"), _alias_like("text")))
    if shape.currency:
        found.append(t.c.currency == named("currency"))
    if shape.ids:
        found.append(is_named_row())
    if shape.mcc:
        found.append(t.c.mcc == named("mcc"))
    lists = {"categories": t.c.category, "statuses": t.c.status, "types": t.c.type}
    found += [any_of(column, name) for name, column in lists.items() if getattr(shape, name)]
    return found + [named_condition(name) for name in NAMED if getattr(shape, name)]


def amount_conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """Conditions on the amount hold for one currency only."""
    return [t.c.currency == named("unit"), *_bounds(shape)] if shape.has_amount else []


def amount_or_other_currency(shape: Shape) -> list[ColumnElement[bool]]:
    """As `amount_conditions`, but rows of other currencies come along, to be counted."""
    if not shape.has_amount:
        return []
    return [or_(t.c.currency != named("unit"), and_(*_bounds(shape)))]


def _bounds(shape: Shape) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if shape.above:
        found.append(t.c.amount_minor > named("above"))
    if shape.below:
        found.append(t.c.amount_minor < named("below"))
    if shape.minimum:
        found.append(t.c.amount_minor >= named("minimum"))
    if shape.maximum:
        found.append(t.c.amount_minor <= named("maximum"))
    return found


def _card_condition(kind: ReferenceKind) -> ColumnElement[bool]:
    if kind is ReferenceKind.NOTHING:
        return false()
    if kind is ReferenceKind.NAME:
        return or_(_holder_like("card"), _alias_like("card"))
    column = cards.c.id if kind is ReferenceKind.ID else cards.c.last_four
    return t.c.card_number.in_(
        select(cards.c.number).where(
            cards.c.company_number == named("company"), column == named("card")
        )
    )


def _merchant_like(value: str) -> ColumnElement[bool]:
    """Text is matched against the merchants, of which there are thousands, not against the card
    transactions, of which there are millions."""
    return t.c.merchant_number.in_(
        select(merchants.c.number).where(
            merchants.c.company_number == named("company"),
            (literal(" ") + merchants.c.search_name).like(named(value)),
        )
    )


def _holder_like(value: str) -> ColumnElement[bool]:
    return t.c.cardholder_number.in_(
        select(cardholders.c.number).where(
            cardholders.c.company_number == named("company"),
            (literal(" ") + cardholders.c.search_name).like(named(value)),
        )
    )


def _alias_like(value: str) -> ColumnElement[bool]:
    return t.c.card_number.in_(
        select(cards.c.number).where(
            cards.c.company_number == named("company"),
            (literal(" ") + cards.c.search_alias).like(named(value)),
        )
    )
