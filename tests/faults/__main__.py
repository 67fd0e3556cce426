"""`python -m tests.faults [NAME…] [--seconds N] [--store STORE] [--seed N] [--slice] [--write]`

Does to the product what networks, machines and other services do, and looks what became of what was
acknowledged. NAME is a kind of fault, or how its name begins. Ends with 1 when something was lost,
doubled or broken, or when a control found nothing.
"""

import argparse
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from tests.faults import report
from tests.faults.kind import Budget, Kind
from tests.faults.registry import selected
from tests.faults.report import Line
from tests.faults.stage import OwnTemplates, lent
from tests.support.stores import STORES

_CONTROL_SECONDS = 2.0


def main() -> int:
    chosen = _arguments()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        kinds = selected(chosen.names)
    except KeyError as error:
        print(f"There is no kind of fault called {error}.", file=sys.stderr)
        return 2
    budget = Budget(chosen.seconds, chosen.seed, chosen.slice)
    lines = []
    with ExitStack() as stack:
        stack.enter_context(lent(OwnTemplates(stack)))
        for line in _lines(kinds, chosen.store, budget):
            print(_said(line), flush=True)
            lines.append(line)
    command = _command(chosen)
    report.write(lines, command)
    if chosen.write:
        report.write_page(lines, command)
    print(report.summary(lines))
    return 0 if all(line.holds for line in lines) else 1


def _lines(kinds: tuple[Kind, ...], store: str | None, budget: Budget) -> Iterator[Line]:
    for kind in kinds:
        for name in kind.stores:
            if store in (None, name):
                yield _line(kind, name, budget)


def _line(kind: Kind, store: str, budget: Budget) -> Line:
    found = control = None
    try:
        found = kind.run(store, budget)
        less = replace(budget, seconds=min(budget.seconds, _CONTROL_SECONDS), is_slice=True)
        control = kind.control(store, less)
    except Exception as error:  # noqa: BLE001 - one kind that fails holds up no other
        return Line(kind, store, found, control, f"{type(error).__name__}: {error}"[:200])
    return Line(kind, store, found, control)


def _said(line: Line) -> str:
    what = "ok    " if line.holds else "FAILED"
    where = f"{what} {line.kind.name} on {line.store}"
    if line.failure is not None:
        return f"{where}: {line.failure}"
    assert line.found is not None
    harm = "" if line.can_fail else "; its control found nothing"
    broken = "".join(f"\n       {one}" for one in line.found.broken)
    counts = f"{line.found.cases} cases, {line.found.lost} lost, {line.found.doubled} doubled"
    return f"{where}: {counts}; {line.found.detail}{harm}{broken}"


def _command(chosen: argparse.Namespace) -> str:
    parts = [*chosen.names]
    parts += ["--slice"] if chosen.slice else [f"--seconds {chosen.seconds:g}"]
    parts += [f"--seed {chosen.seed}", *([f"--store {chosen.store}"] if chosen.store else [])]
    return f'make faults ARGS="{" ".join(parts)}"'


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("names", nargs="*", metavar="NAME", help="kinds; all unless named")
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="for each kind on each store (10)"
    )
    parser.add_argument("--store", choices=STORES, help="both unless named")
    parser.add_argument("--seed", type=int, default=7, help="of the dice (7)")
    parser.add_argument("--slice", action="store_true", help="one round of each")
    parser.add_argument("--write", action="store_true", help="the table of docs/reliability.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
