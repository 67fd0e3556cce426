"""Texts are the same in every language but for the language."""

import string

import pytest

from clara.application.analysis.refusing import in_words
from clara.application.analysis.texts import TEXTS
from clara.domain.accounts.language import Language
from clara.domain.analysis.refusal import Refusal, RefusalReason


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", Language)
def test_every_language_says_everything_with_the_same_slots(language: Language) -> None:
    english = TEXTS[Language.EN]
    assert TEXTS[language].keys() == english.keys()
    for key, text in TEXTS[language].items():
        assert slots(text) == slots(english[key]), key


@pytest.mark.parametrize("language", Language)
def test_no_text_holds_a_number(language: Language) -> None:
    texts = TEXTS[language].items()
    assert [key for key, text in texts if any(one.isnumeric() for one in text)] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", RefusalReason)
def test_every_reason_for_a_refusal_is_said(language: Language, reason: RefusalReason) -> None:
    refusal = Refusal(reason=reason, words=("xyz",), try_=("A?", "B?"), tool="lock_card")
    said = in_words(refusal, language)
    assert said.endswith("A? · B?")
    assert "lock_card" in said
    assert ("“xyz”" in said) == (reason is RefusalReason.UNKNOWN_WORDS)
