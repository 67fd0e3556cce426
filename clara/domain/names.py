"""What people call the things they make: companies, tokens, applications."""

from clara.domain.errors import Invalid
from clara.domain.text import clean


def checked_name(name: str, limit: int) -> str:
    """`name` without hidden characters and needless blanks. Raises `invalid_name` when nothing is
    left of it that can be seen."""
    cleaned = clean(name, limit)
    if not cleaned:
        raise Invalid("invalid_name", "A name needs at least one visible character.")
    return cleaned
