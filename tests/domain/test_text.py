"""Text from outside: cleaned of what cannot be seen, and folded for comparison."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.text import clean, fold


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Cafe   Luna \n", "Cafe Luna"),
        ("a\tb\nc\r\nd", "a b c d"),
        ("a\u00a0b\u3000c", "a b c"),
        ("pay\u200bpal", "paypal"),
        ("\u202egnirts\u202c", "gnirts"),
        ("\ufeffname", "name"),
        ("e\U000e0041\U000e0042vil", "evil"),
        ("\x1b[31mred\x00", "[31mred"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("São João ñ 東京", "São João ñ 東京"),
        ("", ""),
        ("\u200b\u200b", ""),
    ],
)
def test_hidden_characters_go_and_blanks_fold(text: str, cleaned: str) -> None:
    assert clean(text, 100) == cleaned


def test_text_is_cut_after_it_was_cleaned() -> None:
    assert clean("\u200b" * 100 + "abcdef", 3) == "abc"


def test_a_cut_between_two_words_leaves_no_blank_at_the_end() -> None:
    assert clean("abc def", 4) == "abc"


@given(st.text(), st.integers(1, 50))
def test_cleaning_twice_changes_nothing_more(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert clean(once, limit) == once
    assert len(once) <= limit


@given(st.text())
def test_cleaned_text_can_be_stored_as_utf_8(text: str) -> None:
    assert clean(text, 1_000).encode().decode() == clean(text, 1_000)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Luis Pérez", "luis perez"),
        ("LUIS  PEREZ", "luis perez"),
        ("Luis-Pérez", "luis perez"),
        ("luis_perez", "luis perez"),
        ("luis__perez", "luis perez"),
        ("luis _ perez", "luis perez"),
        ("_luis_", "luis"),
        ("São João", "sao joao"),
        ("Straße", "strasse"),
        ("ＦＵＬＬ", "full"),
        ("ﬁn", "fin"),
        ("B&Q", "b q"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_comparison_ignores_accents_case_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folded_words_are_divided_by_one_blank(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="abcñéãçü ÁÊ-", max_size=30))
def test_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower())
