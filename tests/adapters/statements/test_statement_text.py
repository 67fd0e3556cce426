"""Statements as text: encodings, delimiters, title lines, quotes, junk, and whole files in the
styles of three countries."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from clara.adapters.statements import encoding, text_file
from clara.adapters.statements.statement import Statement, open_statement
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.errors import Invalid, TooLarge
from clara.domain.imports.columns import detect
from clara.domain.imports.reading import Rejected, RowReader

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "statement.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return written


def imported(path: Path, currency: str) -> tuple[list[NewRow], list[Rejected], Statement]:
    statement = open_statement(path)
    mapping = detect(statement.headers, statement.cells(), currency)
    reader = RowReader(mapping, company_id="c", currency=currency, zone=ZoneInfo("America/Bogota"))
    found = [reader.read(line, cells) for line, cells in statement.rows()]
    good = [row for row in found if isinstance(row, NewRow)]
    return good, [row for row in found if isinstance(row, Rejected)], statement


BRAZILIAN = """"NOME ÓRGÃO";"CPF PORTADOR";"NOME PORTADOR";"NOME FAVORECIDO";"TRANSAÇÃO";\
"DATA TRANSAÇÃO";"VALOR TRANSAÇÃO"
"União";"***.111.222-**";"JOSÉ CONCEIÇÃO";"PADARIA SÃO JOÃO";"COMPRA A/V - R$ - APRES";\
"13/03/2024";"1.234,56"
"União";"***.111.222-**";"JOSÉ CONCEIÇÃO";"SIGILOSO";"COMPRA A/V - R$ - APRES";"";"99,90"
"União";"***.111.222-**";"JOSÉ CONCEIÇÃO";"PAPELARIA; CIA";"ESTORNO COMPRA";"05/03/2024";"10,00"
"""


def test_a_brazilian_file_is_read_and_rows_without_a_date_are_reported(write: Write) -> None:
    good, bad, statement = imported(write(BRAZILIAN, "latin-1"), "BRL")
    assert [(row.merchant_raw, row.amount_minor, row.type.value) for row in good] == [
        ("PADARIA SÃO JOÃO", 123456, "PURCHASE"),
        ("PAPELARIA; CIA", -1000, "REFUND"),
    ]
    assert {(row.cardholder, row.card) for row in good} == {("JOSÉ CONCEIÇÃO", None)}
    assert [(row.line, row.code) for row in bad] == [(3, "missing_date")]
    assert statement.headers[0] == "NOME ÓRGÃO"


MEXICAN = """Banco de Ejemplo, S.A.
Estado de cuenta;del 01/03/2024 al 31/03/2024

Fecha;Concepto;Tarjeta;Cargo;Abono;Saldo
25/03/2024;OXXO CENTRO;****1234;$1,250.50;;$5,000.00
26/03/2024;AMAZON MX;****1234;;$200.00;$5,200.00
27/03/2024;SU PAGO GRACIAS;****1234;;$1,000.00;$6,200.00
;Total;;$1,250.50;$1,200.00;
"""


def test_a_mexican_banks_file_with_titles_charges_credits_and_a_total(write: Write) -> None:
    good, bad, statement = imported(write(MEXICAN, "cp1252"), "MXN")
    assert statement.header_line == 4
    assert [(row.amount_minor, row.type.value, row.last_four) for row in good] == [
        (125050, "PURCHASE", "1234"),
        (-20000, "REFUND", "1234"),
        (-100000, "PAYMENT", "1234"),
    ]
    assert bad == []


def test_a_colombian_files_dots_are_thousands(write: Write) -> None:
    text = (
        "Fecha\tEstablecimiento\tValor\n2024-03-25\tÉXITO\t$ 1.234.567\n2024-03-26\tD1\t$ 45.900\n"
    )
    good, bad, _ = imported(write(text), "COP")
    assert [row.amount_minor for row in good] == [123456700, 4590000]
    assert bad == []


def test_an_american_files_month_comes_first(write: Write) -> None:
    text = 'Date,Merchant,Amount\n3/5/2024,"ACME, INC","$1,234.50"\n3/25/2024,FOO,(12.00)\n'
    good, _, _ = imported(write(text), "USD")
    assert [row.amount_minor for row in good] == [123450, -1200]
    assert good[0].occurred_at < good[1].occurred_at


def test_a_row_over_several_lines_has_its_first_lines_number(write: Write) -> None:
    text = 'Date,Merchant,Amount\n25/03/2024,"ACME\nNORTH",1.00\n\n26/03/2024,FOO,x\n'
    good, bad, _ = imported(write(text), "USD")
    assert good[0].merchant_raw == "ACME NORTH"
    assert [row.line for row in bad] == [5]


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252", "cp850", "mac_roman"]
)
def test_accents_survive_every_usual_encoding(write: Write, name: str) -> None:
    text = "Fecha,Comercio,Importe\n25/03/2024,PANADERÍA MUÑOZ Y CAFÉ,1.00\n"
    good, _, _ = imported(write(text, name), "MXN")
    assert good[0].merchant_raw == "PANADERÍA MUÑOZ Y CAFÉ"


def test_a_late_byte_that_is_not_utf8_does_not_stop_the_file(write: Write) -> None:
    lines = ["Fecha,Comercio,Importe"] + ["25/03/2024,CAFÉ,1.00"] * 30_000
    data = "\n".join(lines).encode() + "\n26/03/2024,CAFÉ TARDÍO,1.00\n".encode("cp1252")
    good, bad, _ = imported(write(data), "MXN")
    assert {row.merchant_raw for row in good} == {"CAFÉ", "CAFÉ TARDÍO"}
    assert (len(good), bad) == (30_001, [])


def test_a_late_accent_in_a_latin_file_is_read_as_latin(write: Write) -> None:
    lines = ["Fecha,Comercio,Importe"] + ["25/03/2024,ACME,1.00"] * 30_000
    data = "\n".join([*lines, "26/03/2024,CAFÉ TARDÍO,1.00"]).encode("latin-1")
    good, _, _ = imported(write(data), "MXN")
    assert good[-1].merchant_raw == "CAFÉ TARDÍO"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_even_among_decimal_commas(write: Write, delimiter: str) -> None:
    rows = [["Fecha", "Comercio", "Importe"], ["25/03/2024", '"A, B; C"', '"12,50"']]
    good, _, _ = imported(write("\n".join(delimiter.join(row) for row in rows)), "MXN")
    assert [(row.merchant_raw, row.amount_minor) for row in good] == [("A, B; C", 1250)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_understood(write: Write, ending: str) -> None:
    text = ending.join(["Date,Merchant,Amount", "25/03/2024,ACME,1.00", "26/03/2024,,x"])
    good, bad, _ = imported(write(text), "MXN")
    assert (len(good), [row.line for row in bad]) == (1, [3])


def test_rows_can_be_read_again_and_the_sample_is_their_beginning(write: Write) -> None:
    text = "Date,Merchant,Amount\n" + "25/03/2024,ACME,1.00\n" * 300
    statement = open_statement(write(text))
    assert list(statement.rows()) == list(statement.rows())
    assert statement.sample == [["25/03/2024", "ACME", "1.00"]] * 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\n \n\n", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"Date,Merchant,Amount\n1\0,2,3\n", "unreadable_file"),
        (b"%PDF-1.7\n" + bytes(range(1, 256)) * 20, "unreadable_file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unreadable_file"),
        (b"\xff\xfeD", "unreadable_file"),
        (b"25/03/2024,ACME,1.00\n26/03/2024,ACME,2.00\n", "header_not_found"),
        (b"just some words\nand some more\n", "header_not_found"),
    ],
)
def test_what_is_no_statement_is_refused(write: Write, data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_statement(write(data))
    assert refused.value.code == code


def test_an_unclosed_quotation_mark_is_an_error_with_its_line(write: Write) -> None:
    text = 'Date,Merchant,Amount\n25/03/2024,ACME,1.00\n26/03/2024,"ACME,1.00\n'
    path = write(text + "27/03/2024,ACME,1.00\n" * 10_000)
    with pytest.raises(Invalid) as refused:
        list(open_statement(path).rows())
    assert (refused.value.code, refused.value.details) == ("unreadable_file", {"line": 3})


def test_too_many_columns_rows_or_bytes_in_a_line_are_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = write("Date,Merchant,Amount\n" + "x," * 300 + "\n")
    with pytest.raises(TooLarge, match="200 columns"):
        open_statement(wide)
    with pytest.raises(TooLarge, match="1 MiB"):
        encoding.encoding_of(write("Date,Merchant,Amount\n" + "x" * (3 << 20)))
    monkeypatch.setattr(text_file, "MAX_ROWS", 5)
    long = open_statement(write("Date,Merchant,Amount\n" + "25/03/2024,ACME,1.00\n" * 4))
    assert len(list(long.rows())) == 4
    with pytest.raises(TooLarge, match="more than 5 rows"):
        open_statement(write("Date,Merchant,Amount\n" + "25/03/2024,ACME,1.00\n" * 5))
