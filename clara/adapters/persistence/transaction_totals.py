"""Totals, coverage and groups of a filter, from one pass of the store over its rows."""

import json
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import func, select

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import (
    cardholders,
    cards,
    companies,
    company_currencies,
    merchants,
)
from clara.adapters.persistence.transaction_filter import Shape, shape_of, values_of
from clara.adapters.persistence.transaction_sums import (
    BUCKETED,
    GroupSums,
    folded,
    parse,
    sums_statement,
)
from clara.application.card_transactions.ports import Grouped
from clara.domain.card_transactions.category import Category, label
from clara.domain.card_transactions.counting import Counting
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.card_transactions.totals import (
    Coverage,
    Exclusion,
    ExclusionReason,
    SummaryGroup,
    SummaryKey,
    Totals,
)
from clara.domain.credentials.actor import Actor
from clara.domain.instant import instant, microseconds
from clara.domain.period import day_bounds

_LONG_DAYS, _LONG_GROUPED_DAYS = 180, 62
"""Days from which SQLite walks a grouping index, without and with groups or names that lead one;
found by measuring 24 months of rows."""

_EXCLUDED = {
    Counting.DECLINED: ExclusionReason.DECLINED,
    Counting.REVERSED: ExclusionReason.REVERSED,
    Counting.PAYMENT: ExclusionReason.PAYMENT,
}

Bounds = Sequence[tuple[str, int, int]]
"""Buckets of time: name, first microsecond, first microsecond after."""


async def totals_of(
    connection: Connection, actor: Actor, filter: CardTransactionFilter
) -> tuple[Totals, Coverage]:
    """Of the whole filter, on a connection that sees one snapshot."""
    groups, others = await sums_by_number(connection, actor, filter, None, ())
    return await covered(connection, actor, filter, folded(groups.values()), others)


async def groups_of(
    connection: Connection, actor: Actor, filter: CardTransactionFilter, by: SummaryKey
) -> Grouped:
    """Groups and totals from the same rows, on a connection that sees one snapshot."""
    if by is SummaryKey.CURRENCY:
        totals, coverage = await totals_of(connection, actor, filter)
        groups = tuple(
            SummaryGroup(
                key=sums.currency, label=sums.currency, count=sums.count, by_currency=(sums,)
            )
            for sums in totals.by_currency
        )
        return Grouped(groups, totals, coverage)
    bounds = _bounds(filter, by) if by in BUCKETED else ()
    found, others = await sums_by_number(connection, actor, filter, by, bounds)
    totals, coverage = await covered(connection, actor, filter, folded(found.values()), others)
    summed = {number: sums for number, group in found.items() if (sums := group.sums())}
    names = await names_of(connection, actor.company.company_number, by, list(summed), bounds)
    groups = tuple(
        SummaryGroup(
            key=names[number][0],
            label=names[number][1],
            count=sum(one.count for one in sums),
            by_currency=sums,
        )
        for number, sums in summed.items()
    )
    return Grouped(groups, totals, coverage)


async def sums_by_number(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    by: SummaryKey | None,
    bounds: Bounds,
) -> tuple[dict[int, GroupSums], int]:
    """Groups by key, and how many rows are in a currency other than the amounts asked for."""
    values, shape = values_of(actor, filter), shape_of(actor, filter)
    known = await connection.rows(_CURRENCIES, company=values["company"])
    currencies = tuple(sorted(row[0] for row in known))
    is_long = is_long_for(filter, shape, by)
    if bounds:
        values["los"] = [lo for _, lo, _ in bounds]
        values["his"] = [hi for _, _, hi in bounds]
        values["buckets"] = json.dumps([[lo, hi] for _, lo, hi in bounds])
    statement = sums_statement(connection.dialect, shape, by, currencies, is_long=is_long)
    rows = await connection.rows(statement, **values)
    found = parse(connection.dialect, rows, shape, by, currencies, is_long=is_long)
    others = 0
    if shape.has_amount:
        for key, group in found.items():
            found[key], beside = group.without_other_currencies(values["unit"])
            others += beside
    return found, others


async def covered(
    connection: Connection,
    actor: Actor,
    filter: CardTransactionFilter,
    found: GroupSums,
    others: int,
) -> tuple[Totals, Coverage]:
    excluded = {ExclusionReason.OTHER_CURRENCY: others}
    excluded |= {reason: found.count(counting) for counting, reason in _EXCLUDED.items()}
    sums = found.sums()
    counted = sum(one.count for one in sums)
    matched = counted + sum(excluded.values())
    as_of = await connection.first(_AS_OF, company=actor.company.company_number)
    coverage = Coverage(
        period=filter.period,
        matched=matched,
        counted=counted,
        excluded=tuple(
            Exclusion(reason=reason, count=count) for reason, count in excluded.items() if count
        ),
        data_as_of=instant(as_of[0]) if as_of and as_of[0] is not None else None,
    )
    return Totals(count=matched - others, by_currency=sums), coverage


def _bounds(filter: CardTransactionFilter, by: SummaryKey) -> Bounds:
    step: Literal["day", "month"] = "day" if by is SummaryKey.DAY else "month"
    return [
        (name, microseconds(start), microseconds(end))
        for name, start, end in day_bounds(filter.period, step)
    ]


async def names_of(
    connection: Connection, company: int, by: SummaryKey, numbers: list[int], bounds: Bounds
) -> dict[int, tuple[str, str]]:
    """What each group's number is called: a stable key and a label."""
    if by in BUCKETED:
        return {place: (name, name) for place, (name, _, _) in enumerate(bounds)}
    if by is SummaryKey.CATEGORY:
        categories = tuple(Category)
        return {n: (categories[n].value, label(categories[n], "en")) for n in numbers}
    rows = await connection.rows(_NAMES[by], company=company, numbers=numbers)
    return {0: ("none", f"No {by.value}")} | {number: (key, name) for number, key, name in rows}


def is_long_for(filter: CardTransactionFilter, shape: Shape, by: SummaryKey | None) -> bool:
    """Whether SQLite does better along a grouping index than along time."""
    is_grouped = by is not None or shape.leading_index is not None
    days = (filter.period.last - filter.period.first).days
    return shape.ids or days > (_LONG_GROUPED_DAYS if is_grouped else _LONG_DAYS)


_AS_OF = Statement(select(companies.c.data_as_of).where(companies.c.number == named("company")))
_CURRENCIES = Statement(
    select(company_currencies.c.currency).where(
        company_currencies.c.company_number == named("company")
    )
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
            func.coalesce(cards.c.alias, cardholders.c.name, "Card") + " •••• " + cards.c.last_four,
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
