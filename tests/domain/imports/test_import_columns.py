"""Columns are found by word in three languages, by content, or from a given or saved mapping."""

import msgspec
import pytest

from clara.domain.errors import Invalid
from clara.domain.imports.cell import Cell
from clara.domain.imports.columns import Field, Mapping, detect, header_signature

ROW: list[Cell] = ["05/03/2024", "ACME", "12.50"]


def fields(headers: list[str], *rows: list[Cell], currency: str = "MXN") -> dict[str, str]:
    return detect(headers, rows, currency).described()


@pytest.mark.parametrize(
    ("headers", "row", "expected"),
    [
        (
            ["FIN.TRANSACTION DATE", "MCH.MERCHANT NAME", "FIN.TRANSACTION AMOUNT"],
            ROW,
            ["date", "merchant", "amount"],
        ),
        (["Date", "Payee", "Value"], ROW, ["date", "merchant", "amount"]),
        (["Fecha", "Proveedor", "Importe"], ROW, ["date", "merchant", "amount"]),
        (["Fecha de compra", "Beneficiario", "Monto"], ROW, ["date", "merchant", "amount"]),
        (["DATA TRANSAÇÃO", "FAVORECIDO", "VALOR"], ROW, ["date", "merchant", "amount"]),
        (["TransactionDate", "MerchantName", "Amount"], ROW, ["date", "merchant", "amount"]),
        (["date", "title", "amount"], ROW, ["date", "merchant", "amount"]),
        (["Fecha", "Concepto", "Importe"], ROW, ["date", "merchant", "amount"]),
        (["Date", "Name", "Amount"], ROW, ["date", "merchant", "amount"]),
        (["Posting date", "Merchant", "Amount"], ROW, ["date", "merchant", "amount"]),
        (
            ["Data", "Portador", "Estabelecimento", "Valor"],
            ["05/03/2024", "A. B.", "ACME", "12,50"],
            ["date", "cardholder", "merchant", "amount"],
        ),
        (
            ["Data de Compra", "Nome no Cartão", "Final do Cartão", "Descrição", "Valor"],
            ["05/03/2024", "A. B.", "1234", "ACME", "12,50"],
            ["date", "cardholder", "card", "merchant", "amount"],
        ),
        (
            ["Fecha", "Titular", "Tarjeta", "Comercio", "MCC", "Cargo", "Abono", "Saldo"],
            ["05/03/2024", "A. B.", "**** 1234", "ACME", "5812", "12.50", "", "99.00"],
            ["date", "cardholder", "card", "merchant", "mcc", "debit", "credit", None],
        ),
        (
            ["Date", "Holder", "Merchant", "Merchant City", "Amount", "VAT amount"],
            ["05/03/2024", "A. B.", "ACME", "Leeds", "12.50", "2.50"],
            ["date", "cardholder", "merchant", None, "amount", None],
        ),
    ],
)
def test_headers_are_known_by_word(
    headers: list[str], row: list[Cell], expected: list[str | None]
) -> None:
    found = {header: field for field, header in fields(headers, row).items()}
    assert [found.get(header) for header in headers] == expected


def test_unknown_headers_are_known_by_content() -> None:
    rows: list[list[Cell]] = [
        ["05/03/2024", "ACME", "12.50", "************1234", "5812"],
        ["06/03/2024", "FOO BAR", "-3.00", "************1234", "5812"],
        ["25/03/2024", "ACME", "1,250.00", "************9876", "4111"],
    ]
    assert fields(["A1", "B1", "C1", "D1", "E1"], *rows) == {
        "date": "A1",
        "merchant": "B1",
        "amount": "C1",
        "card": "D1",
        "mcc": "E1",
    }


def test_a_header_word_over_the_wrong_content_gives_way_to_content() -> None:
    found = fields(["Date", "When", "Merchant", "Amount"], ["n/a", "05/03/2024", "ACME", "9.99"])
    assert found["date"] == "When"


def test_of_two_amounts_the_one_in_the_companys_currency_is_billed() -> None:
    headers = ["Data", "Descrição", "Valor (em US$)", "Valor (em R$)"]
    mapping = detect(headers, [["05/03/2024", "ACME", "10.00", "51.20"]], "BRL")
    assert mapping.described()["amount"] == "Valor (em R$)"
    assert mapping.currency == "BRL"


def test_an_original_amount_beside_a_billed_one_is_kept_apart() -> None:
    headers = ["Fecha", "Comercio", "Importe", "Importe original", "Moneda original"]
    found = fields(headers, ["05/03/2024", "ACME", "170.00", "10.00", "USD"])
    assert found["amount"] == "Importe"
    assert found["original_amount"] == "Importe original"
    assert found["original_currency"] == "Moneda original"


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("amount_gbp", "GBP"),
        ("Valor (R$)", "BRL"),
        ("Importe MXN", "MXN"),
        ("Amount in USD", "USD"),
        ("Monto ($)", None),
        ("Amount (all)", None),
        ("Amount", None),
    ],
)
def test_the_currency_comes_from_the_header(header: str, currency: str | None) -> None:
    assert detect(["Date", "Merchant", header], [ROW], "COP").currency == currency


def test_the_date_order_is_looked_for_past_the_sample() -> None:
    rows = [["01/02/2024", "ACME", "1.00"]] * 500 + [["01/31/2024", "ACME", "1.00"]]
    mapping = detect(["Date", "Merchant", "Amount"], rows, "USD")
    assert (mapping.date_order, mapping.date_order_known) == ("mdy", True)


def test_missing_columns_are_named_with_what_was_seen_and_what_to_do() -> None:
    with pytest.raises(Invalid) as refused:
        detect(["Date", "Colour"], [["05/03/2024", ""]], "MXN")
    assert refused.value.code == "import_columns_missing"
    assert refused.value.details == {
        "missing": ["amount", "merchant"],
        "headers": ["Date", "Colour"],
    }
    assert "Colour" in refused.value.message
    assert "mapping" in str(refused.value.remedy)


def test_a_given_mapping_wins_by_header_or_number_and_the_rest_is_detected() -> None:
    headers = ["Booked", "Date", "Who", "Amount"]
    rows: list[list[Cell]] = [["01/03/2024", "05/03/2024", "ACME", "12,50"]]
    mapping = detect(
        headers, rows, "MXN", given={"date": 1, "merchant": "who", "date_order": "mdy"}
    )
    assert mapping.described() == {"date": "Booked", "merchant": "Who", "amount": "Amount"}
    assert mapping.date_order == "mdy"
    assert mapping.decimal_mark == ","


@pytest.mark.parametrize(
    "given",
    [
        {"colour": "Date"},
        {"date": "Fecha"},
        {"date": 9},
        {"date": 0},
        {"date": ""},
        {"date": "Date", "amount": "Date"},
        {"date_order": "ydm"},
        {"decimal_mark": ";"},
        {"currency": "XXQ"},
        {"spend": "upwards"},
        {f"key{number}": 1 for number in range(50)},
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(given: dict[str, str | int]) -> None:
    with pytest.raises(Invalid) as refused:
        detect(["Date", "Merchant", "Amount"], [ROW], "MXN", given=given)
    assert refused.value.code == "invalid_mapping"
    assert refused.value.details["headers"] == ["Date", "Merchant", "Amount"]


def test_a_saved_mapping_is_json_and_is_reused() -> None:
    headers = ["A", "B", "C"]
    given: dict[str, str | int] = {"date": 1, "merchant": 2, "amount": 3, "date_order": "mdy"}
    first = detect(headers, [ROW], "MXN", given=given)
    saved = msgspec.json.decode(msgspec.json.encode(first), type=Mapping)
    assert saved == first
    again = detect(headers, [ROW], "MXN", saved=saved)
    assert again.columns == {Field.DATE: 0, Field.MERCHANT: 1, Field.AMOUNT: 2}
    assert again.date_order == "mdy"


def test_what_a_file_shows_wins_over_what_was_saved() -> None:
    headers = ["Date", "Merchant", "Amount"]
    saved = detect(headers, [["25/03/2024", "ACME", "12,50"]], "MXN")
    later = detect(headers, [["03/25/2024", "ACME", "12.50"]], "MXN", saved=saved)
    assert (later.date_order, later.decimal_mark) == ("mdy", ".")


def test_a_signature_is_that_of_the_headers_whatever_their_case() -> None:
    assert header_signature(["Fecha", "Importe"]) == header_signature(["FECHA ", "importe"])
    assert header_signature(["Fecha", "Importe"]) != header_signature(["Importe", "Fecha"])
    assert len(header_signature([])) == 32
