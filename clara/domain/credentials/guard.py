"""What one token may do less than the person in whose name it acts."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.errors import Forbidden
from clara.domain.ids import CardId

MAX_CARDS = 50
MAX_DAILY_WRITES = 10_000


class Unlocking(StrEnum):
    """Whether a token may do what lets money leave again."""

    ALLOWED = "allowed"
    CONFIRMED = "confirmed"
    """Each time with a person's yes."""
    REFUSED = "refused"


class Guard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The guard rails of a token. They narrow what its scopes and its user's role allow, and are
    set once, when it is made: another program can't loosen them."""

    is_read_only: Annotated[
        bool, Meta(description="Whether everything that changes something is refused.")
    ] = False
    unlocking: Annotated[
        Unlocking,
        Meta(
            description="Whether cards may be unlocked with it: `allowed`, `confirmed` (a person"
            " says yes each time) or `refused`."
        ),
    ] = Unlocking.ALLOWED
    card_ids: Annotated[
        tuple[CardId, ...],
        Meta(
            max_length=MAX_CARDS,
            description="The only cards it sees and changes, with their card transactions; every"
            " card of the company when empty.",
        ),
    ] = ()
    daily_writes: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=MAX_DAILY_WRITES,
                description="How many changes it makes at most in 24 hours; as many as it likes"
                " when null.",
            ),
        ]
        | None
    ) = None

    def require_write(self) -> None:
        """Raises `token_is_read_only`."""
        if self.is_read_only:
            raise Forbidden(
                "token_is_read_only",
                "This token is for reading only.",
                remedy="Do it yourself, or use a token without that guard rail.",
            )

    def require_risk(self) -> None:
        """Raises `token_cannot_unlock`."""
        if self.unlocking is Unlocking.REFUSED:
            raise Forbidden(
                "token_cannot_unlock",
                "Cards can't be unlocked with this token.",
                remedy="Unlock the card yourself, or use a token without that guard rail.",
            )


UNGUARDED = Guard()
