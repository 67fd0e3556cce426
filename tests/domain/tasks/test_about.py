"""By what people know a task again in a list."""

from typing import Any

import pytest

from clara.domain.tasks.about import about_of


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ({"prompt": "top 5 merchants"}, "top 5 merchants"),
        ({"import_id": "import_1", "name": "statement.csv"}, "statement.csv"),
        ({"format": "csv", "filter": {}}, None),
        ({"prompt": 5, "name": "\u202e\u0000"}, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_task_is_about_a_question_a_file_or_nothing_that_has_words(
    asked: Any, about: str | None
) -> None:
    assert about_of(asked) == about


def test_a_card_number_in_a_question_is_masked() -> None:
    assert "4111111111111111" not in (about_of({"prompt": "card 4111111111111111?"}) or "")
