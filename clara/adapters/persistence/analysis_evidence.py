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
from clara.domain.analysis.figure import SHOWN_IDS, Evidence, RowsDigest, digest_of
from clara.domain.analysis.plan import Dimension
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.credentials.actor import Actor
from clara.domain.money import currency_code, currency_number

_BATCH = 10_000
_LONG_DAYS = 62
"""As for groups of summaries: over fewer days the index of time is the shortest."""

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


async def digest_of_rows(
    connection: Connection, actor: Actor, filter: CardTransactionFilter
) -> str:
    """The digest of every row, a batch at a time in the order of identifiers."""
    statement = _by_id(shape_of(actor, filter))
    values = values_of(actor, filter)
    digest, after = RowsDigest(), b""
    while True:
        rows = await connection.rows(statement, after=after, **values)
        digest.take(f"ctx_{row[0].hex()}" for row in rows)
        if len(rows) < _BATCH:
            return digest.hex()
        after = rows[-1][0]


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
        statement = _all(shape_of(actor, filter), by, is_long=_is_long(filter))
        rows = await connection.rows(statement, numbers=numbers, **values_of(actor, filter))
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


def _is_long(filter: CardTransactionFilter) -> bool:
    return (filter.period.last - filter.period.first).days > _LONG_DAYS


@cache
def _all(shape: Shape, by: Dimension | None, *, is_long: bool) -> Statement:
    query = _newest_first(shape, by)
    index = _leading_index(shape, by)
    if is_long and index is not None:
        query = query.with_hint(t, f"INDEXED BY ix_card_transactions_{index}", "sqlite")
    return Statement(query)


def _leading_index(shape: Shape, by: Dimension | None) -> str | None:
    """The index in which a few rows of such groups lie together. SQLite has them, and without being
    told would read everything along time; PostgreSQL has only that."""
    if by is Dimension.MERCHANT or shape.merchants:
        return "merchant"
    if by is Dimension.CARDHOLDER or shape.cardholders or shape.cardholder_ids:
        return "holder"
    return "category" if by is Dimension.CATEGORY or shape.categories else None


@cache
def _first(shape: Shape, by: Dimension | None, of_one_currency: bool) -> Statement:
    query = _newest_first(shape, by).limit(literal(SHOWN_IDS, literal_execute=True))
    if of_one_currency:
        query = query.where(t.c.currency == named("its_currency"))
    return Statement(query)


@cache
def _by_id(shape: Shape) -> Statement:
    query = (
        select(t.c.id)
        .where(*conditions(shape), *amount_conditions(shape), t.c.id > named("after"))
        .order_by(t.c.id)
        .limit(literal(_BATCH, literal_execute=True))
    )
    return Statement(query.with_hint(t, "INDEXED BY ux_card_transactions_id", "sqlite"))


def _newest_first(shape: Shape, by: Dimension | None) -> Select[Any]:
    number = _NUMBERS.get(by) if by else None
    key = literal(0, literal_execute=True) if number is None else number
    query = select(key, t.c.currency, t.c.id).where(*conditions(shape), *amount_conditions(shape))
    if number is not None:
        query = query.where(any_of(number, "numbers"))
    return query.order_by(t.c.occurred_at.desc(), t.c.id.desc())
