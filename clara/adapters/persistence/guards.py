"""Guard rails as the credentials table holds them."""

import msgspec

from clara.domain.credentials.guard import UNGUARDED, Guard


def guard_text(guard: Guard) -> str | None:
    """None for a token without any."""
    return msgspec.json.encode(guard).decode() if guard != UNGUARDED else None


def guard_of(text: str | None) -> Guard:
    """Raises `msgspec.ValidationError` for a text that nobody here wrote: what can't be understood
    guards nothing, so the token is refused."""
    return msgspec.json.decode(text, type=Guard) if text else UNGUARDED
