"""The rows behind figures.

Few rows are fetched for all places of an answer at once, in one pass of the index, and digested.
Of many, only the newest are: they come soon along the index of time, just because there are many.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.transaction_filter import (
    Shape,
    amount_conditions,
    conditions,
    shape_of,
    values_of,
)
from clara.application.analysis.ports import Place
from clara.domain.analysis.figure import SHOWN_IDS, Evidence, digest_of
from clara.domain.analysis.plan import Dimension
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.credentials.actor import Actor
from clara.domain.money import currency_code, currency_number

_NUMBERS: dict[Dimension, ColumnElement[Any]] = {
    Dimension.CATEGORY: t.c.category,
    Dimension.MERCHANT: t.c.merchant_number,
    Dimension.CARDHOLDER: t.c.cardholder_number,
    Dimension.CARD: t.c.card_number,
}


async def evidence_of(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    places: Sequence[Place],
    by: Dimension | None,
    digests_up_to: int,
) -> tuple[Evidence, ...]:
    """Evidence of each place, on a connection that sees the moment its count was taken at."""
    few = [place for place in places if place.rows <= digests_up_to]
    found = await _whole(connection, actor, filter, few, by)
    for place in places:
        if place.rows > digests_up_to:
            newest = await _newest(connection, actor, filter, place, by)
            found[place] = Evidence(ids=newest, total=place.rows, sha256=None)
    return tuple(found[place] for place in places)


async def ids_of(connection: Connection, actor: Actor, filter: CardTransactionFilter) -> list[str]:
    """Every row's identifier."""
    statement = _all(shape_of(actor, filter), None)
    rows = await connection.rows(statement, **values_of(actor, filter))
    return [f"ctx_{id.hex()}" for _, _, id in rows]


async def _whole(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    places: Sequence[Place],
    by: Dimension | None,
) -> dict[Place, Evidence]:
    ids: dict[tuple[int, str | None], list[str]] = {place[:2]: [] for place in places}
    numbers = sorted({place.number for place in places if place.rows})
    if numbers:
        rows = await connection.rows(
            _all(shape_of(actor, filter), by), numbers=numbers, **values_of(actor, filter)
        )
        for number, currency, id in rows:
            for whose in ((number, currency_code(currency)), (number, None)):
                if whose in ids:
                    ids[whose].append(f"ctx_{id.hex()}")
    return {
        place: Evidence(
            ids=tuple(ids[place[:2]][:SHOWN_IDS]),
            total=len(ids[place[:2]]),
            sha256=digest_of(ids[place[:2]]),
        )
        for place in places
    }


async def _newest(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    place: Place,
    by: Dimension | None,
) -> tuple[str, ...]:
    rows = await connection.rows(
        _first(shape_of(actor, filter), by, place.currency is not None),
        numbers=[place.number],
        its_currency=currency_number(place.currency) if place.currency else None,
        **values_of(actor, filter),
    )
    return tuple(f"ctx_{id.hex()}" for _, _, id in rows)


@cache
def _all(shape: Shape, by: Dimension | None) -> Statement:
    return Statement(_newest_first(shape, by))


@cache
def _first(shape: Shape, by: Dimension | None, of_one_currency: bool) -> Statement:
    query = _newest_first(shape, by).limit(literal(SHOWN_IDS, literal_execute=True))
    if of_one_currency:
        query = query.where(t.c.currency == named("its_currency"))
    return Statement(query)


def _newest_first(shape: Shape, by: Dimension | None) -> Select[Any]:
    number = _NUMBERS.get(by) if by else None
    key = literal(0, literal_execute=True) if number is None else number
    query = select(key, t.c.currency, t.c.id).where(*conditions(shape), *amount_conditions(shape))
    if number is not None:
        query = query.where(any_of(number, "numbers"))
    return query.order_by(t.c.occurred_at.desc(), t.c.id.desc())
