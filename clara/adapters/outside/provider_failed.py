"""How asking a provider fails, for every adapter that asks it."""

from typing import ClassVar

from clara.domain.errors import Unavailable


class ProviderFailed(Unavailable):
    """No answer, or none that makes sense. `is_refused` when the provider is there and does not do
    what it is asked, of which `is_unknown`, that there is no such thing, is one; `said` is its code
    for why."""

    is_refused: ClassVar[bool] = False
    is_unknown: ClassVar[bool] = False
    said: str | None = None
