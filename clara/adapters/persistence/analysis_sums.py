"""Sums for answers: those of summaries, before it is decided which of them count."""

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.transaction_sums import GroupSums, folded
from clara.adapters.persistence.transaction_totals import (
    Bounds,
    covered,
    names_of,
    sums_by_number,
)
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.sheet import Group, Part, Sheet
from clara.domain.card_transactions.counting import Counting
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.credentials.actor import Actor
from clara.domain.instant import microseconds
from clara.domain.money import currency_code
from clara.domain.period import day_bounds

SUMMARY_KEYS = {
    Dimension.CATEGORY: SummaryKey.CATEGORY,
    Dimension.MERCHANT: SummaryKey.MERCHANT,
    Dimension.CARDHOLDER: SummaryKey.CARDHOLDER,
    Dimension.CARD: SummaryKey.CARD,
    # Buckets of any length are summed alike.
    Dimension.DAY: SummaryKey.DAY,
    Dimension.WEEK: SummaryKey.DAY,
    Dimension.MONTH: SummaryKey.MONTH,
}


async def sheet_of(
    connection: Connection, actor: Actor, filter: CardTransactionFilter, by: Dimension | None
) -> Sheet:
    """Groups and coverage from the same rows, on a connection that sees one moment."""
    key = SUMMARY_KEYS[by] if by and by is not Dimension.CURRENCY else None
    bounds = _bounds(filter, by) if by and by.is_time else ()
    found, others = await sums_by_number(connection, actor, filter, key, bounds)
    _, coverage = await covered(connection, actor, filter, folded(found.values()), others)
    if by is Dimension.CURRENCY:
        return Sheet(groups=_by_currency(folded(found.values())), coverage=coverage)
    names = {0: ("", "")}
    if key is not None:
        company = actor.company.company_number
        names = await names_of(connection, company, key, list(found), bounds)
    groups = tuple(
        Group(number=number, key=names[number][0], label=names[number][1], parts=parts_of(sums))
        for number, sums in found.items()
    )
    return Sheet(groups=groups, coverage=coverage)


def parts_of(sums: GroupSums) -> tuple[Part, ...]:
    return tuple(
        Part(currency_code(currency), Counting(counting), count, int(minor or 0))
        for (currency, counting), (count, minor) in sums.parts.items()
        if count
    )


def _by_currency(sums: GroupSums) -> tuple[Group, ...]:
    found: dict[str, list[Part]] = {}
    for part in parts_of(sums):
        found.setdefault(part.currency, []).append(part)
    return tuple(
        Group(number=0, key=code, label=code, parts=tuple(parts)) for code, parts in found.items()
    )


def _bounds(filter: CardTransactionFilter, by: Dimension) -> Bounds:
    steps = day_bounds(filter.period, by.value)  # type: ignore[arg-type]  # day, week or month
    return [(name, microseconds(start), microseconds(end)) for name, start, end in steps]
