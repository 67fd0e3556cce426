"""Webhooks on the wire: everything but the secret, which is shown once."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.wire.described import Count, Instant, described
from clara.application.webhooks.create_webhook import CreatedWebhook
from clara.application.webhooks.replay_webhook_deliveries import Replayed
from clara.domain.webhooks.delivery import Delivery, DeliveryList, DeliveryStatus
from clara.domain.webhooks.endpoint import Endpoint
from clara.domain.webhooks.event import EventType

_WEBHOOK = "webhook_0123456789abcdef0123456789abcdef"
_DELIVERY = "delivery_0123456789abcdef0123456789abcdef"
_SHOWN_NOW = "Keep the secret now: it is not shown again."
_SHOWN_BEFORE = "The secret was shown once, in the first answer to this request."


class WebhookView(Struct, frozen=True, kw_only=True):
    """Where a company's events are sent."""

    id: Annotated[str, described("The webhook.", _WEBHOOK)]
    url: Annotated[str, described("Where events are sent.", "https://erp.example.com/clara")]
    event_types: Annotated[
        tuple[EventType, ...], described("What it is told of; everything when empty.", [])
    ]
    description: Annotated[str, described("For people.", "ERP of production")]
    is_enabled: Annotated[bool, described("Whether events are sent there.", True)]
    created_at: Instant
    updated_at: Instant
    failing_since: Annotated[
        datetime | None, described("Since when nothing has arrived; null when something did.")
    ]
    off_because: Annotated[
        str | None,
        described("`failing` for five days, or `gone` (410); null where a person did it.", None),
    ]

    @classmethod
    def of(cls, endpoint: Endpoint) -> "WebhookView":
        return cls(**_fields(endpoint))


class CreatedWebhookView(WebhookView, frozen=True, kw_only=True):
    """A webhook with its secret."""

    secret: Annotated[
        str | None,
        described(
            "For checking signatures, in the first answer only; null when the request is repeated.",
            "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        ),
    ]
    note: Annotated[str, described("What to do with it.", _SHOWN_NOW)]

    @classmethod
    def of_created(cls, made: CreatedWebhook) -> "CreatedWebhookView":
        note = _SHOWN_NOW if made.secret is not None else _SHOWN_BEFORE
        return cls(**_fields(made.endpoint), secret=made.secret, note=note)

    def __repr__(self) -> str:
        return f"CreatedWebhookView(id={self.id!r})"


class DeliveryView(Struct, frozen=True, kw_only=True):
    """One event on its way to one webhook."""

    id: Annotated[str, described("The delivery.", _DELIVERY)]
    event_id: Annotated[
        str,
        described(
            "Sent as `webhook-id`: the same each time.", "event_0123456789abcdef0123456789abcdef"
        ),
    ]
    type: Annotated[EventType, described("Of what it tells.", "card.locked")]
    status: Annotated[DeliveryStatus, described("How far it is.", "delivered")]
    attempts: Count
    created_at: Instant
    due_at: Annotated[datetime | None, described("When it is tried next.")]
    tried_at: Annotated[datetime | None, described("When it was last tried.")]
    answered: Annotated[int | None, described("The HTTP status of the last answer.", 200)]
    reason: Annotated[str | None, described("Why there was no answer.", "it took too long")]
    took_ms: Annotated[int | None, described("How long the last attempt took.", 120)]

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryView":
        return cls(
            id=delivery.id,
            event_id=delivery.event_id,
            type=delivery.type,
            status=delivery.status,
            attempts=delivery.attempts,
            created_at=delivery.created_at,
            due_at=delivery.due_at,
            tried_at=delivery.tried_at,
            answered=delivery.answered,
            reason=delivery.reason,
            took_ms=delivery.took_ms,
        )


class DeliveryListView(Struct, frozen=True, kw_only=True):
    """Deliveries, newest first."""

    items: tuple[DeliveryView, ...]
    next_before: Annotated[
        str | None, described("Send it as `before` for older ones; null at the end.", _DELIVERY)
    ]

    @classmethod
    def of(cls, found: DeliveryList) -> "DeliveryListView":
        return cls(items=tuple(map(DeliveryView.of, found.items)), next_before=found.next_before)


class ReplayedView(Struct, frozen=True, kw_only=True):
    """What is sent again."""

    count: Count

    @classmethod
    def of(cls, replayed: Replayed) -> "ReplayedView":
        return cls(count=replayed.count)


def _fields(endpoint: Endpoint) -> dict[str, Any]:
    return {name: getattr(endpoint, name) for name in WebhookView.__struct_fields__}
