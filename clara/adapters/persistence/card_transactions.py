"""The `CardTransactions` port over SQL."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, LargeBinary, Select, literal, select, tuple_

from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.transaction_filter import (
    Shape,
    amount_conditions,
    conditions,
    shape_of,
    values_of,
)
from clara.adapters.persistence.transaction_lookup import id_bytes, row_of
from clara.adapters.persistence.transaction_rows import select_rows, transactions_of
from clara.adapters.persistence.transaction_totals import groups_of, totals_of
from clara.application.card_transactions.ports import CardTransactions, Exported, Found, Grouped
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.card_transactions.walk import CardTransactionWalk
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import viewpoint
from clara.domain.instant import microseconds
from clara.domain.page import MAX_LIMIT, Position

_EXPORT_BATCH = 2_000
_SIZES = (11, 51, 101, MAX_LIMIT + 1, _EXPORT_BATCH)
"""Rows a statement may be made for. PostgreSQL plans anew, at twice the cost of the page itself,
for every run of a statement whose limit it can't see."""
_FEW, _FEW_BY_AMOUNT = 5_000, 50_000
"""Rows that are sooner sorted than looked for along time: whoever sorts by amount reads them all."""
_PAST_ANY_ID = b"\xff" * 17
_PAST_ANY_VALUE = 2**62


@dataclass(frozen=True, slots=True)
class SqlCardTransactions(CardTransactions):
    session: Session

    async def page(
        self, actor: Actor, walk: CardTransactionWalk, limit: int, *, with_totals: bool
    ) -> Found:
        if not with_totals and walk.totals is not None and walk.coverage is not None:
            connection = await self.session.connection()
            rows = await page_of(connection, actor, walk, limit + 1, walk.coverage.matched)
            return Found(rows[:limit], len(rows) > limit, walk.totals, walk.coverage)
        async with self.session.snapshot() as connection:
            totals, coverage = await totals_of(connection, actor, walk.filter)
            rows = await page_of(connection, actor, walk, limit + 1, coverage.matched)
        return Found(rows[:limit], len(rows) > limit, totals, coverage)

    async def find(self, actor: Actor, transaction_id: str) -> CardTransaction | None:
        return await row_of(await self.session.connection(), actor, transaction_id)

    async def grouped(self, actor: Actor, filter: CardTransactionFilter, by: SummaryKey) -> Grouped:
        async with self.session.snapshot() as connection:
            return await groups_of(connection, actor, filter, by)

    def export(
        self, actor: Actor, filter: CardTransactionFilter
    ) -> AbstractAsyncContextManager[Exported]:
        return self._export(actor, filter)

    @asynccontextmanager
    async def _export(self, actor: Actor, filter: CardTransactionFilter) -> AsyncIterator[Exported]:
        async with self.session.reads.reading() as connection:
            try:
                await connection.begin(writing=False)
                totals, coverage = await totals_of(connection, actor, filter)
                yield Exported(
                    totals, coverage, _batches(connection, actor, filter, coverage.matched)
                )
            finally:
                await connection.rollback()


async def _batches(
    connection: Connection, actor: Actor, filter: CardTransactionFilter, matched: int
) -> AsyncIterator[tuple[CardTransaction, ...]]:
    after: Position | None = None
    while True:
        walk = CardTransactionWalk(
            viewpoint=viewpoint(actor),
            asked=b"",
            filter=filter,
            sort=Sort.NEWEST,
            after=after,
        )
        rows = await page_of(connection, actor, walk, _EXPORT_BATCH, matched)
        if rows:
            yield rows
        if len(rows) < _EXPORT_BATCH:
            return
        after = Sort.NEWEST.position(rows[-1])


async def page_of(
    connection: Connection,
    actor: Actor,
    walk: CardTransactionWalk,
    limit: int,
    matched: int | None = None,
) -> tuple[CardTransaction, ...]:
    """Up to `limit` rows, at most 2,000, from behind the last one sent. `matched` is how many there
    are in all, where that is known."""
    value, id = _place(walk)
    most = next(size for size in _SIZES if size >= limit)
    shape = shape_of(actor, walk.filter)
    few = _FEW_BY_AMOUNT if walk.sort.by_amount else _FEW
    is_few = shape.ids or (matched is not None and matched < few)
    rows = await connection.rows(
        _page_statement(shape, walk.sort, most, shape.leading_index if is_few else None),
        after_value=value,
        after_id=id,
        **values_of(actor, walk.filter),
    )
    return transactions_of(rows[:limit], actor.company.time_zone)


def _place(walk: CardTransactionWalk) -> tuple[int, bytes]:
    """The row the page comes after; before the first, one that stands in front of all others, so
    that one comparison serves as the period's end and as the cursor."""
    if walk.after is not None:
        return walk.after.value, id_bytes(walk.after.id) or b""
    period = walk.filter.period
    return {
        Sort.NEWEST: (microseconds(period.end), b""),
        Sort.OLDEST: (microseconds(period.start) - 1, _PAST_ANY_ID),
        Sort.LARGEST: (_PAST_ANY_VALUE, b""),
        Sort.SMALLEST: (-_PAST_ANY_VALUE, b""),
    }[walk.sort]


@cache
def _page_statement(shape: Shape, sort: Sort, most: int, index: str | None) -> Statement:
    """Along time, or along an `index` of SQLite in which the few rows meant lie together."""
    limit = literal(most, literal_execute=True)
    if sort.by_amount or index:
        return Statement(_sorted(shape, sort, limit, index))
    # The place is also the period's end: given both, a planner may seek by the wrong one and read
    # every row between.
    edge = t.c.occurred_at >= named("start")
    if not sort.descending:
        edge = t.c.occurred_at < named("until")
    beyond, order = _beyond(t.c.occurred_at, sort)
    query = select_rows().where(
        *conditions(shape, period=False), edge, *amount_conditions(shape), beyond
    )
    return Statement(query.order_by(*order).limit(limit))


def _sorted(shape: Shape, sort: Sort, limit: ColumnElement[int], index: str | None) -> Select[Any]:
    """The page's places are sorted out first; only its rows are read whole."""
    beyond, order = _beyond(t.c.amount_minor if sort.by_amount else t.c.occurred_at, sort)
    few = (
        select(t.c.company_number, t.c.id)
        .where(*conditions(shape), *amount_conditions(shape), beyond)
        .order_by(*order)
        .limit(limit)
    )
    if index:
        few = few.with_hint(t, f"INDEXED BY {index}", "sqlite")
    places = few.subquery("places")
    rows = select_rows().join(
        places, (places.c.company_number == t.c.company_number) & (places.c.id == t.c.id)
    )
    return rows.order_by(*order)


def _beyond(column: ColumnElement[Any], sort: Sort) -> tuple[ColumnElement[bool], list[Any]]:
    """What lies behind the last row sent, and the order it comes in."""
    here = tuple_(column, t.c.id)
    place = tuple_(named("after_value", BigInteger()), named("after_id", LargeBinary()))
    if sort.descending:
        return here < place, [column.desc(), t.c.id.desc()]
    return here > place, [column, t.c.id]
