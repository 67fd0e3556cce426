"""Two periods side by side: what changed, by how much, and where."""

from collections.abc import Sequence

from clara.application.analysis.charting import bars
from clara.application.analysis.intents.buckets import preceding
from clara.application.analysis.intents.tables import CURRENCY, table
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import NOTHING, Outcome, Work
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import Dimension
from clara.domain.analysis.ratio import per_mille
from clara.domain.analysis.sheet import Sheet, Sum
from clara.domain.period import Period

Driver = tuple[str, str | None, int, int, int]
"""A group, the currency, what it was, had been and has changed by."""


async def comparison(work: Work) -> Outcome:
    before = work.plan.compare_with or preceding(work.plan.period)
    by = _drivers_by(work)
    sheet, other = await work.sheet(by), await work.sheet(by, before)
    now, then = (work.sizes(one.sums(work.measured.countings)) for one in (sheet, other))
    home = None if work.counts_rows else work.plan.filters.currency or work.seat.currency
    codes = work.home_first(now.keys() | then.keys()) or [home]
    for code in codes:
        await _compared(work, code, now.get(code, NOTHING), then.get(code, NOTHING), before)
    drivers = [driver for code in codes for driver in _drivers(work, by, code, sheet, other)]
    title = work.words("change.by", dimension=work.words(f"by.{by.value}"))
    drawn = [(name, change, code) for name, code, _, _, change in drivers if code == codes[0]]
    # A number of rows has no currency, and its columns are no money.
    kind = "count" if work.counts_rows else "money"
    columns = (CURRENCY, ("now", kind), ("before", kind), ("change", kind))
    return Outcome(
        sentence=work.sentence,
        coverage=sheet.coverage,
        table=table(work, (by.value, "text"), *columns, rows=drivers),
        chart=bars(work, title, drawn) if drawn else None,
        follow_ups=("follow.by_category", "follow.trend"),
    )


async def _compared(work: Work, code: str | None, now: Sum, then: Sum, before: Period) -> None:
    label, say = work.measure_words(), work.sentence
    [this] = await work.figures.add("compare", [work.cell(label, code, now)])
    [that] = await work.figures.add("compare", [work.cell(label, code, then)], period=before)
    difference = now.minor - then.minor
    change = work.figures.derive("difference", work.words("change"), [this, that], size=difference)
    parts = {
        "measure": label,
        "where": where(work),
        "now": say.figure(this),
        "period": say.period(this.period),
        "then": say.figure(that),
        "before": say.period(before),
        "change": say.figure(change),
    }
    share = _relative(work, [this, that])
    if share is None:
        say.say("compare", **parts)
    else:
        say.say("compare.share", **parts, share=say.figure(share))


def _relative(work: Work, of: list[Figure]) -> Figure | None:
    """The change in thousandths of what was; of nothing there is none."""
    this, that = of
    share = per_mille(this.size - that.size, that.size)
    if share is None:
        return None
    return work.figures.derive("relative_difference", work.words("change"), of, per_mille=share)


def _drivers_by(work: Work) -> Dimension:
    asked = work.plan.dimension
    if asked is not None and not asked.is_time and asked is not Dimension.CURRENCY:
        return asked
    return Dimension.MERCHANT if work.plan.filters.categories else Dimension.CATEGORY


def _drivers(
    work: Work, by: Dimension, code: str | None, sheet: Sheet, other: Sheet
) -> Sequence[Driver]:
    """The groups that changed most, either way."""
    now, then = (_by_key(work, one, code) for one in (sheet, other))
    labels = {group.key: group.label for group in (*other.groups, *sheet.groups)}
    drivers = [
        (work.called(by, key, label), code, here, there, here - there)
        for key, label in labels.items()
        for here, there in ((now.get(key, 0), then.get(key, 0)),)
        if here != there
    ]
    return sorted(drivers, key=lambda driver: (-abs(driver[4]), driver[0]))[: work.plan.limit]


def _by_key(work: Work, sheet: Sheet, code: str | None) -> dict[str, int]:
    sizes = {group.key: work.sizes(group.sums(work.measured.countings)) for group in sheet.groups}
    return {key: its[code].minor for key, its in sizes.items() if code in its}
