"""The languages people are written to in."""

from enum import StrEnum


class Language(StrEnum):
    EN = "en"
    ES = "es"
    PT = "pt"


_OF_COUNTRIES = {
    Language.PT: ("BR", "PT"),
    Language.ES: (
        *("AR", "BO", "CL", "CO", "CR", "DO", "EC", "ES", "GT", "HN", "MX", "NI", "PA", "PE"),
        *("PR", "PY", "SV", "UY", "VE"),
    ),
}


def language_of(country: str) -> Language:
    """What is spoken in a country (ISO 3166-1 alpha-2), else English."""
    return next((one for one, where in _OF_COUNTRIES.items() if country in where), Language.EN)


def preferred(accepted: str) -> Language | None:
    """The best of ours in an `Accept-Language` header (RFC 9110, 12.5.4), or None."""
    wishes: list[tuple[float, int, Language]] = []
    for place, wish in enumerate(accepted[:500].split(",")):
        tag, _, parameter = wish.strip().partition(";")
        name, _, weight = parameter.strip().partition("=")
        try:
            wanted = float(weight) if name.strip().lower() == "q" else 1.0
            if not 0 < wanted <= 1:
                continue
            wishes.append((-wanted, place, Language(tag.strip().lower().partition("-")[0])))
        except ValueError:
            continue
    return min(wishes)[2] if wishes else None
