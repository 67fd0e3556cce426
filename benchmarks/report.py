"""What was measured: tables as they are taken, then every figure beside its target."""

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.data import FOLDER


@dataclass(frozen=True)
class Figure:
    """One number with a target. `at_least` says on which side of the target it should be."""

    section: str
    what: str
    value: float
    target: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.value >= self.target if self.at_least else self.value <= self.target

    def cells(self) -> list[str]:
        sign = "≥" if self.at_least else "≤"
        return [
            self.section,
            self.what,
            f"{number(self.value)} {self.unit}".strip(),
            f"{sign} {number(self.target)} {self.unit}".strip(),
            "met" if self.met else "**missed**",
        ]


@dataclass
class Report:
    """Prints each table as it is added; `finish` prints the figures and writes both files."""

    about: dict[str, Any]
    figures: list[Figure] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    section: str = ""
    """The one that is being measured."""

    def table(
        self, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], note: str = ""
    ) -> None:
        cells = [[c if isinstance(c, str) else number(c) for c in row] for row in rows]
        table = {"title": title, "columns": list(columns), "rows": cells, "note": note}
        self.tables.append(table | {"section": self.section})
        print(shown(table), flush=True)

    def figure(self, figure: Figure) -> None:
        self.figures.append(figure)

    def say(self, text: str) -> None:
        print(f"… {text}", flush=True)

    def finish(self) -> None:
        summary = {
            "title": "Figures and targets",
            "columns": ["section", "figure", "measured", "target", ""],
            "rows": [figure.cells() for figure in self.figures],
            "note": "",
        }
        print(shown(summary), flush=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        about = "\n".join(f"* {name}: {value}" for name, value in self.about.items())
        pages = [f"# Clara beside its peers\n\n{about}\n", *map(shown, [summary, *self.tables])]
        (FOLDER.parent / "benchmarks.md").write_text("\n".join(pages))
        found = {
            "about": self.about,
            "figures": [asdict(figure) | {"met": figure.met} for figure in self.figures],
            "tables": self.tables,
        }
        (FOLDER.parent / "benchmarks.json").write_text(json.dumps(found, indent=1))


def machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load average before": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "fdatasync of 4 KiB": f"{_sync_milliseconds():.2f} ms",
    }


def _sync_milliseconds() -> float:
    """What one durable write costs here (median of 100): it bounds what a single writer can do."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "fdatasync"
    taken = []
    with path.open("wb", buffering=0) as file:
        for _ in range(100):
            file.write(b"0" * 4_096)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - began) * 1e3)
    path.unlink()
    return median(taken)


def number(value: float) -> str:
    """`value` with three digits that mean something."""
    if value != value:
        return "–"
    if abs(value) >= 1_000:
        return f"{value:,.0f}"
    if abs(value) >= 100 or value == int(value):
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def shown(table: dict[str, Any]) -> str:
    rows = [table["columns"], *table["rows"]]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table["columns"]))]
    lines = [_line(table["columns"], widths), _line(["-" * width for width in widths], widths)]
    lines += [_line(row, widths) for row in table["rows"]]
    title = f"\n## {table['title']}\n\n" if table["title"] else "\n"
    note = f"\n{table['note']}\n" if table["note"] else ""
    return title + "\n".join(lines) + f"\n{note}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "| " + " | ".join(padded) + " |"
