"""Exact groups of every kind over all rows."""

from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.questions import summary
from benchmarks.report import Figure

_GROUPS = ("category", "merchant", "card", "cardholder", "day", "month", "currency")


def run(bench: Bench) -> None:
    taken: dict[str, list[float]] = {}
    times = 3 if bench.quick else 7
    for store in STORES:
        worst, slowest = "", 0.0
        with clara_on(bench.stores.named(store), store) as (_, client):
            for group in _GROUPS:
                for label, filters in (("", {}), (", posted, over 500", _SOME)):
                    path = summary(group, **filters, **bench.whole)
                    spent = client.milliseconds(path, times=times)
                    taken.setdefault(group + label, []).append(spent)
                    if spent > slowest:
                        worst, slowest = group + label, spent
        bench.report.figure(
            Figure("summaries", f"{store}: slowest group ({worst})", slowest, 300, "ms")
        )
    bench.report.table(
        f"Summaries over {bench.count:,} rows, whole request",
        ("group by", *(f"{store} ms" for store in STORES)),
        [(name, *values) for name, values in taken.items()],
    )


_SOME = {"status": "POSTED", "amount_over": "500"}
