"""Tax ids by python-stdnum: RFC (Mexico), CNPJ (Brazil), NIT (Colombia)."""

from typing import Any

from clara.application.companies.ports import CheckedTaxId, TaxIds
from clara.domain.errors import Invalid
from clara.domain.text import clean

_GENERIC_RFCS = ("XAXX010101000", "XEXX010101000")
"""Of the general public and of foreigners (SAT, Anexo 20); neither is anybody's own."""
_NAMES = {"MX": "RFC", "BR": "CNPJ", "CO": "NIT"}
_MAX = 32


class StdnumTaxIds(TaxIds):
    def check(self, country: str, tax_id: str) -> CheckedTaxId:
        # Imported by whoever first founds a company.
        from stdnum.br import cnpj
        from stdnum.co import nit
        from stdnum.exceptions import ValidationError
        from stdnum.mx import rfc

        written = clean(tax_id, _MAX + 1).upper()
        if len(written) > _MAX:
            raise Invalid("invalid_tax_id", f"A tax id has at most {_MAX} characters.")
        try:
            if country == "MX":
                return _rfc(rfc, written)
            if country == "BR":
                return CheckedTaxId(tax_id=cnpj.format(cnpj.validate(written)))
            if country == "CO":
                number = nit.validate(written)
                return CheckedTaxId(tax_id=f"{number[:-1]}-{number[-1]}")
        except ValidationError as error:
            name = _NAMES[country]
            raise Invalid(
                "invalid_tax_id",
                f"This is not a valid {name}.",
                details={"errors": [{"field": "tax_id", "reason": str(error)}]},
                remedy=f"Send the {name} as it stands on the registration.",
            ) from error
        if not written:
            raise Invalid("invalid_tax_id", "A tax id is needed.")
        return CheckedTaxId(tax_id=written)


def _rfc(rfc: Any, written: str) -> CheckedTaxId:
    from stdnum.exceptions import ValidationError

    number = rfc.validate(written, validate_check_digits=False)
    if number in _GENERIC_RFCS:
        return CheckedTaxId(tax_id=number)
    try:
        rfc.validate(number, validate_check_digits=True)
    except ValidationError:
        warning = "The check digit of this RFC does not fit; compare it with the registration."
        return CheckedTaxId(tax_id=number, warning=warning)
    return CheckedTaxId(tax_id=number)
