"""One event on its way to one endpoint."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.webhooks.event import EventType

PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000)
)
"""After each failure, as Standard Webhooks suggests: ten attempts within three days."""
KEPT_FOR = timedelta(days=30)
TIMEOUT_SECONDS = 15.0

DeliveryId = Annotated[
    str,
    Meta(
        max_length=64,
        description="Identifier of the delivery.",
        examples=["delivery_0123456789abcdef0123456789abcdef"],
    ),
]


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up; it can be sent again on request."""


class Delivery(Struct, frozen=True, kw_only=True):
    """`answered` is the last HTTP status, `reason` why the last attempt failed, `took_ms` how long it
    took; `due_at` when it is tried next."""

    id: str
    endpoint_id: str
    event_id: str
    type: EventType
    status: DeliveryStatus
    attempts: int
    created_at: datetime
    due_at: datetime | None
    tried_at: datetime | None
    answered: int | None
    reason: str | None
    took_ms: int | None


class DeliveryList(Struct, frozen=True, kw_only=True):
    """Newest first; `next_before` goes on with older ones."""

    items: tuple[Delivery, ...]
    next_before: str | None


def pause_after(failures: int) -> timedelta | None:
    """How long to wait after so many failures; None when it is given up."""
    return PAUSES[failures - 1] if failures <= len(PAUSES) else None
