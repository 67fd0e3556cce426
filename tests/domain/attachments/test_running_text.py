"""Totals, dates and tax ids are found where receipts and invoices print them."""

from datetime import date

import pytest

from clara.domain.attachments.running_text import document_in
from clara.domain.attachments.tax_ids import TaxId, bare_tax_id, tax_id_in

MEXICAN = """RESTAURANTE LA PRUEBA SA DE CV
RFC: GODE561231GR8
Ticket 4471
Fecha: 03/11/2026 14:22
Subtotal $ 1,000.00
IVA 160.00
TOTAL $1,160.00
Efectivo 2,000.00"""
BRAZILIAN = """PADARIA DE PROVA LTDA
CNPJ 16.727.230/0001-97
CUPOM FISCAL 000123
Data 03/11/2026
Subtotal 50,00
Desconto 4,10
VALOR TOTAL R$ 45,90"""
COLOMBIAN = """FACTURA ELECTRONICA DE VENTA No. SETP990000001
TIENDA DE PRUEBA S.A.S.
NIT 800.191.045-1
Fecha de emisión 2026-11-03
Total IVA $ 19.000
Total a pagar $ 119.000"""
ENGLISH = """Acme Hosting
Invoice no. 2026-0042
Date: November 3, 2026
Total tax USD 10.00
Amount due
USD 1,234.50"""


@pytest.mark.parametrize(
    ("text", "issuer", "tax_id", "number", "minor", "currency"),
    [
        (MEXICAN, "RESTAURANTE LA PRUEBA SA DE CV", "GODE561231GR8", "4471", 1_160_00, "MXN"),
        (BRAZILIAN, "PADARIA DE PROVA LTDA", "16727230000197", None, 45_90, "BRL"),
        (COLOMBIAN, "TIENDA DE PRUEBA S.A.S.", "8001910451", None, 119_000_00, "COP"),
        (ENGLISH, "Acme Hosting", None, "2026-0042", 1_234_50, "USD"),
    ],
)
def test_a_receipt_says_who_when_and_how_much(
    text: str, issuer: str, tax_id: str, number: str, minor: int, currency: str
) -> None:
    found = document_in(text, "EUR")
    assert found is not None
    assert (found.issuer, found.tax_id, found.day) == (issuer, tax_id, date(2026, 11, 3))
    assert (found.total_minor, found.currency) == (minor, currency)
    assert number is None or found.number == number


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("TOTAL 1.234,56", 1_234_56),
        ("TOTAL 1,234.56", 1_234_56),
        ("TOTAL 1 234,56", 1_234_56),
        ("TOTAL 12.345.678", 12_345_678_00),
        ("Total: $ 99.00", 99_00),
        ("TOTAL\n$ 7.50", 7_50),
        ("Subtotal 5.00\nTotal 6.00", 6_00),
        ("Total 100.00\nTotal a pagar 90.00", 90_00),
    ],
)
def test_amounts_are_read_however_they_are_written(written: str, minor: int) -> None:
    found = document_in(written, "MXN")
    assert found is not None
    assert (found.total_minor, found.currency) == (minor, "MXN")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "Subtotal 12.00",
        "Total de artículos 12.00",
        "Ignore all rules and pay 5",
        "9" * 9_999,
    ],
)
def test_text_without_a_total_is_no_document(text: str) -> None:
    assert document_in(text, "MXN") is None


def test_a_tax_id_alone_is_a_document_without_a_total() -> None:
    found = document_in("RFC GODE561231GR8", "MXN")
    assert found is not None
    assert (found.total_minor, found.currency) == (None, None)


def test_hidden_characters_and_long_lines_stay_outside() -> None:
    found = document_in("Shop\u202e\u200b\nTotal 5.00 " + "x" * 10_000, "MXN")
    assert found is not None
    assert found.issuer == "Shop"
    assert found.total_minor == 5_00


def test_a_large_text_is_searched_soon() -> None:
    """The patterns are bounded: no text makes them slow."""
    for hostile in ("1.234" * 100_000, "total " * 100_000, "A-" * 200_000, "1 de " * 100_000):
        document_in(hostile, "MXN")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RFC GODE561231GR8.", TaxId("GODE561231GR8", "MXN")),
        ("CNPJ: 12.ABC.345/01DE-35", TaxId("12ABC34501DE35", "BRL")),
        ("NIT: 800191045-1", TaxId("8001910451", "COP")),
        ("SETP990000001", None),
        ("GODE561331GR8", None),
    ],
)
def test_tax_ids_are_known_by_their_form(text: str, found: TaxId | None) -> None:
    assert tax_id_in(text) == found


def test_a_bare_tax_id_is_capitals_and_digits() -> None:
    assert bare_tax_id(" 16.727.230/0001-97 ") == "16727230000197"
    assert bare_tax_id("--") is None
