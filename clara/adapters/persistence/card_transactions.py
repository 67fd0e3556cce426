"""The `CardTransactions` port over SQL."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BigInteger, LargeBinary, select, tuple_

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
from clara.adapters.persistence.transaction_rows import select_rows, transactions_of
from clara.adapters.persistence.transaction_totals import groups_of, totals_of
from clara.adapters.persistence.visibility import (
    VISIBLE_IMPORT,
    visibility_values,
    visible_holders,
)
from clara.application.card_transactions.ports import CardTransactions, Exported, Found, Grouped
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.card_transactions.walk import CardTransactionWalk
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import Visible, visible_to
from clara.domain.instant import microseconds
from clara.domain.page import Position

_EXPORT_BATCH = 2_000
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
            rows = await _page(connection, actor, walk, limit + 1)
            return Found(rows[:limit], len(rows) > limit, walk.totals, walk.coverage)
        async with self.session.snapshot() as connection:
            rows = await _page(connection, actor, walk, limit + 1)
            totals, coverage = await totals_of(connection, actor, walk.filter)
        return Found(rows[:limit], len(rows) > limit, totals, coverage)

    async def find(self, actor: Actor, transaction_id: str) -> CardTransaction | None:
        id = _id_bytes(transaction_id)
        if id is None:
            return None
        visible = visible_to(actor)
        connection = await self.session.connection()
        rows = await connection.rows(
            _one(visible),
            company=actor.company.company_number,
            id=id,
            **visibility_values(visible),
        )
        found = transactions_of(rows, actor.company.time_zone)
        return found[0] if found else None

    async def grouped(self, actor: Actor, filter: CardTransactionFilter, by: SummaryKey) -> Grouped:
        async with self.session.snapshot() as connection:
            return await groups_of(connection, actor, filter, by)

    def export(
        self, actor: Actor, filter: CardTransactionFilter
    ) -> AbstractAsyncContextManager[Exported]:
        return self._export(actor, filter)

    @asynccontextmanager
    async def _export(self, actor: Actor, filter: CardTransactionFilter) -> AsyncIterator[Exported]:
        async with self.session.database.reading() as connection:
            try:
                await connection.begin(writing=False)
                totals, coverage = await totals_of(connection, actor, filter)
                yield Exported(totals, coverage, _batches(connection, actor, filter))
            finally:
                await connection.rollback()


async def _batches(
    connection: Connection, actor: Actor, filter: CardTransactionFilter
) -> AsyncIterator[tuple[CardTransaction, ...]]:
    after: Position | None = None
    while True:
        walk = CardTransactionWalk(
            company_id=actor.company.company_id,
            asked=b"",
            filter=filter,
            sort=Sort.NEWEST,
            after=after,
        )
        rows = await _page(connection, actor, walk, _EXPORT_BATCH)
        if rows:
            yield rows
        if len(rows) < _EXPORT_BATCH:
            return
        after = Sort.NEWEST.position(rows[-1])


async def _page(
    connection: Connection, actor: Actor, walk: CardTransactionWalk, limit: int
) -> tuple[CardTransaction, ...]:
    value, id = _place(walk)
    rows = await connection.rows(
        _page_statement(shape_of(actor, walk.filter), walk.sort),
        after_value=value,
        after_id=id,
        limit=limit,
        **values_of(actor, walk.filter),
    )
    return transactions_of(rows, actor.company.time_zone)


def _place(walk: CardTransactionWalk) -> tuple[int, bytes]:
    """The row the page comes after; before the first, one that stands in front of all others, so
    that one comparison serves as the period's end and as the cursor."""
    if walk.after is not None:
        return walk.after.value, _id_bytes(walk.after.id) or b""
    period = walk.filter.period
    return {
        Sort.NEWEST: (microseconds(period.end), b""),
        Sort.OLDEST: (microseconds(period.start) - 1, _PAST_ANY_ID),
        Sort.LARGEST: (_PAST_ANY_VALUE, b""),
        Sort.SMALLEST: (-_PAST_ANY_VALUE, b""),
    }[walk.sort]


def _id_bytes(transaction_id: str) -> bytes | None:
    prefix, _, digits = transaction_id.partition("_")
    if prefix != "ctx" or len(digits) != 32:
        return None
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return None


@cache
def _page_statement(shape: Shape, sort: Sort) -> Statement:
    """The page's places are found first, within the index alone; only its rows are read whole."""
    column = t.c.amount_minor if sort.by_amount else t.c.occurred_at
    place = tuple_(named("after_value", BigInteger()), named("after_id", LargeBinary()))
    here = tuple_(column, t.c.id)
    beyond = here < place if sort.descending else here > place
    # Along time, the place is also the period's end: given both, a planner may seek by the wrong
    # one and read every row between.
    edge = [t.c.occurred_at >= named("start"), t.c.occurred_at < named("until")]
    period = {Sort.NEWEST: edge[:1], Sort.OLDEST: edge[1:]}.get(sort, edge)
    order = (column.desc(), t.c.id.desc()) if sort.descending else (column, t.c.id)
    places = (
        select(t.c.company_number, t.c.id)
        .where(*conditions(shape, period=False), *period, *amount_conditions(shape), beyond)
        .order_by(*order)
        .limit(named("limit"))
        .subquery("places")
    )
    rows = select_rows().join(
        places, (places.c.company_number == t.c.company_number) & (places.c.id == t.c.id)
    )
    return Statement(rows.order_by(*order))


@cache
def _one(visible: Visible) -> Statement:
    return Statement(
        select_rows().where(
            t.c.company_number == named("company"),
            t.c.id == named("id"),
            VISIBLE_IMPORT,
            *visible_holders(visible, t.c.cardholder_number),
        )
    )
