"""Countries by their names, and time zones that companies here live in."""

from functools import cache
from unicodedata import combining, normalize

from clara.domain.accounts.language import Language
from clara.domain.companies.countries import COUNTRIES, USUAL

TIME_ZONES = tuple(
    f"America/{city}"
    for city in (
        "Mexico_City Tijuana Hermosillo Chihuahua Monterrey Merida Cancun Sao_Paulo Manaus Cuiaba"
        " Fortaleza Recife Bahia Belem Noronha Rio_Branco Bogota Lima Guayaquil La_Paz Santiago"
        " Buenos_Aires Montevideo Asuncion Caracas Panama Costa_Rica Guatemala Santo_Domingo"
        " New_York Chicago Los_Angeles"
    ).split()
)
"""Offered; every other zone can be written."""


@cache
def country_names(language: Language) -> dict[str, str]:
    """By code, in the order in which they are offered: those that most are from, then the alphabet."""
    from babel.core import Locale  # noqa: PLC0415 - servers that show no pages do without it

    said = Locale.parse(language.value).territories
    names = {code: str(said.get(code, code)) for code in COUNTRIES}
    rest = sorted(names.keys() - USUAL.keys(), key=lambda code: _spoken(names[code]))
    return {code: names[code] for code in (*USUAL, *rest)}


def _spoken(name: str) -> str:
    """`name` as dictionaries sort it: Österreich beside Oman."""
    return "".join(one for one in normalize("NFD", name) if not combining(one)).casefold()
