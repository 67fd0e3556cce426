"""Every published purchase-card file in the folder named by CLARA_CARD_DATA, to the penny."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clara.adapters.statements.statement import open_statement
from clara.domain.card_transactions.merchant import UNIDENTIFIED
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.imports.cell import Cell
from clara.domain.imports.columns import detect
from clara.domain.imports.mapping import Mapping
from clara.domain.imports.reading import Rejected, RowReader

FOLDER = os.environ.get("CLARA_CARD_DATA")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="CLARA_CARD_DATA does not name a folder of purchase-card files"
)
LONDON = ZoneInfo("Europe/London")
BIRMINGHAM = "birmingham_pcards_2015-2018.csv"
WORKBOOK = "publishspendnovember2015.xls"
SIX_COLUMNS = "procurement-card-spending-jan-mar-2017.csv"


def named(name: str) -> Path:
    [path] = Path(FOLDER or "").rglob(name)
    return path


def read(mapping: Mapping, rows: Iterable[tuple[int, list[Cell]]]) -> list[NewRow]:
    reader = RowReader(mapping, company_id="city", currency="GBP", zone=LONDON)
    found = [reader.read(line, cells) for line, cells in rows]
    assert [row for row in found if isinstance(row, Rejected)] == []
    return [row for row in found if isinstance(row, NewRow)]


def imported(path: Path) -> tuple[Mapping, list[NewRow]]:
    statement = open_statement(path)
    mapping = detect(statement.headers, statement.cells(), "GBP")
    return mapping, read(mapping, statement.rows())


@pytest.fixture(scope="module")
def birmingham() -> tuple[Mapping, list[NewRow]]:
    return imported(named(BIRMINGHAM))


def test_birmingham_is_read_to_the_penny(birmingham: tuple[Mapping, list[NewRow]]) -> None:
    mapping, rows = birmingham
    assert len(rows) == 151_436
    assert sum(row.amount_minor for row in rows) == 26_424_129_66
    assert {row.currency for row in rows} == {"GBP"}
    assert sum(row.type == "REFUND" for row in rows) == 4_562
    assert sum(row.amount_minor < 0 for row in rows) == 4_562
    assert mapping.described() == {
        "date": "trans_date",
        "merchant": "merchant",
        "amount": "amount_gbp",
        "original_currency": "original_currency",
        "card": "card_masked",
        "category": "account_desc",
    }


def test_birminghams_4137_identical_purchases_stay(
    birmingham: tuple[Mapping, list[NewRow]],
) -> None:
    with named(BIRMINGHAM).open(newline="", encoding="utf-8") as file:
        lines = [tuple(row) for row in csv.reader(file)][1:]
    assert len(lines) - len(set(lines)) == 4_137
    assert len({row.id for row in birmingham[1]}) == len(lines)


def test_birminghams_foreign_purchases_keep_their_currency(
    birmingham: tuple[Mapping, list[NewRow]],
) -> None:
    foreign = [row.original_currency for row in birmingham[1] if row.original_currency]
    assert len(foreign) == 151_436 - 151_119
    assert foreign.count("EUR") == 132


def test_a_part_of_birmingham_adds_nothing_to_the_whole(
    birmingham: tuple[Mapping, list[NewRow]],
) -> None:
    mapping, rows = birmingham
    part = [row for row in open_statement(named(BIRMINGHAM)).rows() if 20_000 < row[0] <= 40_000]
    again = read(mapping, part)
    assert len({row.id for row in again}) == 20_000
    assert {row.id for row in again} <= {row.id for row in rows}


def test_the_untouched_workbook_is_read_with_its_typed_cells() -> None:
    mapping, rows = imported(named(WORKBOOK))
    assert mapping.described()["amount"] == "ORIGINAL GROSS AMT"
    assert (len(rows), sum(row.amount_minor for row in rows)) == (5_323, 805_680_18)
    assert all(row.last_four and row.card for row in rows)


def test_every_oxford_file_is_read_to_the_penny_in_either_layout() -> None:
    paths = sorted(Path(FOLDER or "").rglob("procurement-card-spending-*.csv"))
    assert len(paths) == 9
    total = 0
    for path in paths:
        _, rows = imported(path)
        with path.open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        column = "Value" if path.name == SIX_COLUMNS else "FIN.TRANSACTION AMOUNT"
        expected = sum(round(float(line[column].replace(",", "")) * 100) for line in lines)
        assert (len(rows), sum(row.amount_minor for row in rows)) == (len(lines), expected)
        total += len(rows)
    assert total == 4_368


def test_oxfords_rows_without_a_merchant_keep_their_money() -> None:
    _, rows = imported(named("procurement-card-spending-february-2018.csv"))
    unnamed = [row for row in rows if row.merchant_raw == ""]
    assert {row.merchant for row in unnamed} == {UNIDENTIFIED}
    assert (len(unnamed), sum(row.amount_minor for row in unnamed)) == (13, -5_361_979)
