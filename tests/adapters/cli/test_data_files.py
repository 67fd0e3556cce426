"""`clara import` and `clara export`: files in, files out, and what the exit code tells."""

import csv
import json
from pathlib import Path

import pytest

from clara.adapters.cli.data_files import FILTERS
from clara.application.card_transactions.export_card_transactions import (
    ExportCardTransactionsCommand,
)
from tests.adapters.cli.conftest import Installation

GOOD = 'Fecha,Comercio,Importe\n03/11/2026,Papelería,"1.250,50"\n04/11/2026,Hotel,"8.900,00"\n'
MIXED = GOOD + "05/11/2026,Sin importe,\nnunca,Sin fecha,10\n"
COUNT = "SELECT count(*) FROM card_transactions"


@pytest.fixture
def statement(here: Installation) -> Path:
    path = here.folder / "statement.csv"
    path.write_text(MIXED, "utf-8")
    return path


def test_good_rows_go_in_and_bad_ones_are_named(here: Installation, statement: Path) -> None:
    ended = here.clara("import", str(statement), "--company", here.company)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0] == (
        "statement.csv: 4 rows read, 2 added, 0 known already, 2 rejected, 0 new cards"
    )
    assert "Days: 2026-11-03 to 2026-11-04" in lines
    assert "Sum: 10,150.50 MXN net in 2 rows" in lines
    assert [line.split(":")[0] for line in lines if line.startswith("  line")] == [
        "  line 4",
        "  line 5",
    ]


def test_the_same_file_twice_adds_nothing(here: Installation, statement: Path) -> None:
    here.clara("import", str(statement), "--company", here.company)
    rows = here.query(COUNT)
    ended = here.clara("import", str(statement), "--company", here.company)
    assert ended.code == 0
    assert "0 added, 2 known already" in ended.out
    assert here.query(COUNT) == rows


def test_a_dry_run_says_what_would_happen_and_changes_no_row(
    here: Installation, statement: Path
) -> None:
    rows = here.query(COUNT)
    ended = here.clara("import", str(statement), "--company", here.company, "--dry-run")
    assert ended.code == 0
    assert "2 would be added" in ended.out
    assert here.query(COUNT) == rows
    assert here.query("SELECT count(*) FROM imports") == [(0,)]


def test_as_json_it_is_the_report_of_the_rest_api(here: Installation, statement: Path) -> None:
    ended = here.clara("import", str(statement), "--company", here.company, "--json")
    report = ended.json
    assert report["status"] == "succeeded"
    assert report["counts"] == {
        "read": 4,
        "added": 2,
        "known": 0,
        "rejected": 2,
        "cards_added": 0,
    }
    assert report["sums"] == [{"currency": "MXN", "count": 2, "net": 10150.5, "net_minor": 1015050}]
    assert [row["line"] for row in report["rejected"]] == [4, 5]


def test_columns_can_be_given_by_header_or_number(here: Installation) -> None:
    path = here.folder / "odd.csv"
    path.write_text("a,b,c\n2026-11-03,Hotel,10.50\n", "utf-8")
    columns = ("--map", "date=a", "--map", "merchant=2", "--map", "amount=c")
    ended = here.clara("import", str(path), "--company", here.company, *columns)
    assert ended.code == 0
    assert "Sum: 10.50 MXN net in 1 rows" in ended.out


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "No column was recognised"),
        ("Fecha,Comercio,Importe\nnunca,Hotel,10\n", "0 added, 0 known already, 1 rejected"),
    ],
)
def test_when_nothing_could_be_read_the_code_is_1(here: Installation, text: str, word: str) -> None:
    path = here.folder / "bad.csv"
    path.write_text(text, "utf-8")
    ended = here.clara("import", str(path), "--company", here.company)
    assert ended.code == 1
    assert word in ended.out + ended.err


def test_what_is_no_file_is_a_sentence(here: Installation) -> None:
    for name, word in (("missing.csv", "does not exist"), (".", "is not a file")):
        ended = here.clara("import", name, "--company", here.company)
        assert (ended.code, ended.out) == (1, "")
        assert word in ended.err


def test_a_file_over_the_limit_is_not_read(
    here: Installation, statement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLARA_IMPORT_MAX_BYTES", "20")
    ended = here.clara("import", str(statement), "--company", here.company)
    assert ended.code == 1
    assert "CLARA_IMPORT_MAX_BYTES" in ended.err


@pytest.mark.parametrize("pair", ["date", "=x", "date="])
def test_a_map_without_two_sides_is_a_wrong_argument(here: Installation, pair: str) -> None:
    ended = here.clara("import", "x.csv", "--company", here.company, "--map", pair)
    assert ended.code == 2
    assert "is not FIELD=COLUMN" in ended.err


def test_an_import_is_in_the_companys_log_and_sealed(here: Installation, statement: Path) -> None:
    here.clara("import", str(statement), "--company", here.company)
    found = here.query(
        "SELECT door, outcome, sequence IS NOT NULL FROM audit_entries"
        " WHERE action = 'card_transactions.imported'"
    )
    assert found == [("cli", "done", 1)]


def test_exported_rows_are_those_of_the_database(here: Installation) -> None:
    path = here.folder / "all.csv"
    ended = here.clara(
        *("export", "--company", here.company, "--output", str(path)),
        *("--from", "2020-01-01", "--to", "2026-12-31"),
    )
    assert ended.code == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(len(rows),)] == here.query(COUNT)
    assert (
        sum(int(row["amount_minor"]) for row in rows)
        == here.query("SELECT sum(amount_minor) FROM card_transactions")[0][0]
    )


@pytest.mark.parametrize(
    ("name", "option", "start"),
    [
        ("rows.jsonl", (), b"{"),
        ("rows.xlsx", (), b"PK"),
        ("rows.CSV", (), b"\xef\xbb\xbfid,"),
        ("rows", ("--format", "jsonl"), b"{"),
        ("rows.csv", ("--format", "xlsx"), b"PK"),
    ],
)
def test_the_format_is_what_is_asked_for_else_what_the_name_says(
    here: Installation, name: str, option: tuple[str, ...], start: bytes
) -> None:
    ended = here.clara("export", "--company", here.company, "--output", name, *option)
    assert ended.code == 0
    assert (here.folder / name).read_bytes().startswith(start)


def test_filters_are_those_of_the_list(here: Installation) -> None:
    known = {
        name.replace("_", "-") for name in ExportCardTransactionsCommand.__struct_encode_fields__
    }
    assert set(FILTERS) == known - {"company-id", "sort"}
    here.clara(
        *("export", "--company", here.company, "--output", "big.jsonl", "--amount-over", "5000"),
        *("--period", "last_365_days", "--currency", "MXN"),
    )
    lines = (here.folder / "big.jsonl").read_text("utf-8").splitlines()
    amounts = [row["amount"] for row in map(json.loads, lines) if "amount" in row]
    assert len(amounts) > 10
    assert min(amounts) > 5000


@pytest.mark.parametrize(
    ("options", "code", "word"),
    [
        (("--output", "rows.pdf"), 2, "tells no format"),
        (("--output", "nowhere/rows.csv"), 1, "can't be written"),
        (("--output", "rows.csv", "--period", "someday"), 1, "is not a period"),
        (("--output", "rows.csv", "--amount-over", "much"), 1, "amount_over"),
    ],
)
def test_an_export_that_fails_leaves_no_file(
    here: Installation, options: tuple[str, ...], code: int, word: str
) -> None:
    ended = here.clara("export", "--company", here.company, *options)
    assert ended.code == code
    assert word in ended.err
    assert [path.name for path in here.folder.iterdir()] == ["var"]
