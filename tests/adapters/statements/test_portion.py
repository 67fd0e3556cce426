"""How far in its file a row stands, for whoever waits."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import openpyxl
import pytest

from clara.adapters.statements.statement import open_statement
from tests.support.statements import HEADER, purchases, write_csv

ROWS = 4_000


def in_text(folder: Path) -> Path:
    write_csv(folder / "a.csv", purchases(ROWS))
    return folder / "a.csv"


def in_a_sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for one in (HEADER, *purchases(ROWS)):
        book.active.append(one)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.mark.parametrize("kind", [in_text, in_a_sheet])
def test_half_the_rows_are_half_the_file(kind: Callable[[Path], Path], tmp_path: Path) -> None:
    statement = open_statement(kind(tmp_path))
    rows = statement.rows()
    for _ in islice(rows, ROWS // 2):
        pass
    assert statement.portion() == pytest.approx(0.5, abs=0.08)
    for _ in rows:
        pass
    assert statement.portion() == pytest.approx(1, abs=0.05)
