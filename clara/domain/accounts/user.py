"""A person with an account."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.ids import UserId


class User(Struct, frozen=True, kw_only=True):
    """An account. The password's hash is no part of it: secrets never sit in what can be encoded."""

    id: UserId
    email: Annotated[str, Meta(max_length=254, description="Address the user signs in with.")]
    first_name: Annotated[str, Meta(min_length=1, max_length=80)]
    last_name: Annotated[str, Meta(min_length=1, max_length=80)]
    is_active: bool = True
    is_2fa_enabled: bool = False
    is_dark_mode: bool = False
    created_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"
