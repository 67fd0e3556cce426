"""The language people are written to in: from a header, or from a country."""

import pytest

from clara.domain.accounts.language import Language, language_of, preferred

EN, ES, PT = Language.EN, Language.ES, Language.PT

HEADERS = {
    "": None,
    "en": EN,
    "es-MX": ES,
    "pt-BR,pt;q=0.9,en;q=0.8": PT,
    "PT-br": PT,
    "fr, de": None,
    "fr, es;q=0.2": ES,
    "en;q=0.5, es;q=0.7": ES,
    "en;Q=0.5, es;q=0.7": ES,
    "es;q=0.7,en;q=0.7": ES,
    "en ; q=0.1 , pt ; q = 0.2": PT,
    "es;q=0": None,
    "es;q=0, en;q=0.001": EN,
    "*": None,
    "*;q=0.5, pt;q=0.1": PT,
    "en;q=nan, es": ES,
    "en;q=inf, es;q=0.1": ES,
    "en;q=-1, es;q=0.1": ES,
    "en;q=2, es;q=0.1": ES,
    "en;q=, es;q=0.1": ES,
    "en;q=0.5.5, es;q=0.1": ES,
    "en;level=1, es;q=0.9": EN,
    ",,,;;;===": None,
    "español": None,
    "es_MX": None,
    "\x00en": None,
    "x" * 10_000 + ",en": None,
}


@pytest.mark.parametrize(("header", "language"), HEADERS.items())
def test_the_language_that_is_wanted_most_is_chosen(header: str, language: Language | None) -> None:
    assert preferred(header) is language


@pytest.mark.parametrize(
    ("country", "language"), [("MX", ES), ("CO", ES), ("BR", PT), ("US", EN), ("", EN)]
)
def test_a_country_has_its_language(country: str, language: Language) -> None:
    assert language_of(country) is language
