"""Statements as workbooks, whatever they are called, and workbooks that would do harm."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from clara.adapters.statements.statement import open_statement
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.errors import Invalid, TooLarge
from clara.domain.imports.columns import detect
from clara.domain.imports.reading import RowReader

HEADER: list[object] = ["Date", "Merchant", "Amount", "Card"]


def saved(path: Path, rows: list[list[object]], stray: list[list[object]] | None = None) -> Path:
    book = Workbook()
    first = book.active
    assert first is not None
    for row in stray or rows:
        first.append(row)
    if stray:
        second = book.create_sheet("Data")
        for row in rows:
            second.append(row)
    book.save(path)
    return path


def imported(path: Path) -> list[NewRow]:
    statement = open_statement(path)
    mapping = detect(statement.headers, statement.cells(), "GBP")
    reader = RowReader(mapping, company_id="c", currency="GBP", zone=ZoneInfo("Europe/London"))
    found = [reader.read(line, cells) for line, cells in statement.rows()]
    assert all(isinstance(row, NewRow | None) for row in found)
    return [row for row in found if isinstance(row, NewRow)]


def test_a_workbook_named_csv_is_read_as_a_workbook(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "statement.csv",
        [
            HEADER,
            [date(2024, 3, 25), "ACME", 69.4, 176],
            [datetime(2024, 3, 26, 9, 30), "FOO", -3, ""],
        ],
    )
    rows = imported(path)
    assert [(row.amount_minor, row.last_four) for row in rows] == [(6940, "0176"), (-300, None)]
    assert [row.occurred_at // 3_600_000_000 % 24 for row in rows] == [12, 9]


def test_titles_above_the_header_and_gaps_keep_row_numbers(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        [
            ["Spending report"],
            [],
            HEADER,
            [],
            [date(2024, 3, 25), "ACME", 1, None],
            [None, "Total", 1],
        ],
    )
    statement = open_statement(path)
    assert (statement.header_line, statement.headers) == (3, HEADER)
    assert [line for line, _ in statement.rows()] == [5, 6]
    assert len(imported(path)) == 1


def test_a_stray_sheet_of_two_cells_is_passed_over(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        [HEADER, [date(2024, 3, 25), "ACME", 1, ""]],
        stray=[["Note", "see Data"]],
    )
    assert [row.merchant_raw for row in imported(path)] == ["ACME"]


def test_times_in_cells_arrive_as_text(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        [["Date", "Time", "Merchant", "Amount"], [date(2024, 1, 25), time(14, 5), "ACME", 1]],
    )
    [row] = imported(path)
    assert row.occurred_at // 60_000_000 % 1440 == 14 * 60 + 5


def test_a_workbook_and_a_csv_of_the_same_rows_have_the_same_ids(tmp_path: Path) -> None:
    book = saved(tmp_path / "a.xlsx", [HEADER, [date(2024, 3, 25), "ACME", 12.5, "****1234"]])
    text = tmp_path / "a.csv"
    text.write_text("Date,Merchant,Amount,Card\n25/03/2024,ACME,12.50,****1234\n")
    assert [row.id for row in imported(book)] == [row.id for row in imported(text)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([[]], "empty_file"),
        ([[date(2024, 3, 25), "ACME", 1], [date(2024, 3, 26), "FOO", 2]], "header_not_found"),
    ],
)
def test_a_workbook_without_a_statement_is_refused(
    tmp_path: Path, rows: list[list[object]], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        open_statement(saved(tmp_path / "a.xlsx", rows))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + b"\x01" * 400,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 4000,
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(data)
    with pytest.raises(Invalid) as refused:
        open_statement(path)
    assert refused.value.code == "unreadable_file"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    with pytest.raises(Invalid) as refused:
        open_statement(path)
    assert refused.value.code == "unreadable_file"


def test_an_archive_that_unpacks_into_far_more_than_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    with pytest.raises(TooLarge) as refused:
        open_statement(path)
    assert refused.value.code == "import_too_large"


def test_an_archive_that_declares_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", [HEADER, *[[date(2024, 3, 25), "ACME", 1, ""]] * 50])
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    assert int.from_bytes(data[place + 24 : place + 28], "little") > 10
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(Invalid) as refused:
        open_statement(path)
    assert refused.value.code == "unreadable_file"


@pytest.mark.parametrize("place", ["XFD1048576", "CV1000000"])
def test_two_cells_far_apart_do_not_take_the_memory_of_all_between(
    tmp_path: Path, place: str
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Date"
    sheet[place] = "far"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(TooLarge) as refused:
        open_statement(tmp_path / "a.xlsx")
    assert refused.value.code == "import_too_large"


@pytest.mark.parametrize(
    "sheet",
    [
        "<row><c r='A1'><v>1</v></c></row><row><c r = 'XFD1048576'><v>1</v></c></row>",
        '<x:row r="1048576"><x:c s="1" r="CV1048576" t="n"><x:v>1</x:v></x:c></x:row>',
        '<row r="1048576"><c><v>1</v></c></row>',
    ],
)
def test_no_spelling_of_a_far_cell_passes(tmp_path: Path, sheet: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/any.name", f"<sheetData>{sheet}</sheetData>")
    with pytest.raises(TooLarge):
        open_statement(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/workbook.bin", ""),
        ("content.xml", ""),
        ("xl/worksheets/sheet1.xml", f'<c {" " * 500} r="XFD1048576"><v>1</v></c>'),
    ],
)
def test_what_the_gate_cannot_judge_is_refused(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
    with pytest.raises(Invalid) as refused:
        open_statement(path)
    assert refused.value.code == "unreadable_file"
