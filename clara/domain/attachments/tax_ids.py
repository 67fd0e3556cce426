"""Tax ids as invoices print them: by form alone, for an issuer's own is theirs to check."""

import re
from typing import NamedTuple

MAX_TAX_ID = 20

_FORMS = (
    ("BRL", re.compile(r"\b[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-\d{2}\b")),
    ("COP", re.compile(r"\bNIT\W{0,5}(\d{3}\.?\d{3}\.?\d{3}\s?-\s?\d)\b", re.IGNORECASE)),
    (
        "MXN",
        re.compile(
            r"(?<![\w&])[A-ZÑ&]{3,4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[A-Z0-9]{2}[0-9A]"
            r"(?!\w)"
        ),
    ),
)
"""Brazil's CNPJ, also the alphanumeric one of July 2026; Colombia's NIT; Mexico's RFC."""


class TaxId(NamedTuple):
    """Capitals and digits only, and the currency of the country that gives such ids."""

    text: str
    currency: str


def bare_tax_id(text: str) -> str | None:
    """`text` without marks and blanks, in capitals; None where nothing is left."""
    bare = "".join(
        character for character in text[:40].upper() if character.isalnum() or character == "&"
    )
    return bare[:MAX_TAX_ID] or None


def tax_id_in(text: str) -> TaxId | None:
    """The first that stands in `text`, which is the issuer's on nearly every invoice."""
    found = [
        (match.start(), currency, match[match.lastindex or 0])
        for currency, form in _FORMS
        if (match := form.search(text))
    ]
    if not found:
        return None
    _, currency, written = min(found)
    bare = bare_tax_id(written)
    return TaxId(bare, currency) if bare else None
