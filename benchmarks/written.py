"""What a run found, written into the documentation between its markers."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.data import ROOT
from benchmarks.report import Report, shown

PAGE = ROOT / "docs" / "performance.md"
_COLUMNS = ["figure", "measured", "target", "", "command", "day"]


def write(report: Report, sections: Sequence[str], page: Path = PAGE) -> None:
    """The figures of `sections` take the place of those that stood there; others stay. So do the
    tables of traffic. Raises ValueError for a page without the markers."""
    text = page.read_text()
    kept = [row for row in _rows(between(text, "figures")) if _section(row) not in sections]
    day = report.about["day"]
    for figure in report.figures:
        section, what, measured, target, verdict = figure.cells()
        command = f"`make bench ARGS={section}`" if section != "load" else "`make load`"
        kept.append([f"{section}: {what}", measured, target, verdict, command, day])
    table = {"title": "", "columns": _COLUMNS, "rows": sorted(kept), "note": ""}
    text = replaced(text, "figures", shown(table))
    if "load" in sections:
        traffic = [one for one in report.tables if one["section"] == "load"]
        text = replaced(text, "traffic", "\n".join(map(shown, traffic)).replace("\n## ", "\n### "))
    page.write_text(text)


def between(text: str, name: str) -> str:
    begin, end = _markers(name)
    if text.count(begin) != 1 or text.count(end) != 1:
        raise ValueError(f"the page needs {begin} and {end}, once each")
    return text.partition(begin)[2].partition(end)[0]


def replaced(text: str, name: str, block: str) -> str:
    begin, end = _markers(name)
    return text.replace(f"{begin}{between(text, name)}{end}", f"{begin}\n{block.strip()}\n\n{end}")


def _markers(name: str) -> tuple[str, str]:
    return f"<!-- {name}: written by a command -->", f"<!-- end of {name} -->"


def _rows(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _section(row: Sequence[str]) -> str:
    return row[0].partition(":")[0]
