"""From Stripe's events (https://docs.stripe.com/api/events/types) to facts, whether they are told or
asked for."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

from clara.adapters.payments.stripe_api import StripeApi
from clara.adapters.payments.stripe_facts import concerns, of_charge, of_dispute, of_session
from clara.adapters.payments.stripe_failures import NoSuchThing
from clara.adapters.payments.stripe_shapes import (
    Charge,
    CheckoutSession,
    Dispute,
    Event,
    EventPage,
    PaymentIntent,
)
from clara.domain.credits.payment import PaymentFact

if TYPE_CHECKING:
    from stripe.params import EventListParams

_FAILED = "checkout.session.async_payment_failed"
_SESSIONS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.expired",
        _FAILED,
    }
)
_REFUNDS = frozenset({"charge.refunded"})
_DISPUTES = frozenset(
    {
        "charge.dispute.created",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)
TYPES = tuple(sorted(_SESSIONS | _REFUNDS | _DISPUTES))
"""What a webhook endpoint has to be sent."""

_PAGE = 100
_MOST_PAGES = 500

S = TypeVar("S", bound=Struct)

_log = logging.getLogger("clara.payments")


class NotReadable(Exception):
    """Something about money that does not have its form."""


@dataclass(frozen=True, slots=True)
class StripeEvents:
    api: StripeApi

    async def fact(self, event: Event) -> PaymentFact | None:
        """What `event` means for a purchase; None when it is no concern of ours. Raises
        `NotReadable`, `StripeFailed`."""
        if event.type not in TYPES:
            return None
        if event.livemode is not self.api.is_live:
            _log.error(
                "stripe's event %s is of the other mode than STRIPE_SECRET_KEY (live or test):"
                " nothing is done about it",
                event.id,
            )
            return None
        at = datetime.fromtimestamp(event.created, UTC)
        if event.type in _SESSIONS:
            session = _read(event, CheckoutSession)
            return of_session(session, event.id, at, has_failed=event.type == _FAILED)
        if event.type in _REFUNDS:
            return of_charge(_read(event, Charge), event.id, at)
        return await self._of_dispute(_read(event, Dispute), event.id, at)

    async def since(self, when: datetime) -> list[Event]:
        """Those that concern us, oldest first, for as long as Stripe keeps them: 30 days."""
        found: list[dict[str, Any]] = []
        asked: EventListParams = {
            "types": list(TYPES),
            "created": {"gte": int(when.timestamp())},
            "limit": _PAGE,
        }
        for _ in range(_MOST_PAGES):
            page = await self._page(asked)
            found += page.data
            if not page.has_more:
                break
            asked["starting_after"] = page.last_id
        else:
            _log.warning("stripe has more than %d events: the oldest are left out", len(found))
        return [event for event in map(_listed, reversed(found)) if event is not None]

    async def _page(self, asked: "EventListParams") -> EventPage:
        return await self.api.ask(
            "events", lambda client: client.v1.events.list_async(asked), EventPage
        )

    async def _of_dispute(self, dispute: Dispute, id: str, at: datetime) -> PaymentFact | None:
        if not concerns(dispute):
            return None
        payment_id = str(dispute.payment_intent)
        try:
            intent = await self.api.ask(
                "a disputed payment",
                lambda client: client.v1.payment_intents.retrieve_async(payment_id),
                PaymentIntent,
            )
        except NoSuchThing:
            return None
        return of_dispute(dispute, intent, id, at)


def told(body: bytes) -> Event:
    """The event in a notice. Raises `NotReadable`."""
    try:
        return msgspec.json.decode(body, type=Event)
    except (ValueError, RecursionError) as error:
        _log.error("stripe sent what is no event: %s", error)
        raise NotReadable from None


def _listed(raw: dict[str, Any]) -> Event | None:
    try:
        return msgspec.convert(raw, Event)
    except ValueError as error:
        _log.error("stripe lists what is no event: %s", error)
        return None


def _read(event: Event, shape: type[S]) -> S:
    try:
        return msgspec.convert(event.data.object, shape)
    except ValueError as error:
        # Which field it is and what it should be; msgspec quotes no values.
        _log.error("stripe's event %s can't be read: %s", event.id, error)
        raise NotReadable from None
