"""The rows behind figures.

Few rows are fetched for all places of an answer at once, in one pass of the index, and digested.
Of many, only the newest are: they come soon along the index of time, just because there are many.
"""

import asyncio
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, literal, select, union_all

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cardholders
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
from clara.domain.card_transactions.category import CATEGORY_NUMBERS
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.credentials.actor import Actor
from clara.domain.money import currency_code, currency_number

_EVERY_CATEGORY = sorted(CATEGORY_NUMBERS.values())
_AT_A_TIME = 1_000
"""Rows after which requests have a turn."""
_LONG_DAYS = 62
"""As for groups of summaries: over fewer days the index of time is the shortest."""

_NUMBERS: dict[Dimension | None, tuple[ColumnElement[Any], str]] = {
    Dimension.CATEGORY: (t.c.category, "categories"),
    Dimension.MERCHANT: (t.c.merchant_number, "merchants"),
    Dimension.CARDHOLDER: (t.c.cardholder_number, "cardholder_ids"),
    Dimension.CARD: (t.c.card_number, "card_ids"),
}
"""Numbers of groups, and the condition that names the same groups."""


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


async def _whole(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    places: Sequence[Place],
    by: Dimension | None,
) -> dict[Place, Evidence]:
    ids: dict[tuple[int, str | None], list[str]] = {place[:2]: [] for place in places}
    some = [place for place in places if place.rows]
    if some:
        codes = {place.currency for place in some}
        of_some = None not in codes
        leads = connection.dialect == "sqlite" and _is_long(filter)
        statement = _all(_shape(actor, filter, by), by, of_some, leads=leads)
        rows = await connection.rows(
            statement,
            numbers=sorted({place.number for place in some}),
            its_currencies=sorted(currency_number(code) for code in codes if code),
            every_category=_EVERY_CATEGORY,
            **values_of(actor, filter),
        )
        for first in range(0, len(rows), _AT_A_TIME):
            for number, currency, id in rows[first : first + _AT_A_TIME]:
                for whose in ((number, currency_code(currency)), (number, None)):
                    if whose in ids:
                        ids[whose].append(f"ctx_{id.hex()}")
            await asyncio.sleep(0)
    return {place: await _evidence(ids[place[:2]]) for place in places}


async def _evidence(ids: Sequence[str]) -> Evidence:
    await asyncio.sleep(0)
    return Evidence(ids=tuple(ids[:SHOWN_IDS]), total=len(ids), sha256=digest_of(ids))


async def _newest(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    place: Place,
    by: Dimension | None,
) -> tuple[str, ...]:
    rows = await connection.rows(
        _first(_shape(actor, filter, by), by, place.currency is not None),
        numbers=[place.number],
        its_currency=currency_number(place.currency) if place.currency else None,
        **values_of(actor, filter),
    )
    return tuple(f"ctx_{id.hex()}" for _, _, id in rows)


def _shape(actor: Actor, filter: CardTransactionFilter, by: Dimension | None) -> Shape:
    """Without the names of groups: their numbers say the same, and planners know them."""
    shape = shape_of(actor, filter)
    named_anyway: dict[str, Any] = {_NUMBERS[by][1]: False} if by in _NUMBERS else {}
    return shape._replace(**named_anyway)


def _is_long(filter: CardTransactionFilter) -> bool:
    return (filter.period.last - filter.period.first).days > _LONG_DAYS


@cache
def _all(shape: Shape, by: Dimension | None, of_currencies: bool, *, leads: bool) -> Statement:
    """With `of_currencies` those of some only: beside them there may be a million of others."""
    query = _newest_first(shape, by)
    if of_currencies:
        query = query.where(any_of(t.c.currency, "its_currencies"))
    lead = _leading_index(shape, by, of_currencies) if leads else None
    if lead is not None:
        query = query.with_hint(t, f"INDEXED BY ix_card_transactions_{lead.name}", "sqlite")
    if lead is not None and lead.all_of_it is not None:
        # True of every row, and only said so that the index can be entered behind its first column.
        query = query.where(lead.all_of_it)
    return Statement(query)


class _Lead(NamedTuple):
    name: str
    all_of_it: ColumnElement[bool] | None = None


def _leading_index(shape: Shape, by: Dimension | None, of_currencies: bool) -> _Lead | None:
    """The index in which a few rows of such groups lie together. SQLite has them, and without being
    told would read everything along time; PostgreSQL has only that."""
    if by is Dimension.MERCHANT or shape.merchants:
        return _Lead("merchant")
    if by is Dimension.CARDHOLDER or shape.cardholders or shape.cardholder_ids:
        return _Lead("holder")
    if by is Dimension.CARD or shape.card_ids:
        return _Lead("holder", _anybody())
    if by is Dimension.CATEGORY or shape.categories:
        return _Lead("category")
    return _Lead("category", any_of(t.c.category, "every_category")) if of_currencies else None


def _anybody() -> ColumnElement[bool]:
    known = select(cardholders.c.number).where(cardholders.c.company_number == named("company"))
    return t.c.cardholder_number.in_(union_all(known, select(literal(0, literal_execute=True))))


@cache
def _first(shape: Shape, by: Dimension | None, of_one_currency: bool) -> Statement:
    query = _newest_first(shape, by).limit(literal(SHOWN_IDS, literal_execute=True))
    if of_one_currency:
        query = query.where(t.c.currency == named("its_currency"))
    return Statement(query)


def _newest_first(shape: Shape, by: Dimension | None) -> Select[Any]:
    number, _ = _NUMBERS.get(by, (None, ""))
    key = literal(0, literal_execute=True) if number is None else number
    query = select(key, t.c.currency, t.c.id).where(*conditions(shape), *amount_conditions(shape))
    if number is not None:
        query = query.where(any_of(number, "numbers"))
    return query.order_by(t.c.occurred_at.desc(), t.c.id.desc())
