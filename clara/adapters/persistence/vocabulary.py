"""The `Vocabulary` port over SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cardholders, cards, company_currencies, merchants
from clara.adapters.persistence.visibility import (
    VISIBLE_IMPORT,
    People,
    Reach,
    visibility_values,
    visible_rows,
)
from clara.application.analysis.ports import Names, Vocabulary
from clara.domain.credentials.actor import Actor
from clara.domain.money import currency_code

MOST_MERCHANTS = 20_000


@dataclass(frozen=True, slots=True)
class SqlVocabulary(Vocabulary):
    session: Session

    async def names(self, actor: Actor) -> Names:
        reach = Reach.of(actor)
        values = {"company": actor.company.company_number, **visibility_values(actor)}
        async with self.session.snapshot() as connection:
            merchants = await _merchant_names(connection, reach, values)
            holders = await connection.rows(_holders(reach), **values)
            found = await connection.rows(_cards(reach), **values)
            currencies = await connection.rows(_CURRENCIES, **values)
        return Names(
            merchants=merchants,
            cardholders=tuple(row[0] for row in holders),
            cards=tuple((row[0], row[1], row[2]) for row in found),
            currencies=tuple(currency_code(row[0]) for row in currencies),
        )


async def _merchant_names(
    connection: Connection, reach: Reach, values: dict[str, Any]
) -> tuple[str, ...]:
    """Who sees everybody's rows sees every merchant: they are counted only where there are more
    than can be taken."""
    if reach == Reach(People.COMPANY, only_some_cards=False):
        rows = await connection.rows(_ALL_MERCHANTS, **values)
        if len(rows) <= MOST_MERCHANTS:
            return tuple(row[0] for row in rows)
    rows = await connection.rows(_merchants_by_use(reach), **values)
    return tuple(row[0] for row in rows)


_ALL_MERCHANTS = Statement(
    select(merchants.c.name)
    .where(merchants.c.company_number == named("company"))
    .order_by(merchants.c.number)
    .limit(literal(MOST_MERCHANTS + 1, literal_execute=True))
)
_CURRENCIES = Statement(
    select(company_currencies.c.currency)
    .where(company_currencies.c.company_number == named("company"))
    .order_by(company_currencies.c.currency)
)


@cache
def _merchants_by_use(reach: Reach) -> Statement:
    used = (
        select(t.c.merchant_number, func.count().label("uses"))
        .where(
            t.c.company_number == named("company"),
            VISIBLE_IMPORT,
            *visible_rows(reach, holder=t.c.cardholder_number, card=t.c.card_number),
        )
        .group_by(t.c.merchant_number)
        .order_by(func.count().desc(), t.c.merchant_number)
        .limit(literal(MOST_MERCHANTS, literal_execute=True))
        .subquery("used")
    )
    return Statement(
        select(merchants.c.name)
        .join(used, used.c.merchant_number == merchants.c.number)
        .where(merchants.c.company_number == named("company"))
        .order_by(used.c.uses.desc(), merchants.c.number)
    )


@cache
def _holders(reach: Reach) -> Statement:
    """Those whose rows the caller sees; through a token for some cards, the holders of these."""
    people = Reach(reach.people, only_some_cards=False)
    query = select(cardholders.c.name).where(
        cardholders.c.company_number == named("company"),
        *visible_rows(people, holder=cardholders.c.number, card=cardholders.c.number),
    )
    if reach.only_some_cards:
        query = query.where(
            cardholders.c.number.in_(
                select(cards.c.cardholder_number).where(
                    cards.c.company_number == named("company"), *_visible_cards(reach)
                )
            )
        )
    return Statement(query.order_by(cardholders.c.number))


@cache
def _cards(reach: Reach) -> Statement:
    return Statement(
        select(cards.c.id, cards.c.last_four, cards.c.alias)
        .where(cards.c.company_number == named("company"), *_visible_cards(reach))
        .order_by(cards.c.number)
    )


def _visible_cards(reach: Reach) -> Sequence[ColumnElement[bool]]:
    return visible_rows(reach, holder=cards.c.cardholder_number, card=cards.c.number)
