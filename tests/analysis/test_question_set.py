"""The question set holds what was promised, and the analyst meets its targets on it."""

from collections import Counter

import pytest

from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.domain.accounts.language import Language
from tests.analysis.notation import expected
from tests.analysis.question_set import PARTS, judge, question_set
from tests.analysis.vocabulary import seat

LEAST_RIGHT, MOST_WRONG = 0.97, 0.01


@pytest.mark.parametrize("part", PARTS)
def test_every_part_meets_its_targets(part: str) -> None:
    results = judge(RulesAnalyst(), question_set(part))
    verdicts = Counter(result.verdict for result in results)
    others = [(one.asked.text, one.why) for one in results if one.verdict != "right"]
    if part == "trap":
        assert others == []
    assert verdicts["right"] >= LEAST_RIGHT * len(results), others
    assert verdicts["wrong"] <= MOST_WRONG * len(results), others


def test_languages_and_parts_are_of_equal_size() -> None:
    plans = Counter((one.language, one.part) for one in question_set("open", "held"))
    assert set(plans.values()) == {28}
    assert len(question_set("trap")) >= 180
    broad = Counter((one.language, one.part) for one in question_set("broad", "sealed"))
    assert set(broad.values()) == {33}
    assert Counter(one.language for one in question_set("blind")) == dict.fromkeys(Language, 20)
    assert Counter(
        one.language for one in question_set("late", "last", "fresh", "unseen")
    ) == dict.fromkeys(Language, 60)


def test_no_question_is_asked_twice() -> None:
    counted = Counter((one.language, one.text) for one in question_set())
    assert [text for text, count in counted.items() if count > 1] == []


def test_every_expectation_can_be_read() -> None:
    for one in question_set():
        assert expected(one.wanted, seat(one.language)), one.text
