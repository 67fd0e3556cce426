"""What a company's programs are told when it happens."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from clara.domain.ids import CompanyId

MAX_BODY = 64 * 1024


class EventType(StrEnum):
    CARD_LOCKED = "card.locked"
    CARD_UNLOCKED = "card.unlocked"
    CARD_TRANSACTION_CREATED = "card_transaction.created"
    CARD_TRANSACTION_UPDATED = "card_transaction.updated"
    CARD_TRANSACTIONS_IMPORTED = "card_transactions.imported"
    """Once for an import, however many rows it added."""
    RECEIPT_ADDED = "card_transaction.receipt_added"
    AUTHORIZATION_DECLINED = "authorization.declined"
    TASK_FINISHED = "task.finished"
    CREDITS_PURCHASED = "credits.purchased"
    CREDITS_REFUNDED = "credits.refunded"
    CREDITS_SPENT = "credits.spent"
    TEST = "webhook.test"
    """Sent on request only, whatever an endpoint listens to."""


class Happened(Struct, frozen=True, kw_only=True):
    """A fact: identifiers and what a program decides by. Who needs more asks for it, with a
    credential that may see it."""

    type: EventType
    data: Mapping[str, Any]


class Event(Struct, frozen=True, kw_only=True):
    """A fact told to a company. `id` stays the same however often it is sent."""

    id: str
    company_id: CompanyId
    at: datetime
    happened: Happened

    @property
    def body(self) -> bytes:
        """As it is sent (Standard Webhooks, 1.0: `type`, `timestamp`, `data`)."""
        said = {"type": self.happened.type, "timestamp": self.at, "data": self.happened.data}
        return msgspec.json.encode(said)
