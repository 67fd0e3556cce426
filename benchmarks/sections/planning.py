"""Planning a question by rules: no store, no server, one process. The company has few names or many."""

import asyncio
import random
import time
from statistics import median

from msgspec import structs

from benchmarks.bench import Bench
from benchmarks.report import Figure
from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.adapters.analyst.rules.names import index_of
from clara.application.analysis.ports import Names, Question
from tests.analysis.question_set import question_set
from tests.analysis.vocabulary import NAMES, ask

MERCHANTS = 5_000
_SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi xo zu mar ter lin gar del son".split()


def run(bench: Bench) -> None:
    """Every question of the set, in turns; then each with a word that nobody knows, which is
    compared with all names; then the first question after a name was added."""
    analyst = RulesAnalyst()
    rows = []
    for label, names, target in (
        (f"{len(NAMES.merchants)} merchants", NAMES, 5.0),
        (f"{MERCHANTS:,} merchants", _many(), 25.0),
    ):
        known = _taken(analyst, names, "", bench.rounds)
        unknown = _taken(analyst, names, " zorbulon", bench.rounds)
        cold = _cold(analyst, names)
        rows.append((label, median(known), _p99(known), median(unknown), _p99(unknown), cold))
        bench.report.figure(Figure("planning", f"{label}: p50", median(known), target, "ms"))
        bench.report.figure(
            Figure("planning", f"{label}: unknown word, p50", median(unknown), target, "ms")
        )
        bench.report.figure(Figure("planning", f"{label}: first question", cold, 25, "ms"))
    columns = ("names", "p50 ms", "p99 ms", "unknown p50 ms", "unknown p99 ms", "first ms")
    bench.report.table("Planning a question by rules", columns, rows)


def _taken(analyst: RulesAnalyst, names: Names, word: str, rounds: int) -> list[float]:
    asked = [ask(f"{one.text}{word}", one.language, names) for one in question_set()]
    asyncio.run(_milliseconds(analyst, asked))
    return asyncio.run(_milliseconds(analyst, asked * rounds))


async def _milliseconds(analyst: RulesAnalyst, asked: list[Question]) -> list[float]:
    taken = []
    for question in asked:
        began = time.perf_counter()
        await analyst.plan(question)
        taken.append((time.perf_counter() - began) * 1e3)
    return taken


def _cold(analyst: RulesAnalyst, names: Names) -> float:
    """Median of the first questions after the names changed: the index is made anew."""
    one = question_set()[0]
    taken = []
    for number in range(9):
        index_of.cache_clear()
        changed = structs.replace(names, merchants=(*names.merchants, f"New shop {number}"))
        taken += asyncio.run(_milliseconds(analyst, [ask(one.text, one.language, changed)]))
    return median(taken)


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _many() -> Names:
    """As many merchants as the benchmarks' company has, of one to three invented words."""
    chance = random.Random(20261120)
    merchants: set[str] = set()
    while len(merchants) < MERCHANTS:
        words = chance.choices((1, 2, 3), (5, 3, 2))[0]
        merchants.add(" ".join(_word(chance) for _ in range(words)))
    return structs.replace(NAMES, merchants=(*NAMES.merchants, *sorted(merchants)))


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).title()
