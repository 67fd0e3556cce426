"""Plans carried out over all rows and over a month: figures, evidence, sentence and chart."""

import asyncio
import time
from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median

from msgspec import structs

from benchmarks.bench import STORES, Bench
from benchmarks.company import API_KEY
from benchmarks.report import Figure
from benchmarks.rows import months
from clara.adapters.persistence.analysis_books import SqlBooks
from clara.adapters.persistence.database import Session
from clara.adapters.system.clock import SystemClock
from clara.adapters.wording.formats import BabelFormats
from clara.application.analysis.executor import Executor
from clara.application.analysis.ports import Analyst, Planned, Question
from clara.application.tasks.promptness import IS_WAITED_FOR
from clara.bootstrap import Core, build_core
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import (
    CardQuestion,
    Dimension,
    Filters,
    Intent,
    Measure,
    PolicyQuestion,
    QueryPlan,
)
from clara.domain.card_transactions.category import Category
from clara.domain.credentials.actor import Actor, Door
from clara.domain.period import Period, between
from clara.settings import load as settings

_TARGET = 500
_ENVIRONMENT = {"CLARA_SECRET_KEY": "0123456789abcdef" * 4}


class _AsItIs(Analyst):
    async def plan(self, question: Question) -> Planned:
        raise NotImplementedError

    async def narrate(self, planned: Planned, sentence: str) -> str:
        return sentence


def run(bench: Bench) -> None:
    """Sums are to be quick over everything. Patterns are looked for row by row: they have a month
    as their target, and are shown over everything as well."""
    taken: dict[str, list[float]] = {}
    first, end = months(bench.today)
    whole = first, end - timedelta(days=1)
    for store in STORES:
        url = bench.stores.named(store)
        found = asyncio.run(_timed(url, whole, times=1 if bench.quick else 5))
        for name, (over_all, over_month) in found.items():
            taken.setdefault(name, []).extend((over_all, over_month))
        sums = {name: times[0] for name, times in found.items() if name not in _PATTERNS}
        patterns = {name: times[1] for name, times in found.items() if name in _PATTERNS}
        for what, times in (("over all rows", sums), ("pattern over a month", patterns)):
            worst = max(times, key=lambda name: times[name])
            label = f"{store}: slowest {what} ({worst})"
            bench.report.figure(Figure("answers", label, times[worst], _TARGET, "ms"))
    bench.report.table(
        f"Answers over {bench.count:,} rows and over their last month, inside the process",
        ("question", *(f"{store} {span} ms" for store in STORES for span in ("all", "month"))),
        [(name, *values) for name, values in taken.items()],
    )


def _plans(period: Period) -> dict[str, QueryPlan]:
    def plan(intent: Intent, **how: object) -> QueryPlan:
        return structs.replace(QueryPlan(intent=intent, period=period), **how)

    half = period.first + (period.last - period.first) // 2
    before = between(period.first, half, half, period.time_zone)
    after = between(half + timedelta(days=1), period.last, period.last, period.time_zone)
    found = {
        "total": plan(Intent.TOTAL),
        "total, one category": plan(Intent.TOTAL, filters=Filters(categories=(Category.FOOD,))),
        "count of merchants": plan(Intent.COUNT, measure=Measure.MERCHANTS),
        "largest": plan(Intent.LARGEST),
        "list": plan(Intent.LIST, limit=50),
        "share": plan(Intent.SHARE, filters=Filters(categories=(Category.TRAVEL,))),
        "average by month": plan(Intent.AVERAGE, dimension=Dimension.MONTH),
        "compare halves": plan(Intent.COMPARE, period=after, compare_with=before),
        **{
            f"top by {by.value}": plan(Intent.TOP, dimension=by)
            for by in Dimension
            if by is not Dimension.CURRENCY
        },
        **{
            f"trend by {by.value}": plan(Intent.TREND, dimension=by)
            for by in Dimension
            if by.is_time
        },
        "cards near their limit": plan(Intent.CARDS, cards=CardQuestion.NEAR_LIMIT),
    }
    patterns = {
        "duplicates": plan(Intent.DUPLICATES),
        "recurring": plan(Intent.RECURRING),
        "unusual": plan(Intent.UNUSUAL),
        **{one.value: plan(Intent.POLICY, policy=one) for one in PolicyQuestion},
    }
    assert patterns.keys() == _PATTERNS
    return found | patterns


_PATTERNS = frozenset({"duplicates", "recurring", "unusual", *PolicyQuestion})


async def _timed(
    url: str, days: tuple[date, date], times: int
) -> Mapping[str, tuple[float, float]]:
    """Median milliseconds of each plan over all days and over the last 30 of them, as for somebody who
    waits."""
    IS_WAITED_FOR.set(True)
    core = build_core(settings({**_ENVIRONMENT, "CLARA_DATABASE_URL": url}))
    try:
        actor = await _actor(core)
        zone = actor.company.time_zone
        spans = [between(*days, days[1], zone)]
        spans.append(between(days[1] - timedelta(days=29), days[1], days[1], zone))
        found: dict[str, list[float]] = {}
        for span in spans:
            for name, plan in _plans(span).items():
                await _once(core, actor, plan)
                taken = [await _once(core, actor, plan) for _ in range(times)]
                found.setdefault(name, []).append(median(taken))
        return {name: (one[0], one[1]) for name, one in found.items()}
    finally:
        await core.close()


async def _actor(core: Core) -> Actor:
    async with core.units.open() as unit:
        actor = await unit.callers.find(API_KEY, Door.REST)
    assert actor is not None, "the measured company has an administrator"
    return structs.replace(actor, seat=actor.seats[0])


async def _once(core: Core, actor: Actor, plan: QueryPlan) -> float:
    session = Session(core.database)
    executor = Executor(SqlBooks(session), _AsItIs(), BabelFormats(), SystemClock())
    planned = Planned(engine="rules", language=Language.EN, outcome=plan)
    began = time.perf_counter()
    try:
        answer = await executor.answer(actor, "", planned)
    finally:
        await session.close()
    if not answer.text:
        raise RuntimeError(f"{plan.intent.value} was refused")
    return (time.perf_counter() - began) * 1e3
