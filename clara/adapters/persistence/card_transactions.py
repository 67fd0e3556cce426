"""The `CardTransactions` port over SQL."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sqlalchemy import BigInteger, LargeBinary, func, select, tuple_

from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import (
    cardholders,
    cards,
    companies,
    company_currencies,
    merchants,
)
from clara.adapters.persistence.transaction_filter import (
    Shape,
    amount_conditions,
    conditions,
    shape_of,
    values_of,
)
from clara.adapters.persistence.transaction_rows import select_rows, transactions_of
from clara.adapters.persistence.transaction_sums import BUCKETED, GroupSums, parse, sums_statement
from clara.adapters.persistence.visibility import (
    VISIBLE_IMPORT,
    visibility_values,
    visible_holders,
)
from clara.application.card_transactions.ports import CardTransactions, Exported, Found, Grouped
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.category import Category, label
from clara.domain.card_transactions.counting import Counting
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.card_transactions.totals import (
    Coverage,
    Exclusion,
    ExclusionReason,
    SummaryGroup,
    SummaryKey,
    Totals,
)
from clara.domain.card_transactions.walk import CardTransactionWalk
from clara.domain.companies.visibility import Visible, visible_to
from clara.domain.credentials.actor import Actor
from clara.domain.instant import instant, microseconds
from clara.domain.page import Position
from clara.domain.period import day_bounds

_LONG_DAYS = 100
_EXPORT_BATCH = 2_000
_PAST_ANY_ID = b"\xff" * 17
_PAST_ANY_VALUE = 2**62
_EXCLUDED = {
    Counting.DECLINED: ExclusionReason.DECLINED,
    Counting.REVERSED: ExclusionReason.REVERSED,
    Counting.PAYMENT: ExclusionReason.PAYMENT,
}


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
            totals, coverage, _ = await _totals(connection, actor, walk.filter)
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
            totals, coverage, currencies = await _totals(connection, actor, filter)
            if by is SummaryKey.CURRENCY:
                groups = [
                    SummaryGroup(
                        key=sums.currency,
                        label=sums.currency,
                        count=sums.count,
                        by_currency=(sums,),
                    )
                    for sums in totals.by_currency
                ]
            else:
                groups = await _groups(connection, actor, filter, by, currencies)
        return Grouped(tuple(groups), totals, coverage)

    def export(
        self, actor: Actor, filter: CardTransactionFilter
    ) -> AbstractAsyncContextManager[Exported]:
        return self._export(actor, filter)

    @asynccontextmanager
    async def _export(self, actor: Actor, filter: CardTransactionFilter) -> AsyncIterator[Exported]:
        async with self.session.database.reading() as connection:
            try:
                await connection.begin(writing=False)
                totals, coverage, _ = await _totals(connection, actor, filter)
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


async def _totals(
    connection: Connection, actor: Actor, filter: CardTransactionFilter
) -> tuple[Totals, Coverage, tuple[int, ...]]:
    values, shape = values_of(actor, filter), shape_of(actor, filter)
    facts = await connection.rows(_FACTS, company=values["company"])
    currencies = tuple(sorted(row[1] for row in facts if row[1] is not None))
    statement = sums_statement(connection.dialect, shape, None, currencies, _is_long(filter))
    rows = await connection.rows(statement, **values)
    found = parse(connection.dialect, rows, currencies).get(0, GroupSums(0, {}))
    excluded = {reason: found.count(counting) for counting, reason in _EXCLUDED.items()}
    if shape.has_amount:
        row = await connection.first(_other_currency(shape), **values)
        excluded = {ExclusionReason.OTHER_CURRENCY: row[0] if row else 0} | excluded
    sums = found.sums()
    counted = sum(one.count for one in sums)
    coverage = Coverage(
        period=filter.period,
        matched=counted + sum(excluded.values()),
        counted=counted,
        excluded=tuple(
            Exclusion(reason=reason, count=count) for reason, count in excluded.items() if count
        ),
        data_as_of=instant(facts[0][0]) if facts and facts[0][0] is not None else None,
    )
    listed = coverage.matched - excluded.get(ExclusionReason.OTHER_CURRENCY, 0)
    return Totals(count=listed, by_currency=sums), coverage, currencies


async def _groups(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    by: SummaryKey,
    currencies: tuple[int, ...],
) -> list[SummaryGroup]:
    values = values_of(actor, filter)
    bounds: Sequence[tuple[str, int, int]] = ()
    if by in BUCKETED:
        step: Literal["day", "month"] = "day" if by is SummaryKey.DAY else "month"
        bounds = [
            (name, microseconds(start), microseconds(end))
            for name, start, end in day_bounds(filter.period, step)
        ]
        values["bounds"] = [lo for _, lo, _ in bounds]
        values["buckets"] = json.dumps([[lo, hi] for _, lo, hi in bounds])
    shape = shape_of(actor, filter)
    statement = sums_statement(connection.dialect, shape, by, currencies, _is_long(filter))
    found = parse(connection.dialect, await connection.rows(statement, **values), currencies)
    names = await _names(connection, values["company"], by, list(found), bounds)
    groups = []
    for number, group in found.items():
        sums = group.sums()
        if sums:
            key, name = names[number]
            count = sum(one.count for one in sums)
            groups.append(SummaryGroup(key=key, label=name, count=count, by_currency=sums))
    return groups


async def _names(
    connection: Connection,
    company: int,
    by: SummaryKey,
    numbers: list[int],
    bounds: Sequence[tuple[str, int, int]],
) -> dict[int, tuple[str, str]]:
    """What each group's number is called: a stable key and a label."""
    if by in BUCKETED:
        return {place: (name, name) for place, (name, _, _) in enumerate(bounds)}
    if by is SummaryKey.CATEGORY:
        categories = tuple(Category)
        return {n: (categories[n].value, label(categories[n], "en")) for n in numbers}
    rows = await connection.rows(_NAMES[by], company=company, numbers=numbers)
    return {0: ("none", f"No {by.value}")} | {number: (key, name) for number, key, name in rows}


def _is_long(filter: CardTransactionFilter) -> bool:
    return (filter.period.last - filter.period.first).days > _LONG_DAYS


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
    column = t.c.amount_minor if sort.by_amount else t.c.occurred_at
    place = tuple_(named("after_value", BigInteger()), named("after_id", LargeBinary()))
    here = tuple_(column, t.c.id)
    query = select_rows().where(
        *conditions(shape),
        *amount_conditions(shape),
        here < place if sort.descending else here > place,
    )
    order = (column.desc(), t.c.id.desc()) if sort.descending else (column, t.c.id)
    return Statement(query.order_by(*order).limit(named("limit")))


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


@cache
def _other_currency(shape: Shape) -> Statement:
    return Statement(select(func.count()).where(*conditions(shape), t.c.currency != named("unit")))


_FACTS = Statement(
    select(companies.c.data_as_of, company_currencies.c.currency)
    .select_from(companies)
    .outerjoin(company_currencies, company_currencies.c.company_number == companies.c.number)
    .where(companies.c.number == named("company"))
)
_NAMES = {
    SummaryKey.MERCHANT: Statement(
        select(merchants.c.number, merchants.c.name, merchants.c.name).where(
            merchants.c.company_number == named("company"), any_of(merchants.c.number, "numbers")
        )
    ),
    SummaryKey.CARDHOLDER: Statement(
        select(cardholders.c.number, cardholders.c.id, cardholders.c.name).where(
            cardholders.c.company_number == named("company"),
            any_of(cardholders.c.number, "numbers"),
        )
    ),
    SummaryKey.CARD: Statement(
        select(
            cards.c.number,
            cards.c.id,
            func.coalesce(cards.c.alias, cardholders.c.name, "Card") + " ···· " + cards.c.last_four,
        )
        .select_from(cards)
        .outerjoin(
            cardholders,
            (cardholders.c.company_number == cards.c.company_number)
            & (cardholders.c.number == cards.c.cardholder_number),
        )
        .where(cards.c.company_number == named("company"), any_of(cards.c.number, "numbers"))
    ),
}
