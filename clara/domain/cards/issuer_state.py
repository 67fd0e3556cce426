"""Whether the issuer of a card knows what we decided about it."""

from enum import StrEnum


class IssuerState(StrEnum):
    """CONFIRMED where the issuer does as we say, PENDING until it has said so, NOT_TOLD for cards of
    issuers that we can't tell anything. Our own decision holds in any case."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    NOT_TOLD = "not_told"
