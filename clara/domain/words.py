"""Lists that callers write with commas, for clients that send plain text."""

from enum import StrEnum
from typing import TypeVar

from clara.domain.errors import Invalid

E = TypeVar("E", bound=StrEnum)


def words(text: str | None) -> list[str]:
    """`text` divided at its commas, blanks dropped."""
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def members(text: str | None, kind: type[E], field: str) -> tuple[E, ...]:
    """The members of `kind` that `text` names. Raises `unknown_<field>` with the valid ones."""
    found = []
    for word in words(text):
        try:
            found.append(_member(word, kind))
        except ValueError:
            valid = [member.value for member in kind]
            raise Invalid(
                f"unknown_{field}",
                f"'{word[:40]}' is not a {field}; valid are {', '.join(valid)}.",
                details={"field": field, "valid": valid},
            ) from None
    return tuple(dict.fromkeys(found))


def _member(word: str, kind: type[E]) -> E:
    try:
        return kind(word.upper())
    except ValueError:
        return kind(word.lower())
