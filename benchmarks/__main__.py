"""`python -m benchmarks [--rows 1000000] [--quick] [list|pages|console|totals|summaries|planning|answers|crowd|lock|decisions|import|mcp|accounts|hostile|servers|start|observing|load]`

Prints tables as they are taken and every figure beside its target, and writes
`build/benchmarks.md` and `build/benchmarks.json`.
"""

import argparse
import signal
import sys
import time
import traceback
from datetime import date

from benchmarks.bench import Bench
from benchmarks.report import Report, machine
from benchmarks.sections import (
    accounts,
    answers,
    console,
    crowd,
    decisions,
    hostile,
    imports,
    lists,
    lock,
    mcp,
    observing,
    pages,
    planning,
    servers,
    start,
    summaries,
    totals,
    traffic,
)
from benchmarks.stores import SETTINGS, Stores
from benchmarks.written import write

SECTIONS = {
    "list": lists.run,
    "pages": pages.run,
    "console": console.run,
    "totals": totals.run,
    "summaries": summaries.run,
    "planning": planning.run,
    "answers": answers.run,
    "crowd": crowd.run,
    "lock": lock.run,
    "decisions": decisions.run,
    "import": imports.run,
    "mcp": mcp.run,
    "accounts": accounts.run,
    "hostile": hostile.run,
    "servers": servers.run,
    "start": start.run,
    "observing": observing.run,
    "load": traffic.run,
}
_LONG = ("load",)
"""Only where they are named."""


def main() -> int:
    """0 when every figure could be taken, met or missed; 1 when a section failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Clara and peers.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="card transactions")
    parser.add_argument(
        "--seconds", type=int, metavar="N", help="of traffic in the section load; else 600"
    )
    parser.add_argument(
        "--write", action="store_true", help="write the figures into docs/performance.md"
    )
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument("sections", nargs="*", metavar="section", help=", ".join(SECTIONS))
    given = parser.parse_args()
    chosen = given.sections or [name for name in SECTIONS if name not in _LONG]
    if unknown := set(chosen) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    if given.rows < 10_000:
        parser.error("--rows is at least 10000")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began, today = time.monotonic(), date.today()  # noqa: DTZ011 - the month to fill, not an instant
    report = Report(
        about={
            "rows": f"{given.rows:,} card transactions of one company over 24 months",
            "day": today.isoformat(),
            **machine(),
            "PostgreSQL": ", ".join(f"{k}={v}" for k, v in SETTINGS.items()) + "; Unix socket",
        }
    )
    stores = Stores(given.rows, today)
    seconds = given.seconds or (20 if given.quick else 600)
    bench = Bench(stores, report, given.rows, today, given.quick, seconds)
    failed = [name for name in chosen if not _run(name, bench)]
    stores.close()
    report.about |= {
        f"{store} filled in": f"{seconds:.1f} s" for store, seconds in stores.loaded.items()
    }
    report.about["took"] = f"{time.monotonic() - began:.0f} s"
    if failed:
        report.about["failed"] = ", ".join(failed)
    report.finish()
    if given.write:
        write(report, [name for name in chosen if name not in failed])
    return 1 if failed else 0


def _run(name: str, bench: Bench) -> bool:
    bench.report.section = name
    try:
        SECTIONS[name](bench)
    except Exception:
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
