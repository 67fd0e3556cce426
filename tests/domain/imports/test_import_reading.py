"""Rows become card transactions, or rejections that say why."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.merchant import UNIDENTIFIED
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.imports.cell import Cell
from clara.domain.imports.columns import detect
from clara.domain.imports.reading import Rejected, RowReader

HEADERS = ["Date", "Merchant", "Amount"]
Outcome = NewRow | Rejected | None


def read(
    headers: list[str],
    *rows: Sequence[Cell],
    currency: str = "MXN",
    zone: str = "America/Mexico_City",
    company_id: str = "company-1",
) -> list[Outcome]:
    mapping = detect(headers, rows, currency)
    reader = RowReader(mapping, company_id=company_id, currency=currency, zone=ZoneInfo(zone))
    return [reader.read(line, row) for line, row in enumerate(rows, start=2)]


def good(headers: list[str], *rows: Sequence[Cell], currency: str = "MXN") -> list[NewRow]:
    found = read(headers, *rows, currency=currency)
    assert all(isinstance(row, NewRow) for row in found), found
    return [row for row in found if isinstance(row, NewRow)]


def rejected(headers: list[str], *rows: Sequence[Cell]) -> Rejected:
    *_, last = read(headers, *rows)
    assert isinstance(last, Rejected)
    return last


def at(row: NewRow) -> datetime:
    return datetime.fromtimestamp(row.occurred_at / 1_000_000, UTC)


def test_a_plain_row_is_a_posted_purchase_without_a_card() -> None:
    [row] = good([*HEADERS, "Holder"], ["25/03/2024", "TESCO STORES 6292", "12.50", "A. B."])
    assert (row.amount_minor, row.currency) == (1250, "MXN")
    assert (row.type, row.status) == (
        CardTransactionType.PURCHASE,
        CardTransactionStatus.POSTED,
    )
    assert (row.merchant_raw, row.merchant) == ("TESCO STORES 6292", "Tesco Stores")
    assert (row.card, row.last_four, row.cardholder) == (None, None, "A. B.")
    assert (row.category, len(row.id)) == (Category.OTHER, 16)


def test_a_date_without_a_time_is_noon_of_the_companys_zone() -> None:
    [row] = good(HEADERS, ["25/03/2024", "ACME", "1.00"])
    assert at(row) == datetime(2024, 3, 25, 18, tzinfo=UTC)


def test_a_time_is_local_unless_it_has_an_offset() -> None:
    rows = good(
        HEADERS,
        ["25/03/2024 09:30", "ACME", "1.00"],
        ["2024-03-25T09:30:00Z", "ACME", "1.00"],
        [datetime(2024, 3, 25, 9, 30), "ACME", "1.00"],
        [date(2024, 3, 25), "ACME", "1.00"],
    )
    assert [at(row).hour for row in rows] == [15, 9, 15, 18]


def test_a_column_of_times_completes_the_date() -> None:
    rows = good(
        [*HEADERS, "Hora"],
        ["25/03/2024", "ACME", "1.00", "09:30"],
        ["25/03/2024", "ACME", "1.00", ""],
        ["25/03/2024", "ACME", "1.00", "?"],
    )
    assert [(at(row).hour, at(row).minute) for row in rows] == [(15, 30), (18, 0), (18, 0)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "ACME", "1.00"], "missing_date"),
        (["31/02/2024", "ACME", "1.00"], "invalid_date"),
        (["25/03/1903", "ACME", "1.00"], "invalid_date"),
        (["25/03/2024", "ACME", ""], "missing_amount"),
        (["25/03/2024", "ACME", "-"], "missing_amount"),
        (["25/03/2024", "ACME"], "missing_amount"),
        (["25/03/2024", "ACME", "lots"], "invalid_amount"),
        (["25/03/2024", "ACME", "1.005"], "invalid_amount"),
        (["", "TOTAL ENERGIES", "45.00"], "missing_date"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_reason(row: list[Cell], code: str) -> None:
    found = rejected(HEADERS, ["25/03/2024", "ACME", "1.00"], row)
    assert (found.line, found.code) == (3, code)
    assert found.reason.endswith(".")


def test_a_full_card_number_rejects_the_row_and_is_not_repeated() -> None:
    number = "4111 1111 1111 1111"
    found = rejected([*HEADERS, "Card"], ["25/03/2024", "ACME", "1.00", number])
    assert found.code == "full_card_number"
    assert "1111" not in found.reason


def test_a_full_card_number_elsewhere_is_masked() -> None:
    [row] = good(
        [*HEADERS, "Notes"], ["25/03/2024", "ACME 4111111111111111", "1.00", "4111111111111111"]
    )
    assert "4111111111111111" not in f"{row.merchant}{row.merchant_raw}{row.description}"


@pytest.mark.parametrize(
    ("cell", "card", "last_four"),
    [
        ("************1069", "************1069", "1069"),
        ("XXXX-XXXX-XXXX-1234", "XXXX-XXXX-XXXX-1234", "1234"),
        ("1069", "1069", "1069"),
        (176, "0176", "0176"),
        (1069.0, "1069", "1069"),
        ("Corporate card 4471", "Corporate card 4471", "4471"),
        ("Virtual", None, None),
        ("", None, None),
    ],
)
def test_a_card_is_kept_as_given_and_never_invented(
    cell: Cell, card: str | None, last_four: str | None
) -> None:
    [row] = good([*HEADERS, "Card"], ["25/03/2024", "ACME", "1.00", cell])
    assert (row.card, row.last_four) == (card, last_four)


def test_blank_rows_and_totals_are_passed_over() -> None:
    first: list[Cell] = ["25/03/2024", "ACME", "1.00"]
    found = read(
        HEADERS,
        first,
        ["", " ", None],
        [],
        ["", "Total", "1.00"],
        ["", "", "1.00"],
        ["", "TOTAL:", ""],
    )
    assert found[1:] == [None] * 5


def test_a_row_without_a_merchant_keeps_its_money() -> None:
    [_, row] = good(HEADERS, ["25/03/2024", "ACME", "1.00"], ["30/01/2018", "", "-244.48"])
    assert (row.merchant, row.merchant_raw) == (UNIDENTIFIED, "")
    assert (row.amount_minor, row.type) == (-24448, CardTransactionType.REFUND)


def test_zero_is_a_purchase() -> None:
    [row] = good(HEADERS, ["25/03/2024", "ACME", "0.00"])
    assert (row.amount_minor, row.type) == (0, CardTransactionType.PURCHASE)


@pytest.mark.parametrize(
    ("text", "amount", "kind", "minor"),
    [
        ("Purchase", "5.00", "PURCHASE", 500),
        ("Compra", "5.00", "PURCHASE", 500),
        ("CARD_PAYMENT", "5.00", "PURCHASE", 500),
        ("Devolución", "5.00", "REFUND", -500),
        ("Estorno", "-5.00", "REFUND", -500),
        ("Comisión", "5.00", "FEE", 500),
        ("IOF", "5.00", "FEE", 500),
        ("Tarifa", "-5.00", "REFUND", -500),
        ("Pagamento", "5.00", "PAYMENT", -500),
        ("Payment", "-5.00", "PAYMENT", -500),
        ("C", "5.00", "CREDIT", -500),
        ("D", "5.00", "PURCHASE", 500),
        ("???", "5.00", "PURCHASE", 500),
    ],
)
def test_a_type_column_tells_type_and_sign(text: str, amount: str, kind: str, minor: int) -> None:
    headers = [*HEADERS, "Type"]
    plain = ["25/03/2024", "ACME", "1.00", "Purchase"]
    *_, row = good(headers, plain, plain, ["25/03/2024", "ACME", amount, text])
    assert (row.type, row.amount_minor) == (kind, minor)


def test_a_type_column_that_names_the_cards_kind_turns_nothing_round() -> None:
    rows = good([*HEADERS, "Tipo"], *[["25/03/2024", "ACME", "1.00", "Crédito"]] * 3)
    assert {row.type for row in rows} == {CardTransactionType.PURCHASE}


def test_a_file_whose_purchases_are_negative_is_turned_round() -> None:
    rows = good(
        [*HEADERS, "Type"],
        ["25/03/2024", "ACME", "-9.00", "Sale"],
        ["25/03/2024", "ACME", "-2.00", "Sale"],
        ["25/03/2024", "ACME", "4.00", "Return"],
    )
    assert [row.amount_minor for row in rows] == [900, 200, -400]


def test_a_bill_paid_is_a_payment_and_not_a_refund() -> None:
    rows = good(
        HEADERS,
        ["25/03/2024", "SU PAGO GRACIAS", "-900.00"],
        ["25/03/2024", "Pagamento recebido", "-900.00"],
        ["25/03/2024", "PAGO FACIL SA", "-9.00"],
    )
    assert [row.type for row in rows] == ["PAYMENT", "PAYMENT", "REFUND"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Pendiente", "AUTHORIZED"),
        ("Declined", "DECLINED"),
        ("Cancelada", "REVERSED"),
        ("Aprobada", "POSTED"),
        ("", "POSTED"),
    ],
)
def test_a_status_column_is_understood(text: str, status: str) -> None:
    [row] = good([*HEADERS, "Status"], ["25/03/2024", "ACME", "1.00", text])
    assert row.status == status


def test_debit_and_credit_columns_make_one_signed_amount() -> None:
    headers = ["Fecha", "Concepto", "Cargo", "Abono"]
    found = read(
        headers,
        ["25/03/2024", "ACME", "1,250.00", ""],
        ["25/03/2024", "ACME", "0.00", "50.00"],
        ["25/03/2024", "ACME", "-", "-50.00"],
        ["25/03/2024", "ACME", "5.00", "5.00"],
        ["25/03/2024", "ACME", "", ""],
    )
    assert [row.amount_minor for row in found if isinstance(row, NewRow)] == [125000, -5000, -5000]
    assert [row.code for row in found if isinstance(row, Rejected)] == [
        "invalid_amount",
        "missing_amount",
    ]


def test_each_row_is_in_its_own_currency_where_it_names_one() -> None:
    found = read(
        [*HEADERS, "Moneda"],
        ["25/03/2024", "ACME", "1.00", "USD"],
        ["25/03/2024", "ACME", "1.00", ""],
        ["25/03/2024", "ACME", "1.00", "$"],
        ["25/03/2024", "ACME", "1.00", "shells"],
    )
    assert [row.currency for row in found if isinstance(row, NewRow)] == ["USD", "MXN", "MXN"]
    assert isinstance(found[-1], Rejected)
    assert found[-1].code == "invalid_currency"


def test_what_the_merchant_charged_is_kept_apart_where_it_differs() -> None:
    headers = [*HEADERS, "Original amount", "Original currency"]
    rows = good(
        headers,
        ["25/03/2024", "ACME", "170.00", "10.00", "USD"],
        ["25/03/2024", "ACME", "-170.00", "10.00", "USD"],
        ["25/03/2024", "ACME", "1500.00", "13,000", "JPY"],
        ["25/03/2024", "ACME", "10.00", "10.00", "MXN"],
        ["25/03/2024", "ACME", "10.00", "?", "??"],
        ["25/03/2024", "ACME", "10.00", "", "EUR"],
    )
    assert [(row.original_minor, row.original_currency) for row in rows] == [
        (1000, "USD"), (-1000, "USD"), (13000, "JPY"), (None, None), (None, None), (None, "EUR"),
    ]  # fmt: skip


def test_mcc_goes_before_category_and_unknown_category_text_is_kept() -> None:
    rows = good(
        [*HEADERS, "MCC", "Category"],
        ["25/03/2024", "ACME", "1.00", "5812", "Hotels"],
        ["25/03/2024", "ACME", "1.00", 5812.0, ""],
        ["25/03/2024", "ACME", "1.00", "", "Hotels"],
        ["25/03/2024", "ACME", "1.00", "", "Odds and ends"],
    )
    assert [row.category for row in rows] == ["FOOD", "FOOD", "LODGING", "OTHER"]
    assert [row.mcc for row in rows] == [5812, 5812, None, None]
    assert rows[-1].description == "Odds and ends"


def ids(headers: list[str], *rows: Sequence[Cell], company_id: str = "company-1") -> list[bytes]:
    found = read(headers, *rows, company_id=company_id)
    return [row.id for row in found if isinstance(row, NewRow)]


A: list[Cell] = ["25/03/2024", "ACME", "1.00"]
B: list[Cell] = ["26/03/2024", "ACME", "1.00"]
C: list[Cell] = ["27/03/2024", "ACME", "1.00"]


def test_the_same_file_gives_the_same_ids() -> None:
    assert ids(HEADERS, A, B, A) == ids(HEADERS, A, B, A)


def test_identical_purchases_stay_apart() -> None:
    assert len(set(ids(HEADERS, A, A, A))) == 3


def test_overlapping_files_share_the_ids_of_what_they_share() -> None:
    first, second = ids(HEADERS, A, A, B), ids(HEADERS, A, B, C, A, A)
    assert set(first) < set(second)
    assert len(set(second) - set(first)) == 2


def test_companies_do_not_share_ids() -> None:
    assert not set(ids(HEADERS, A)) & set(ids(HEADERS, A, company_id="company-2"))


def test_ids_do_not_depend_on_the_order_of_columns_or_on_how_values_are_written() -> None:
    english = ids([*HEADERS, "Directorate"], ["25/03/2024", "ACME", "1,000.00", "North"])
    other = ids(
        ["Directorate", "AMOUNT", "Fecha", "Payee"], ["North", 1000.0, date(2024, 3, 25), "ACME "]
    )
    assert english == other


def test_a_column_clara_does_not_keep_still_tells_rows_apart() -> None:
    headers = [*HEADERS, "Cost centre"]
    one, two = ids(headers, [*A, "North"], [*A, "South"])
    empty = ids(headers, [*A, ""])
    assert one != two
    assert empty == ids(HEADERS, A)


def test_separators_in_a_cell_do_not_make_two_rows_alike() -> None:
    headers = [*HEADERS, "P", "Q"]
    one, two = ids(headers, [*A, "x\x1e=q#1\x1fy", ""], [*A, "x", "y"])
    assert one != two


def test_a_rejected_row_takes_no_occurrence() -> None:
    found = read(HEADERS, A, ["", "ACME", "1.00"], A)
    assert [row.id for row in found if isinstance(row, NewRow)] == ids(HEADERS, A, A)
