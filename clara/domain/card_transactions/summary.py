"""Summaries: groups in order of size, those past the limit summed as one."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from clara.domain.card_transactions.totals import Summary, SummaryGroup, SummaryKey, Sums

OTHERS = "others"


def ranked(
    groups: Sequence[SummaryGroup], by: SummaryKey, currency: str, limit: int
) -> tuple[tuple[SummaryGroup, ...], SummaryGroup | None]:
    """The first `limit` groups and the sum of the rest: by what was spent in `currency` and then
    in others, most first; days and months in order of time."""
    if by in (SummaryKey.DAY, SummaryKey.MONTH):
        ordered = sorted(groups, key=lambda group: group.key)
    else:
        ordered = sorted(groups, key=lambda group: _size(group, currency), reverse=True)
    rest = ordered[limit:]
    if not rest:
        return tuple(ordered), None
    others = SummaryGroup(
        key=OTHERS,
        label=f"{len(rest)} others",
        count=sum(group.count for group in rest),
        by_currency=added(sums for group in rest for sums in group.by_currency),
    )
    return tuple(ordered[:limit]), others


def shortened(summary: Summary, limit: int) -> Summary:
    """`summary` with its first `limit` groups; what else there was is summed as `others`."""
    rest = summary.groups[limit:]
    if not rest:
        return summary
    further = (summary.others,) if summary.others else ()
    parts = (*rest, *further)
    others = SummaryGroup(
        key=OTHERS,
        label="All others" if further else f"{len(rest)} others",
        count=sum(part.count for part in parts),
        by_currency=added(sums for part in parts for sums in part.by_currency),
    )
    coverage = structs.replace(summary.coverage, complete=False)
    return structs.replace(summary, groups=summary.groups[:limit], others=others, coverage=coverage)


def _size(group: SummaryGroup, currency: str) -> tuple[int, int, int, str]:
    home = next((sums.net_minor for sums in group.by_currency if sums.currency == currency), 0)
    abroad = max((sums.net_minor for sums in group.by_currency), default=0)
    return home, abroad, group.count, group.key


def added(parts: Iterable[Sums]) -> tuple[Sums, ...]:
    """Sums per currency; currencies are never added to one another."""
    total: dict[str, Sums] = {}
    for part in parts:
        held = total.get(part.currency)
        total[part.currency] = (
            part
            if held is None
            else Sums(
                currency=part.currency,
                count=held.count + part.count,
                purchases_minor=held.purchases_minor + part.purchases_minor,
                refunds_minor=held.refunds_minor + part.refunds_minor,
                fees_minor=held.fees_minor + part.fees_minor,
            )
        )
    return tuple(total[currency] for currency in sorted(total))
