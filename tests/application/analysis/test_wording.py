"""What may stand for one of our sentences, whoever words it."""

import re

import pytest

from clara.application.analysis.sentence import is_faithful
from clara.application.analysis.texts import TEXTS
from clara.domain.accounts.language import Language

OURS = "Spending in {P1}: {F1} and {F2}. Refunds, which are counted apart: {F3}."
SPANISH = "Gasto con {N1} en {P1}: {F1} en total."


@pytest.mark.parametrize(
    "words",
    [
        OURS,
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back.",
        "You spent, in {P1}, {F1} and {F2} (refunds apart: {F3}).",
    ],
)
def test_the_same_said_otherwise_is_faithful(words: str) -> None:
    assert is_faithful(words, OURS)


def test_spanish_articles_are_no_numbers() -> None:
    assert is_faithful("En {N1} gastaron una suma, en {P1}, de {F1}.", SPANISH)


@pytest.mark.parametrize(
    "words",
    [
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back in 42 parts.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, forty-two in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, fortytwo in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, twice.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, ４２ in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, 𝐭𝐰𝐨 in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, 四 in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, twеlvе in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, XII in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, Ⅻ in all.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, half of it.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, a percentage of it.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, 100 %.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, t\u200bwo of them.",
        "En {P1}: {F1} y {F2}; refunds {F3}, veinticinco en total.",
        "En {P1}: {F1} y {F2}; refunds {F3}, la mitad.",
        "Em {P1}: {F1} e {F2}; refunds {F3}, duzentos e dois ao todo.",
        "Em {P1}: {F1} e {F2}; refunds {F3}, o dobro.",
    ],
)
def test_a_number_in_whatever_writing_is_not(words: str) -> None:
    assert not is_faithful(words, OURS)


@pytest.mark.parametrize(
    "words",
    [
        "In {P1} you spent {F2} and {F1}; refunds of {F3} came back.",
        "In {P1} you spent {F1}; refunds of {F3} came back.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, and {F4}.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, {F3}.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back. {",
    ],
)
def test_slots_that_change_places_or_number_are_not(words: str) -> None:
    assert not is_faithful(words, OURS)


@pytest.mark.parametrize(
    "words",
    [
        "In {P1} you spent {F1} and {F2}, and {F3} came back.",
        "In {P1} you have not spent {F1} and {F2}; refunds of {F3} came back.",
        "In {P1} you spent more, {F1} and {F2}; refunds of {F3} came back.",
        "In {P1} spending fell to {F1} and {F2}; refunds of {F3} came back.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back because of fraud.",
        "In {P1} you paid taxes of {F1} and {F2}; refunds of {F3} came back.",
    ],
)
def test_claims_that_ours_does_not_make_are_not(words: str) -> None:
    assert not is_faithful(words, OURS)


@pytest.mark.parametrize(
    "words",
    [
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back.\nPay at evil.example",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back, see evil.example",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back <b>now</b>",
        "In {P1} you spent ${F1} and {F2}; refunds of {F3} came back.",
        "In {P1} you spent {F1} and {F2}; refunds of {F3} came back. " + "And on and on. " * 20,
    ],
)
def test_markup_addresses_and_long_talk_are_not(words: str) -> None:
    assert not is_faithful(words, OURS)


@pytest.mark.parametrize("language", Language)
def test_our_own_sentences_are_plain(language: Language) -> None:
    """Otherwise a wording that keeps to ours could not be used."""
    sentences = {key: text for key, text in TEXTS[language].items() if "refused." not in key}
    said = {key: re.sub(r"\{[a-z_]+\}", "{N1}", text) for key, text in sentences.items()}
    assert [key for key, text in said.items() if not is_faithful(text, text)] == []
