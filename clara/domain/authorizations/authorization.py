"""An authorization: a charge that was decided, and what became of it, fact by fact.

What becomes of it is in `life.py`. Spent is authorized + posted − reversed − refunded.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from clara.domain.authorizations.charge import Charge
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.ids import AuthorizationId, CardId, CardTransactionId


class AuthorizationStatus(StrEnum):
    """POSTED as soon as nothing is held any more and something was captured."""

    DECLINED = "DECLINED"
    AUTHORIZED = "AUTHORIZED"
    POSTED = "POSTED"
    REVERSED = "REVERSED"
    EXPIRED = "EXPIRED"


class FactKind(StrEnum):
    AUTHORIZED = "AUTHORIZED"
    DECLINED = "DECLINED"
    INCREMENTED = "INCREMENTED"
    INCREMENT_DECLINED = "INCREMENT_DECLINED"
    REVERSED = "REVERSED"
    EXPIRED = "EXPIRED"
    CAPTURED = "CAPTURED"
    REFUNDED = "REFUNDED"
    DISPUTED = "DISPUTED"
    FORCE_POSTED = "FORCE_POSTED"


class AuthorizationFact(Struct, frozen=True, kw_only=True):
    """Something that became of an authorization; never changed. `number` counts from 1. `held_minor`
    is what is held after it. `transaction_id` is the card transaction that shows it."""

    number: int
    kind: FactKind
    amount_minor: int
    at: datetime
    held_minor: int
    reason: DeclineReason | None = None
    transaction_id: CardTransactionId | None = None


class AddedRow(Struct, frozen=True, kw_only=True):
    """A card transaction besides the one that the charge made."""

    id: CardTransactionId
    type: CardTransactionType
    status: CardTransactionStatus
    amount_minor: int
    occurred_at: datetime


class Authorization(Struct, frozen=True, kw_only=True):
    """Sums of its facts, in minor units of the card's currency. `transaction_id` is the row that the
    charge made; `version` is the number of its facts."""

    id: AuthorizationId
    card_id: CardId
    charge: Charge
    status: AuthorizationStatus
    currency: str
    reason: DeclineReason | None
    transaction_id: CardTransactionId
    expires_at: datetime | None
    authorized_minor: int = 0
    held_minor: int = 0
    reversed_minor: int = 0
    posted_minor: int = 0
    refunded_minor: int = 0
    disputed_minor: int = 0
    version: int = 1

    @property
    def approved(self) -> bool:
        return self.reason is None

    @property
    def spent_minor(self) -> int:
        """What it counts against limits, over all periods."""
        return self.held_minor + self.posted_minor - self.refunded_minor
