"""The currency that a header names: "amount_gbp", "Valor (R$)", "Importe MXN"."""

import re

from clara.domain.errors import Invalid
from clara.domain.imports.amounts import currency_of
from clara.domain.imports.lexicon import header_words
from clara.domain.money import CURRENCIES

_SIGNS = re.compile(r"US\$|U\$S|R\$|MX\$|RD\$|COL\$|S/\.?|[€£₡₲]", re.IGNORECASE)
_WORDS = frozenset({"ALL", "TOP", "TRY", "CUP", "PEN", "MAD", "SOS", "GEL", "DOP"})
"""Codes that are words too: they count only in capitals between brackets."""
_BRACKETED = re.compile(r"[(\[]\s*(?:en |em |in )?([A-Za-z]{3})\s*[)\]]")


def header_currency(header: str) -> str | None:
    """The ISO 4217 code that `header` names, if any."""
    if bracketed := _BRACKETED.search(header):
        code = bracketed[1].upper()
        if code in CURRENCIES and (code not in _WORDS or bracketed[1].isupper()):
            return code
    last = header_words(header).upper().split(" ")[-1]
    if last in CURRENCIES and last not in _WORDS:
        return last
    if sign := _SIGNS.search(header):
        try:
            return currency_of(sign[0])
        except Invalid:  # pragma: no cover - every sign above is known
            return None
    return None
