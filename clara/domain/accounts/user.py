"""A person with an account."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.accounts.language import Language
from clara.domain.ids import UserId

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

EmailAddress = Annotated[
    str,
    Meta(
        min_length=6,
        max_length=254,
        # As browsers check it (HTML Standard, 4.10.5.1.5), with at least two labels.
        pattern=rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)+{_LABEL}$",
        description="E-mail address; upper and lower case are the same.",
        examples=["ana.torres@example.com"],
    ),
]
FirstName = Annotated[
    str,
    Meta(min_length=1, max_length=80, pattern=r"\S", description="Given name.", examples=["Ana"]),
]
LastName = Annotated[
    str,
    Meta(
        min_length=1, max_length=80, pattern=r"\S", description="Family name.", examples=["Torres"]
    ),
]


def same_address(email: str) -> str:
    """The one spelling under which an address is kept and compared."""
    return email.strip().casefold()


class User(Struct, frozen=True, kw_only=True):
    """An account. The password's hash is no part of it: secrets never sit in what can be encoded."""

    id: UserId
    email: str
    first_name: str
    last_name: str
    is_active: bool = True
    is_2fa_enabled: bool = False
    is_dark_mode: bool = False
    language: Language = Language.EN
    credits: int = 0
    created_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"
