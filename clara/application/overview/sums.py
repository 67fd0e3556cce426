"""The sums of an overview, read out of sheets."""

from collections.abc import Collection, Iterable, Mapping

from clara.application.overview.overview import CategoryShare, Compared, InCurrency, MonthSum
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import Filters, Measure
from clara.domain.analysis.sheet import Group, Sheet, Sum
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.counting import Counting
from clara.domain.period import Period

NOTHING = Sum(0, 0)
SPEND = measured(Filters(), Measure.SPEND)
REFUNDS = measured(Filters(), Measure.REFUNDS)

ByCurrency = Mapping[str, Sum]


def compared(
    codes: Iterable[str], this_month: Group | None, before: Sheet, last_month: Group | None
) -> tuple[InCurrency, ...]:
    """Each of these currencies, this month against the last."""

    def measure(code: str, countings: Collection[Counting]) -> Compared:
        return Compared(
            so_far=_of(this_month, countings).get(code, NOTHING),
            before=before.sums(countings).get(code, NOTHING),
            last_month=_of(last_month, countings).get(code, NOTHING),
        )

    return tuple(
        InCurrency(
            currency=code,
            spend=measure(code, SPEND.countings),
            refunds=measure(code, REFUNDS.countings),
        )
        for code in codes
    )


def category_shares(sheet: Sheet, code: str) -> tuple[CategoryShare, ...]:
    """What was spent in each category, largest first; those without any are left out."""
    sums = {group.key: group.sums(SPEND.countings).get(code, NOTHING) for group in sheet.groups}
    total = sum(held.minor for held in sums.values())
    found = [
        CategoryShare(
            category=Category(key), held=held, per_mille=max(held.minor * 1000 // (total or 1), 0)
        )
        for key, held in sums.items()
        if held.rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.held.minor, one.category)))


def month_sums(
    months: Iterable[Period], groups: Mapping[str, Group], code: str
) -> tuple[MonthSum, ...]:
    """Each of `months`, those without a row as well; `groups` are by `2026-10`."""
    return tuple(
        MonthSum(
            period=one,
            spend=_of(groups.get(f"{one.first:%Y-%m}"), SPEND.countings).get(code, NOTHING),
            refunds=_of(groups.get(f"{one.first:%Y-%m}"), REFUNDS.countings).get(code, NOTHING),
        )
        for one in months
    )


def _of(group: Group | None, countings: Collection[Counting]) -> ByCurrency:
    return group.sums(countings) if group else {}
