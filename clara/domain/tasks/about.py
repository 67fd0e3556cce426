"""By what people know a task again."""

from collections.abc import Mapping
from typing import Any

from clara.domain.card_numbers import mask_card_numbers
from clara.domain.text import clean

_NAMES = ("prompt", "name")
"""Where what was asked says it: a question, the name of a file."""
_MAX = 500


def about_of(asked: Any) -> str | None:
    """In the words of whoever asked; None where they had none."""
    if not isinstance(asked, Mapping):
        return None
    said = next((asked[name] for name in _NAMES if isinstance(asked.get(name), str)), "")
    return mask_card_numbers(clean(said, _MAX)) or None
