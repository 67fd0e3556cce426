"""Refusals, assumptions, languages, and that nothing in a question goes unread."""

import asyncio
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from clara.adapters.analyst.rules.analyst import MAX_QUESTION, RulesAnalyst
from clara.adapters.analyst.rules.lexicon import load
from clara.adapters.analyst.rules.suggestions import suggestions
from clara.application.analysis.ports import Planned, Question
from clara.domain.accounts.language import Language
from clara.domain.analysis.assumption import AssumptionKind
from clara.domain.analysis.plan import Intent, QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason
from clara.domain.companies.company import Role
from clara.domain.errors import Invalid
from tests.adapters.analyst.asking import EN, ES, PT, analyst, asked, plan, refusal
from tests.analysis.question_set import question_set
from tests.analysis.vocabulary import ask


def kinds(text: str, language: Language = EN) -> set[AssumptionKind]:
    return {one.kind for one in plan(text, language).assumptions}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spend on travel", AssumptionKind.NO_PERIOD),
        ("spend recently", AssumptionKind.RECENTLY),
        ("top merchants", AssumptionKind.TOP),
        ("spend last month", AssumptionKind.LAST_MONTH),
        ("purchases over $5", AssumptionKind.COMPANY_CURRENCY),
        ("spend last week", AssumptionKind.SPEND),
        ("spend in March", AssumptionKind.WHOLE_YEARS_AGO),
    ],
)
def test_what_is_taken_for_granted_is_said(text: str, said: AssumptionKind) -> None:
    assert said in kinds(text)


@pytest.mark.parametrize(
    ("text", "unsaid"),
    [
        ("spend on travel last week", AssumptionKind.NO_PERIOD),
        ("top 10 merchants", AssumptionKind.TOP),
        ("purchases over USD 5", AssumptionKind.COMPANY_CURRENCY),
        ("refunds last week", AssumptionKind.SPEND),
        ("spend in March 2026", AssumptionKind.WHOLE_YEARS_AGO),
    ],
)
def test_what_the_question_says_is_no_assumption(text: str, unsaid: AssumptionKind) -> None:
    assert unsaid not in kinds(text)


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("How much did we spend on gizmos?", RefusalReason.UNKNOWN_WORDS, ("gizmos",)),
        ("What will travel cost us?", RefusalReason.FORECAST, ("will",)),
        ("Why is travel so high?", RefusalReason.WHY, ("Why",)),
        ("Should we cancel Slack?", RefusalReason.ADVICE, ("Should we",)),
        ("spend without travel", RefusalReason.NEGATION, ("without",)),
        ("all purchases but Uber", RefusalReason.NEGATION, ("but",)),
        ("our payroll last month", RefusalReason.NOT_HELD, ("payroll",)),
        ("spend in August and October", RefusalReason.TWO_PERIODS, ("August", "October")),
        ("spend by merchant and month", RefusalReason.TWO_GROUPINGS, ("merchant", "month")),
        ("thanks", RefusalReason.NO_QUESTION, ()),
        ("", RefusalReason.NO_QUESTION, ()),
    ],
)
def test_a_refusal_quotes_what_stood_in_the_way(
    text: str, reason: RefusalReason, words: tuple[str, ...]
) -> None:
    refused = refusal(text)
    assert (refused.reason, set(refused.words)) == (reason, set(words))


@pytest.mark.parametrize(
    ("text", "language", "reason", "tool"),
    [
        ("Lock Luis Pérez's card", EN, RefusalReason.ACTION, "lock_card"),
        ("Desbloquea la tarjeta 4521", ES, RefusalReason.ACTION, "unlock_card"),
        ("Exporte as transações de outubro", PT, RefusalReason.ACTION, "export_transactions"),
        ("How do I lock a card?", EN, RefusalReason.HOW_TO, "lock_card"),
        ("Cancel the Adobe subscription", EN, RefusalReason.ACTION, None),
    ],
)
def test_an_action_names_the_tool_that_does_it(
    text: str, language: Language, reason: RefusalReason, tool: str | None
) -> None:
    refused = refusal(text, language)
    assert (refused.reason, refused.tool) == (reason, tool)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("reason", list(RefusalReason))
def test_every_near_question_has_an_answer(language: Language, reason: RefusalReason) -> None:
    refused = Refusal(reason=reason, nearest=("Uber Eats",))
    offered = suggestions(refused, language) + suggestions(
        structs.replace(refused, nearest=()), language
    )
    assert 4 <= len(offered) <= 6
    for text in offered:
        planned = asked(text, language)
        assert isinstance(planned.outcome, QueryPlan), text
        assert planned.language is language


def test_a_refusal_offers_near_questions_in_the_language_of_the_question() -> None:
    refused = asked("¿Cuánto gastamos en starbcukz?", EN)
    assert isinstance(refused.outcome, Refusal)
    assert refused.language is ES
    assert refused.outcome.nearest == ("Starbucks",)
    assert refused.outcome.try_[0] == "¿Cuánto gastamos en Starbucks el mes pasado?"
    assert 2 <= len(refused.outcome.try_) <= 3


def test_the_language_is_the_question_s_and_else_the_caller_s() -> None:
    assert asked("Quanto gastamos no mês passado?", EN).language is PT
    assert asked("Uber", ES).language is ES
    assert asked("Uber", PT).language is PT


def test_whose_spending_my_is_is_asked_about_but_for_employees() -> None:
    assert refusal("my spending this month").words == ("my",)
    question = ask("my spending this month", EN)
    own = structs.replace(question, seat=structs.replace(question.seat, role=Role.EMPLOYEE))
    assert isinstance(_planned(own).outcome, QueryPlan)


def test_attached_files_are_what_a_statement_question_needs() -> None:
    assert plan("match the attached statement", EN, has_attachments=True).intent is Intent.STATEMENT
    refused = refusal("match the attached statement")
    assert (refused.reason, refused.needs_clarification) == (RefusalReason.NEEDS_ATTACHMENTS, True)


def test_every_further_content_word_is_explained_or_refused() -> None:
    for one in question_set("open"):
        planned = asked(f"{one.text} flibbertigibbet", one.language)
        assert isinstance(planned.outcome, Refusal), one.text
        assert "flibbertigibbet" in planned.outcome.words


def test_punctuation_changes_nothing() -> None:
    for one in question_set("open"):
        plain = re.sub(r"[¿?!.]", "", one.text)
        assert asked(plain, one.language).outcome == asked(one.text, one.language).outcome


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=MAX_QUESTION + 50))
def test_any_text_is_planned_or_refused(text: str) -> None:
    assert isinstance(asked(text).outcome, QueryPlan | Refusal)


_WORDS = sorted(
    {word for one in load().values() for word in one.words} | {"5", "2026", "Uber", "$"}
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=12), st.sampled_from(list(Language)))
def test_any_row_of_known_words_is_planned_or_refused(words: list[str], language: Language) -> None:
    outcome = asked(" ".join(words), language).outcome
    if isinstance(outcome, QueryPlan):
        assert outcome.period.first <= outcome.period.last
        assert (outcome.compare_with is not None) == (outcome.intent is Intent.COMPARE)
        assert (outcome.cards is not None) == (outcome.intent is Intent.CARDS)
        assert (outcome.policy is not None) == (outcome.intent is Intent.POLICY)
        assert 1 <= outcome.limit <= 100


def test_a_sentence_stays_as_it_is() -> None:
    planned = asked("spend last month")
    sentence = "You spent {F1}."
    assert asyncio.run(analyst().narrate(planned, sentence)) == sentence


def test_an_operator_s_words_are_added(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('"category.FUEL" = "charging station; juice"\n')
    grown = RulesAnalyst(tmp_path)
    planned = _planned(ask("spend on juice last month", EN), grown)
    assert isinstance(planned.outcome, QueryPlan)
    assert planned.outcome.filters.categories == ("FUEL",)
    assert refusal("spend on juice last month").words == ("juice",)


@pytest.mark.parametrize(
    "text", ["not toml", '"category.NOTHING" = "x"', '"nonsense" = "x"', "ask = 5", "stop = ['x']"]
)
def test_an_operator_s_file_that_nobody_understands_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "es.toml").write_text(text + "\n")
    with pytest.raises(Invalid) as raised:
        RulesAnalyst(tmp_path)
    assert raised.value.code == "invalid_lexicon"
    assert "es.toml" in raised.value.message


def _planned(question: Question, by: RulesAnalyst | None = None) -> Planned:
    return asyncio.run((by or analyst()).plan(question))
