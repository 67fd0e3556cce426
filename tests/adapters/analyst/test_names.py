"""Names of the company in a question: whole, in part, misspelled, and such that look like words."""

import pytest

from clara.application.analysis.ports import Names
from clara.domain.accounts.language import Language
from clara.domain.analysis.assumption import AssumptionKind
from tests.adapters.analyst.asking import EN, ES, PT, plan, refusal
from tests.analysis.vocabulary import CARDHOLDERS, CARDS


@pytest.mark.parametrize(
    ("text", "language", "merchants"),
    [
        ("spend at Uber", EN, {"Uber"}),
        ("spend at uber eats", EN, {"Uber Eats"}),
        ("spend on Pemex and Shell", EN, {"Pemex", "Shell"}),
        ("spend at 7-Eleven", EN, {"7-Eleven"}),
        ("spend at 3M", EN, {"3M"}),
        ("spend at 99 last month", EN, {"99"}),
        ("spend at Google", EN, {"Google Ads", "Google Workspace"}),
        ("spend at Hilton", EN, {"Hilton Paseo Reforma"}),
        ("spend at starbuks", EN, {"Starbucks"}),
        ("gasto en Cinépolis", ES, {"Cinepolis"}),
        ("gasto en mercdo libre", ES, {"Mercado Libre"}),
        ("¿Cuánto gastamos entre Pemex y Shell?", ES, {"Pemex", "Shell"}),
        # Words that are also names.
        ("spend at Total", EN, {"Total"}),
        ("¿Cuánto gastamos en Total el mes pasado?", ES, {"Total"}),
        ("Quanto gastamos na Total?", PT, {"Total"}),
        ("Top 5 merchants", EN, set()),
        ("total spend in total", EN, set()),
        ("spend with Top Taxi", EN, {"Top Taxi"}),
        ("top 3 merchants", EN, set()),
        ("gasto de enero", ES, set()),
    ],
)
def test_merchants_are_found(text: str, language: Language, merchants: set[str]) -> None:
    assert set(plan(text, language).filters.merchants) == merchants


@pytest.mark.parametrize(
    ("text", "language", "cardholders"),
    [
        ("spend by Luis last month", EN, ("Luis Pérez",)),
        ("maria lopez's spending", EN, ("María López",)),
        ("¿Cuánto gastó Julio Gómez en julio?", ES, ("Julio Gómez",)),
        ("¿Cuánto gastó Domingo Ruiz el domingo?", ES, ("Domingo Ruiz",)),
        ("What did April Jones spend in April?", EN, ("April Jones",)),
    ],
)
def test_cardholders_are_found(text: str, language: Language, cardholders: tuple[str, ...]) -> None:
    assert plan(text, language).filters.cardholders == cardholders


@pytest.mark.parametrize(
    ("text", "language", "nearest"),
    [
        ("How much did Ana spend?", EN, ("Ana Souza", "Ana Torres")),
        ("What did April spend?", EN, ("April Jones",)),
    ],
)
def test_a_word_that_may_be_several_things_is_asked_about(
    text: str, language: Language, nearest: tuple[str, ...]
) -> None:
    refused = refusal(text, language)
    assert (refused.needs_clarification, refused.nearest) == (True, nearest)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("spend on card 4521", EN),
        ("spend on the 4521 card", EN),
        ("gasto de la tarjeta terminada en 4521", ES),
        ("gasto do cartão final 4521", PT),
        ("spend on the Marketing Team card", EN),
    ],
)
def test_cards_are_found_by_digits_and_alias(text: str, language: Language) -> None:
    planned = plan(text, language)
    assert (planned.filters.card_ids, planned.dimension) == (("card-1",), None)


def test_digits_that_no_card_has_are_asked_about() -> None:
    assert refusal("spend on card 4522").words == ("4522",)


def test_a_name_that_was_guessed_is_said() -> None:
    said = [one for one in plan("spend at starbuks").assumptions if "starbuks" in one.words]
    assert [(one.kind, one.taken_as) for one in said] == [(AssumptionKind.FUZZY_NAME, "Starbucks")]


def test_two_names_side_by_side_are_ranked_over_one_period() -> None:
    planned = plan("compare Uber and Rappi last month")
    assert (planned.intent, planned.dimension) == ("top", "merchant")
    assert set(planned.filters.merchants) == {"Uber", "Rappi"}


def test_placeholders_are_no_merchants() -> None:
    names = Names(
        merchants=("SEM INFORMACAO", "Uber"), cardholders=CARDHOLDERS, cards=CARDS, currencies=()
    )
    assert refusal("gasto em sem informacao", PT, names).reason
    assert plan("gasto na Uber", PT, names).filters.merchants == ("Uber",)


@pytest.mark.parametrize("word", ["hotel", "travel", "spend", "last month", "merchants"])
def test_a_merchant_called_like_a_word_does_not_capture_it(word: str) -> None:
    names = Names(merchants=(word.title(),), cardholders=(), cards=(), currencies=())
    asked = {
        "hotel": "hotel spend last month",
        "travel": "spend in the travel category",
        "spend": "how much did we spend",
        "last month": "how much did we spend last month",
        "merchants": "top merchants",
    }
    assert plan(asked[word], EN, names).filters.merchants == ()
