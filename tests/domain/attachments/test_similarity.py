"""Names of one seller are alike, names of two are not."""

import pytest

from clara.domain.attachments.similarity import ALIKE, likeness

SAME = [
    ("UBER *TRIP HELP.UBER.COM", "Uber"),
    ("OXXO CENTRO 1234", "Cadena Comercial OXXO, S.A. de C.V."),
    ("PAYPAL *ADOBE", "Adobe Inc."),
    ("AMZN MKTP US*2K4", "Amazon"),
    ("RESTAURANTE LA PARROQUIA", "La Parroquia Restaurante SA de CV"),
    ("PAO DE ACUCAR LJ 1312", "Pão de Açúcar"),
    ("FARMACIA SAN PABLO", "Farmácia San Pablo S.A.S."),
    ("STARBUCKS COFFEE 38122", "Starbucks Coffe"),
]
DIFFERENT = [
    ("OXXO CENTRO 1234", "Starbucks Coffee"),
    ("UBER", "Cabify"),
    ("NAO SE APLICA", "NAO SE APLICA"),
    ("SA DE CV", "SIGILOSO"),
    ("HOTEL FIESTA INN", "Gasolinera Pemex"),
    ("", "Uber"),
]


@pytest.mark.parametrize(("raw", "issuer"), SAME)
def test_a_seller_is_like_itself_however_it_is_written(raw: str, issuer: str) -> None:
    assert likeness(raw, issuer) >= ALIKE
    assert likeness(issuer, raw) == likeness(raw, issuer)


@pytest.mark.parametrize(("raw", "issuer"), DIFFERENT)
def test_two_sellers_and_placeholders_are_not_alike(raw: str, issuer: str) -> None:
    assert likeness(raw, issuer) < ALIKE
