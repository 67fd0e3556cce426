"""Receipts and invoices find the purchase they belong to, or say that they can't tell."""

import random
from datetime import timedelta

import pytest

from clara.domain.attachments.matching import DAYS_AFTER, DAYS_BEFORE, match_documents
from clara.domain.card_transactions.card_transaction import OriginalAmount
from tests.domain.attachments.builders import DAY, document, transaction

SELLERS = [
    ("OXXO CENTRO 1234", "Cadena Comercial OXXO, S.A. de C.V."),
    ("UBER *TRIP", "Uber Technologies"),
    ("RESTAURANTE LA PARROQUIA", "La Parroquia Restaurante SA de CV"),
    ("PEMEX 4471", "Pemex Refinación"),
    ("STARBUCKS COFFEE", "Starbucks Coffee México"),
    ("FARMACIA SAN PABLO", "Farmacia San Pablo S.A."),
]


def test_the_amount_and_the_seller_decide() -> None:
    right, other = transaction(), transaction("STARBUCKS 12")
    found = match_documents([document()], [other, right])
    assert [one.transaction for one in found.matched] == [right]
    assert found.without_document == (other,)
    assert not found.unclear


def test_another_amount_never_matches() -> None:
    found = match_documents([document(minor=100_01)], [transaction()])
    assert not found.matched
    assert len(found.without_transaction) == len(found.without_document) == 1


def test_another_currency_never_matches() -> None:
    assert not match_documents([document(currency="USD")], [transaction()]).matched


@pytest.mark.parametrize(
    ("days", "matches"),
    [(-DAYS_BEFORE, True), (-DAYS_BEFORE - 1, False), (DAYS_AFTER, True), (DAYS_AFTER + 1, False)],
)
def test_the_card_is_charged_a_few_days_around_the_invoice(days: int, matches: bool) -> None:
    charged = transaction(day=DAY + timedelta(days=days))
    found = match_documents([document()], [charged])
    assert bool(found.matched) is matches
    assert not matches or found.matched[0].days == days


def test_an_invoice_in_the_merchants_currency_matches_the_original_amount() -> None:
    abroad = transaction(
        "ADOBE", 1_050_00, original=OriginalAmount(amount_minor=59_99, currency="USD")
    )
    found = match_documents([document("Adobe Inc.", 59_99, currency="USD")], [abroad])
    assert found.matched[0].transaction == abroad


def test_a_single_purchase_of_the_amount_matches_whatever_it_is_called() -> None:
    found = match_documents([document("Operadora de Alimentos del Bajío")], [transaction("CAFE 7")])
    assert found.matched[0].name_likeness < 0.6


def test_a_choice_between_sellers_that_nothing_decides_is_not_made() -> None:
    several = [transaction("CAFE SOL"), transaction("BAR LUNA", day=DAY + timedelta(days=1))]
    found = match_documents([document("Operadora de Alimentos del Bajío")], several)
    assert not found.matched
    assert set(found.unclear[0].candidates) == set(several)
    assert len(found.without_document) == 2


def test_two_equal_receipts_take_two_equal_purchases() -> None:
    equal = [transaction(), transaction()]
    found = match_documents([document(), document()], equal)
    assert {one.transaction.id for one in found.matched} == {one.id for one in equal}


def test_a_third_equal_receipt_has_no_purchase_left() -> None:
    found = match_documents([document(), document(), document()], [transaction(), transaction()])
    assert (len(found.matched), len(found.without_transaction)) == (2, 1)


def test_the_nearest_of_several_days_is_taken() -> None:
    days = [transaction(day=DAY + timedelta(days=n)) for n in (-2, 1, 6)]
    assert match_documents([document()], days).matched[0].transaction == days[1]


def test_a_tax_id_is_remembered_with_its_seller() -> None:
    """The second invoice bears a legal name that says nothing; its tax id is known from the first."""
    known = document(tax_id="CCO8605231N4")
    unknown = document("Grupo Doce Servicios", 55_00, tax_id="CCO8605231N4")
    held = [transaction(), transaction(minor=55_00), transaction("BAR LUNA", 55_00)]
    found = match_documents([unknown, known], held)
    assert {one.document.issuer: one.transaction for one in found.matched} == {
        known.issuer: held[0],
        unknown.issuer: held[1],
    }


def test_a_tax_id_in_the_banks_text_is_as_good_as_a_name() -> None:
    held = [transaction("PAGO 1", reference="RFC CCO8605231N4"), transaction("PAGO 2")]
    found = match_documents([document("Grupo Doce", tax_id="CCO8605231N4")], held)
    assert found.matched[0].transaction == held[0]


def test_a_document_without_a_total_is_called_unreadable() -> None:
    found = match_documents([document(minor=None)], [transaction()])
    assert len(found.unreadable) == 1
    assert not found.without_transaction


@pytest.mark.parametrize("seed", range(20))
def test_generated_receipts_find_their_own_purchases(seed: int) -> None:
    """Amounts of a seller repeat; some purchases have no receipt and some receipts no purchase."""
    random_ = random.Random(seed)
    held, papers, expected = [], [], {}
    for number in range(200):
        raw, issuer = random_.choice(SELLERS)
        minor = random_.choice([35_00, 89_50, 120_00, number * 100 + 7])
        day = DAY + timedelta(days=random_.randrange(-40, 40))
        bought = transaction(raw, minor, day)
        held.append(bought)
        if random_.random() < 0.7:
            paper = document(issuer, minor, day - timedelta(days=random_.randrange(2)))
            papers.append(paper)
            expected[paper.number] = bought
    strangers = [document("Nobody Here", 9_999_90 + n) for n in range(10)]
    random_.shuffle(held)
    found = match_documents([*papers, *strangers], held)
    ids = [one.transaction.id for one in found.matched]
    assert len(ids) == len(set(ids))
    assert set(found.without_transaction) >= set(strangers)
    for one in found.matched:
        right = expected[one.document.number]
        assert (one.transaction.amount_minor, one.transaction.merchant) == (
            right.amount_minor,
            right.merchant,
        )
    placed = len(found.matched) + len(found.unclear) + len(found.without_transaction)
    assert placed == len(papers) + len(strangers)
    assert len(found.matched) >= 0.97 * len(papers)
