"""A person with an account."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, structs

from clara.domain.accounts.language import Language
from clara.domain.errors import Invalid
from clara.domain.ids import UserId
from clara.domain.text import clean

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

EmailAddress = Annotated[
    str,
    Meta(
        min_length=6,
        max_length=254,
        # As browsers check it (HTML Standard, 4.10.5.1.5), with at least two labels. Python's `$`
        # alone would let a line end follow.
        pattern=rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)+{_LABEL}$(?!\n)",
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


_MAX_NAME = 80


def named_well(user: User) -> User:
    """`user` with names cleaned of what can't be seen. Raises `invalid_parameters` when nothing of
    one is left."""
    names = {name: clean(getattr(user, name), _MAX_NAME) for name in ("first_name", "last_name")}
    for field, value in names.items():
        if not value:
            reason = "Expected at least one character that can be seen"
            raise Invalid(
                "invalid_parameters", details={"errors": [{"field": field, "reason": reason}]}
            )
    return structs.replace(user, **names)
