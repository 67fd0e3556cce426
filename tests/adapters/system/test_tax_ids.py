"""Tax ids of three countries, by their own rules."""

import pytest

from clara.adapters.system.tax_ids import StdnumTaxIds
from clara.domain.errors import Invalid

GOOD = {
    ("MX", "GODE561231GR8"): "GODE561231GR8",
    ("MX", " gode561231gr8 "): "GODE561231GR8",
    ("MX", "GODE-561231-GR8"): "GODE561231GR8",
    ("MX", "XAXX010101000"): "XAXX010101000",
    ("MX", "XEXX010101000"): "XEXX010101000",
    ("BR", "16.727.230/0001-97"): "16.727.230/0001-97",
    ("BR", "16727230000197"): "16.727.230/0001-97",
    # Letters since July 2026 (Receita Federal, IN RFB 2.229/2024), example of the agency.
    ("BR", "12.ABC.345/01DE-35"): "12.ABC.345/01DE-35",
    ("BR", "12abc34501de35"): "12.ABC.345/01DE-35",
    ("CO", "800191045-1"): "800191045-1",
    ("CO", "800.191.045-1"): "800191045-1",
    ("CO", "8001910451"): "800191045-1",
    ("US", "12-3456789"): "12-3456789",
    ("DE", "\u202ede 811\u200b907980"): "DE 811907980",
}


@pytest.mark.parametrize(("asked", "written"), GOOD.items())
def test_a_tax_id_is_written_officially(asked: tuple[str, str], written: str) -> None:
    checked = StdnumTaxIds().check(*asked)
    assert (checked.tax_id, checked.warning) == (written, None)


@pytest.mark.parametrize("rfc", ["GODE561231GR9", "GODE561231GRA"])
def test_a_wrong_check_digit_of_an_rfc_is_doubtful_only(rfc: str) -> None:
    checked = StdnumTaxIds().check("MX", rfc)
    assert checked.tax_id == rfc
    assert checked.warning is not None
    assert "check digit" in checked.warning


BAD = [
    ("MX", ""),
    ("MX", "GODE561331GR8"),
    ("MX", "GODE56123"),
    ("MX", "1234561231GR8"),
    ("MX", "16.727.230/0001-97"),
    ("BR", "16.727.230/0001-98"),
    ("BR", "16.727.230/0001"),
    ("BR", "12.ABC.345/01DE-36"),
    ("BR", "GODE561231GR8"),
    ("BR", "\x00"),
    ("CO", "800191045-2"),
    ("CO", "8"),
    ("CO", "ABC"),
    ("US", ""),
    ("US", "\u200b \x00"),
]


@pytest.mark.parametrize(("country", "tax_id"), BAD)
def test_what_is_none_is_refused_with_the_field_and_the_reason(country: str, tax_id: str) -> None:
    with pytest.raises(Invalid) as caught:
        StdnumTaxIds().check(country, tax_id)
    assert caught.value.code == "invalid_tax_id"


def test_the_refusal_names_the_tax_id_as_people_call_it() -> None:
    with pytest.raises(Invalid) as caught:
        StdnumTaxIds().check("BR", "1")
    assert "CNPJ" in caught.value.message
    [error] = caught.value.details["errors"]
    assert error["field"] == "tax_id"
    assert error["reason"]


def test_more_than_a_tax_id_can_hold_is_refused_not_cut() -> None:
    for country in ("MX", "BR", "CO", "US"):
        with pytest.raises(Invalid, match="invalid_tax_id"):
            StdnumTaxIds().check(country, "8" * 33)
