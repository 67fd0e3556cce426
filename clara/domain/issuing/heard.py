"""What an issuer says of its cards and of what happens on them, in our words.

References are the issuer's own names of things. Amounts are in minor units of the card's currency,
unless they are the merchant's.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class HeardCardStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    CANCELLED = "cancelled"


class HeardStatus(StrEnum):
    """CLOSED is captured or declined."""

    OPEN = "open"
    CLOSED = "closed"
    REVERSED = "reversed"
    EXPIRED = "expired"


class Asked(Struct, frozen=True, kw_only=True):
    """What is being asked for right now; `number` counts the requests before it. For a second
    request the amounts are what it adds."""

    number: int
    amount_minor: int
    merchant_minor: int


class HeardMerchant(Struct, frozen=True, kw_only=True):
    """As the terminal writes it: hostile text."""

    name: str
    mcc: int | None = None
    country: str | None = None


class HeardTransaction(Struct, frozen=True, kw_only=True, tag="transaction"):
    """Money that moved: above zero it was captured, below it came back. `dispute` names one that
    the holder has opened about it."""

    reference: str
    card: str
    authorization: str | None
    amount_minor: int
    merchant_minor: int
    merchant_currency: str
    merchant: HeardMerchant
    at: datetime
    dispute: str | None = None


class HeardAuthorization(Struct, frozen=True, kw_only=True, tag="authorization"):
    """A charge as the issuer has it now. `amount_minor` is the whole that was approved or declined;
    `asked` is None unless our answer is waited for."""

    reference: str
    card: str
    is_approved: bool
    status: HeardStatus
    amount_minor: int
    merchant_minor: int
    merchant_currency: str
    merchant: HeardMerchant
    is_online: bool
    at: datetime
    transactions: tuple[HeardTransaction, ...] = ()
    asked: Asked | None = None

    @property
    def held_minor(self) -> int:
        """What the issuer still holds: what was approved and neither captured nor let go of."""
        if not self.is_approved or self.status is not HeardStatus.OPEN:
            return 0
        captured = sum(max(0, one.amount_minor) for one in self.transactions)
        return max(0, self.amount_minor - captured)


class HeardCard(Struct, frozen=True, kw_only=True, tag="card"):
    """`intent` counts what the issuer had been told of the card when it was asked."""

    reference: str
    status: HeardCardStatus
    intent: int = 0


class HeardHolder(Struct, frozen=True, kw_only=True, tag="holder"):
    """`because` is the issuer's code for why the holder can't use cards."""

    reference: str
    is_active: bool
    because: str | None = None


Heard = HeardAuthorization | HeardTransaction | HeardCard | HeardHolder
