"""The `Books` port over SQL."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, and_, func, literal, or_, select, true, tuple_

from clara.adapters.persistence.analysis_digest import digest_of_rows
from clara.adapters.persistence.analysis_evidence import evidence_of
from clara.adapters.persistence.analysis_leaders import distinct_of, leaders_of
from clara.adapters.persistence.analysis_sums import sheet_of
from clara.adapters.persistence.card_rows import CARD_COLUMNS, cards_of
from clara.adapters.persistence.card_transactions import page_of
from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import card_locks, cardholders, cards
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.transaction_filter import (
    Shape,
    amount_conditions,
    conditions,
    shape_of,
    values_of,
)
from clara.adapters.persistence.transaction_lookup import rows_of
from clara.adapters.persistence.transaction_rows import select_rows, transactions_of
from clara.adapters.persistence.visibility import Reach, visibility_values, visible_rows
from clara.application.analysis.ports import BATCH, Books, First, OpenBooks, Place
from clara.application.tasks.promptness import IS_WAITED_FOR
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.figure import Evidence
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.sheet import Sheet
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.counting import Counting
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.card_transactions.walk import CardTransactionWalk
from clara.domain.cards.card import Card
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import viewpoint
from clara.domain.instant import microseconds

_LONG_DAYS = 62
"""As for evidence: over fewer days the index of time is the shortest."""

# Nobody waits for what workers do, and a crowd's scans on every core would make all others wait.
_ON_ONE_CORE = Statement(select(func.set_config("max_parallel_workers_per_gather", "0", true())))


@dataclass(frozen=True, slots=True)
class SqlBooks(Books):
    session: Session

    def opened(self, actor: Actor) -> AbstractAsyncContextManager[OpenBooks]:
        return self._opened(actor)

    @asynccontextmanager
    async def _opened(self, actor: Actor) -> AsyncIterator[OpenBooks]:
        async with self.session.snapshot() as connection:
            if connection.dialect == "postgresql" and not IS_WAITED_FOR.get():
                await connection.rows(_ON_ONE_CORE)
            yield SqlOpenBooks(connection, actor)


@dataclass(frozen=True, slots=True)
class SqlOpenBooks(OpenBooks):
    """On a connection that sees one moment."""

    connection: Connection
    actor: Actor

    async def sums(self, filter: CardTransactionFilter, by: Dimension | None = None) -> Sheet:
        return await sheet_of(self.connection, self.actor, filter, by)

    async def leaders(self, filter: CardTransactionFilter, by: Dimension, first: First) -> Sheet:
        return await leaders_of(self.connection, self.actor, filter, by, first)

    async def distinct(
        self, filter: CardTransactionFilter, by: Dimension, countings: frozenset[Counting]
    ) -> tuple[int, Sheet]:
        return await distinct_of(self.connection, self.actor, filter, by, countings)

    async def evidence(
        self,
        filter: CardTransactionFilter,
        places: Sequence[Place],
        by: Dimension | None = None,
        *,
        digests_up_to: int,
    ) -> tuple[Evidence, ...]:
        return await evidence_of(self.connection, self.actor, filter, places, by, digests_up_to)

    async def digest(self, filter: CardTransactionFilter) -> str:
        return await digest_of_rows(self.connection, self.actor, filter)

    async def rows(
        self, filter: CardTransactionFilter, sort: Sort, limit: int
    ) -> tuple[CardTransaction, ...]:
        walk = CardTransactionWalk(
            viewpoint=viewpoint(self.actor), asked=b"", filter=filter, sort=sort
        )
        return await page_of(self.connection, self.actor, walk, limit)

    async def whole(
        self, filter: CardTransactionFilter, limit: int, amounts: Collection[int] | None = None
    ) -> tuple[CardTransaction, ...]:
        rows = await self.connection.rows(
            _whole(shape_of(self.actor, filter), limit, amounts is not None),
            amounts=sorted(amounts or ()),
            **values_of(self.actor, filter),
        )
        return transactions_of(rows, self.actor.company.time_zone)

    async def charges(
        self, filter: CardTransactionFilter, batch: int = BATCH
    ) -> AsyncIterator[Sequence[Charge]]:
        index = _narrow_index(filter)
        statement = _charges(shape_of(self.actor, filter), batch, index)
        values = values_of(self.actor, filter)
        after: tuple[int, bytes] = (microseconds(filter.period.start) - 1, b"\xff" * 17)
        while True:
            rows = await self.connection.rows(
                statement, after_value=after[0], after_id=after[1], **values
            )
            yield [Charge(f"ctx_{row[0].hex()}", *row[1:]) for row in rows]
            if len(rows) < batch:
                return
            after = rows[-1][1], rows[-1][0]

    async def named(self, charges: Sequence[Charge]) -> tuple[CardTransaction, ...]:
        return await rows_of(self.connection, self.actor, [charge.id for charge in charges])

    async def cards(self) -> tuple[Card, ...]:
        seat = self.actor.company
        rows = await self.connection.rows(
            _cards(Reach.of(self.actor)),
            company=seat.company_number,
            **visibility_values(self.actor),
        )
        return tuple(cards_of(rows, seat.company_id).values())


@cache
def _whole(shape: Shape, limit: int, of_amounts: bool) -> Statement:
    query = select_rows().where(*conditions(shape), *amount_conditions(shape))
    if of_amounts:
        query = query.where(
            or_(any_of(t.c.amount_minor, "amounts"), any_of(t.c.original_minor, "amounts"))
        )
    return Statement(
        query.order_by(t.c.occurred_at, t.c.id).limit(literal(limit, literal_execute=True))
    )


@cache
def _charges(shape: Shape, batch: int, index: str | None) -> Statement:
    place = tuple_(named("after_value", BigInteger()), named("after_id", LargeBinary()))
    columns = (t.c.amount_minor, t.c.currency, t.c.merchant_number)
    query = (
        select(t.c.id, t.c.occurred_at, *columns, t.c.card_number, t.c.cardholder_number)
        .where(
            *conditions(shape, period=False),
            t.c.occurred_at < named("until"),
            *amount_conditions(shape),
            tuple_(t.c.occurred_at, t.c.id) > place,
        )
        .order_by(t.c.occurred_at, t.c.id)
        .limit(literal(batch, literal_execute=True))
    )
    if index is not None:
        query = query.with_hint(t, f"INDEXED BY ix_card_transactions_{index}", "sqlite")
    return Statement(query)


def _narrow_index(filter: CardTransactionFilter) -> str | None:
    """The index in which few rows of a long period lie together: SQLite has them, and without being
    told would read all rows along time."""
    if (filter.period.last - filter.period.first).days <= _LONG_DAYS:
        return None
    if filter.merchants:
        return "merchant"
    return "holder" if filter.cardholders or filter.cardholder_ids else None


@cache
def _cards(reach: Reach) -> Statement:
    holder = and_(
        cardholders.c.company_number == cards.c.company_number,
        cardholders.c.number == cards.c.cardholder_number,
    )
    locks = and_(
        card_locks.c.company_number == cards.c.company_number,
        card_locks.c.card_number == cards.c.number,
        card_locks.c.lifted_at.is_(None),
    )
    visible: Any = visible_rows(reach, holder=cards.c.cardholder_number, card=cards.c.number)
    return Statement(
        select(*CARD_COLUMNS)
        .select_from(cards)
        .outerjoin(cardholders, holder)
        .outerjoin(card_locks, locks)
        .where(cards.c.company_number == named("company"), *visible)
        .order_by(cards.c.number)
    )
