"""Figures of the documentation are written by the commands that take them."""

from pathlib import Path
from shutil import copyfile

import pytest

from benchmarks.report import Figure, Report
from benchmarks.written import PAGE, between, write


def _report(section: str, *figures: Figure) -> Report:
    report = Report(about={"day": "2026-11-20"}, figures=list(figures), section=section)
    report.table(f"Of {section}", ("what", "ms"), [("one", 1.0)])
    return report


def test_a_section_replaces_its_own_figures_and_no_others(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    copyfile(PAGE, page)
    write(_report("list", Figure("list", "one", 1, 2), Figure("list", "two", 3, 2)), ["list"], page)
    write(_report("lock", Figure("lock", "one", 5, 2, "ms", at_least=True)), ["lock"], page)
    write(_report("list", Figure("list", "one", 7, 2)), ["list"], page)
    lines = [
        line
        for line in between(page.read_text(), "figures").splitlines()
        if line.startswith(("| list:", "| lock:"))
    ]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells == [
        ["list: one", "7", "≤ 2", "**missed**", "`make bench ARGS=list`", "2026-11-20"],
        ["lock: one", "5 ms", "≥ 2 ms", "met", "`make bench ARGS=lock`", "2026-11-20"],
    ]


def test_tables_of_traffic_are_shown_whole(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    copyfile(PAGE, page)
    write(_report("load", Figure("load", "errors", 0, 0)), ["load"], page)
    assert "### Of load\n\n| what | ms |" in between(page.read_text(), "traffic").replace(
        "   ", " "
    )
    assert "`make load`" in between(page.read_text(), "figures")


def test_a_page_without_its_marks_is_not_written(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("nothing")
    with pytest.raises(ValueError, match="figures"):
        write(_report("list"), ["list"], page)
    assert page.read_text() == "nothing"
