"""Exact totals with the first page: the current billing period, and any mix of filters."""

from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.questions import listing
from benchmarks.report import Figure

_MIXES: dict[str, dict[str, str]] = {
    "nothing": {},
    "status": {"status": "POSTED"},
    "categories": {"category": "FOOD,TRAVEL,SOFTWARE_AND_HARDWARE"},
    "currency": {"currency": "USD"},
    "amount over": {"amount_over": "1000"},
    "amount between, in dollars": {"amount_min": "20", "amount_max": "500", "currency": "USD"},
    "merchant's words": {"merchant": "hotel"},
    "words of anything": {"q": "garcia"},
    "words nobody has": {"q": "zzzzzz"},
    "card, last four": {"card": "7919"},
    "card, holder's words": {"card": "ana torres"},
    "code": {"mcc": "5812"},
    "types": {"type": "REFUND,CREDIT"},
    "category, amount, words": {"category": "LODGING", "amount_over": "500", "q": "hotel"},
    "status, type, amount, merchant, currency": {
        "status": "POSTED",
        "type": "PURCHASE",
        "amount_min": "100",
        "merchant": "cafe",
        "currency": "MXN",
    },
    "nothing, largest first": {"sort": "largest"},
}


def run(bench: Bench) -> None:
    taken: dict[str, list[float]] = {name: [] for name in ("current billing period", *_MIXES)}
    times = 3 if bench.quick else 7
    for store in STORES:
        with clara_on(bench.stores.named(store), store) as (_, client):
            period = client.milliseconds(listing(limit="50"), times=20)
            taken["current billing period"].append(period)
            bench.report.figure(
                Figure("totals", f"{store}: current billing period", period, 20, "ms")
            )
            for name, filters in _MIXES.items():
                path = listing(limit="50", **filters, **bench.whole)
                taken[name].append(client.milliseconds(path, times=times))
        worst = max(_MIXES, key=lambda name: taken[name][-1])
        bench.report.figure(
            Figure("totals", f"{store}: slowest mix ({worst})", taken[worst][-1], 300, "ms")
        )
    rows = [(name, *values) for name, values in taken.items()]
    bench.report.table(
        f"First page of 50 with exact totals and coverage, {bench.count:,} rows, whole request",
        ("filter", *(f"{store} ms" for store in STORES)),
        rows,
    )
