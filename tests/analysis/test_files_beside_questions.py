"""Files that came with a question change nothing of one that is not about them."""

import asyncio

from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.application.analysis.ports import Analyst
from clara.domain.analysis.plan import Intent, QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason
from tests.analysis.question_set import WITH_FILES, Asked, question_set
from tests.analysis.vocabulary import ask

OF_FILES = (Intent.RECEIPTS, Intent.STATEMENT)
OTHERS = (
    *("open", "held", "late", "last", "fresh", "unseen", "trap"),
    *("broad", "sealed", "blind"),
)


def _planned(analyst: Analyst, one: Asked, *, has_files: bool) -> QueryPlan | Refusal:
    question = ask(one.text, one.language, has_attachments=has_files)
    return asyncio.run(analyst.plan(question)).outcome


def test_a_file_beside_an_ordinary_question_changes_nothing_of_its_plan() -> None:
    analyst = RulesAnalyst()
    for one in question_set(*OTHERS):
        alone = _planned(analyst, one, has_files=False)
        beside = _planned(analyst, one, has_files=True)
        if isinstance(alone, Refusal):
            assert isinstance(beside, Refusal), one.text
            assert beside.reason is alone.reason, one.text
        elif alone.intent not in OF_FILES:
            assert beside == alone, one.text


def test_a_question_about_files_without_any_says_that_it_needs_them() -> None:
    analyst = RulesAnalyst()
    about_files = [one for one in question_set(*WITH_FILES) if one.wanted.startswith("statement")]
    refused = 0
    for one in about_files:
        outcome = _planned(analyst, one, has_files=False)
        assert isinstance(outcome, Refusal), one.text
        refused += outcome.reason is RefusalReason.NEEDS_ATTACHMENTS
    assert refused >= 0.9 * len(about_files)
