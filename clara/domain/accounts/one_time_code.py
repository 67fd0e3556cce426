"""One-time codes sent by mail: six digits to type, and a long code in a link.

Six digits can be guessed, so guesses are counted: five per code, and so many a day per account that
all kinds together are guessed with a probability of at most 1e-4 a day (NIST SP 800-63B, 5.2.2,
allows 100 failures; a code from an authenticator has two valid values at a time). The link's 128
random bits can't be guessed and are outside of those budgets, so that nobody who guesses can keep a
person out.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.ids import UserId

DIGITS = 6
LIVES = timedelta(minutes=10)
SAME_FOR = timedelta(seconds=60)
"""A code asked for again within this time is the same code: no second mail."""
MAX_ATTEMPTS = 5

Code = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9 _-]+$",
        description="The six digits of the mail or of the authenticator app; the long code of the"
        " mail's link, or a recovery code, serve as well.",
        examples=["421973"],
    ),
]


class CodePurpose(StrEnum):
    CHANGE_PASSWORD = "CHANGE_PASSWORD"  # noqa: S105 - a name
    TWO_FACTOR_AUTH = "TWO_FACTOR_AUTH"
    ACTIVATION = "ACTIVATION"


class Budget(StrEnum):
    """What is counted per account and day."""

    ACTIVATION = "activation"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a name
    SECOND_FACTOR = "second_factor"
    PASSWORD = "password"  # noqa: S105 - a name


NOBODY = ""
"""Whose budget is charged for an address that nobody has."""

A_DAY = timedelta(days=1)

GUESSES_A_DAY = {
    # A day begins with the first guess: within any 24 hours there may be twice as many.
    Budget.ACTIVATION: 12,
    Budget.CHANGE_PASSWORD: 12,
    Budget.SECOND_FACTOR: 12,
    # After so many wrong passwords in a day the right one needs a second factor, also where it is
    # switched off: that stops guessing without shutting the owner out.
    Budget.PASSWORD: 100,
}

BUDGET_OF = {
    CodePurpose.ACTIVATION: Budget.ACTIVATION,
    CodePurpose.CHANGE_PASSWORD: Budget.CHANGE_PASSWORD,
    CodePurpose.TWO_FACTOR_AUTH: Budget.SECOND_FACTOR,
}


class OneTimeCode(Struct, frozen=True, kw_only=True):
    """A live code of a user for a purpose; there is one of each at most. Only digests are kept."""

    user_id: UserId
    purpose: CodePurpose
    code_digest: bytes
    link_digest: bytes
    created_at: datetime
    expires_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether asking again gives the same code."""
        return now < self.created_at + SAME_FOR


def as_typed(code: str) -> str:
    """A code without the blanks that apps show and people type: `421 973`."""
    return code.replace(" ", "")


def is_digits(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdigit()
