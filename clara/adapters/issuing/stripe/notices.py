"""What Stripe tells of issued cards by itself: https://docs.stripe.com/issuing/controls/real-time-authorizations"""

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import msgspec
from msgspec import Struct

from clara.adapters.issuing.stripe import shapes
from clara.adapters.issuing.stripe.access import StripeAccess, unavailable
from clara.adapters.issuing.stripe.reading import authorization_of
from clara.application.issuer_news.ports import About, IssuerNotices, Notice
from clara.application.ports import Clock
from clara.domain.errors import Invalid

TOLERANCE = timedelta(minutes=5)
"""Stripe's own: an older signature may be a copy that somebody kept."""
REQUEST = "issuing_authorization.request"
_ABOUT = {
    "issuing_authorization": About.AUTHORIZATION,
    "issuing_transaction": About.TRANSACTION,
    "issuing_card": About.CARD,
    "issuing_cardholder": About.HOLDER,
}
_SECONDS = re.compile("[0-9]{1,12}")

S = TypeVar("S", bound=Struct)

_log = logging.getLogger("clara.issuing")


class _Named(Struct, frozen=True, kw_only=True):
    id: shapes.Id


@dataclass(frozen=True, slots=True)
class StripeIssuerNotices(IssuerNotices):
    """Several secrets are in use: one for each endpoint, and while one replaces another."""

    access: StripeAccess
    secrets: tuple[str, ...]
    clock: Clock

    def __repr__(self) -> str:
        return "StripeIssuerNotices()"

    async def read(self, body: bytes, signature: str) -> Notice | None:
        if not self._is_recent(signature) or not await self._is_signed(body, signature):
            raise Invalid(
                "invalid_signature",
                "The notice is not signed by our card issuer, or was more than 5 minutes ago.",
                remedy="Set STRIPE_ISSUING_WEBHOOK_SECRET to the signing secret of this endpoint.",
            )
        event = _read(body, shapes.Event)
        about = _ABOUT.get(event.type.partition(".")[0])
        if about is None:
            return None
        if event.livemode is not self.access.is_live:
            _log.error("stripe's event %s is of the other mode: nothing is done", event.id)
            return None
        version = event.api_version or ""
        if event.type == REQUEST:
            asked = authorization_of(_converted(event, shapes.Authorization))
            return Notice(about, asked.reference, version, asked if asked.asked else None)
        return Notice(about, _converted(event, _Named).id, version)

    async def _is_signed(self, body: bytes, signature: str) -> bool:
        return any([await self.access.is_signed(body, signature, one) for one in self.secrets])

    def _is_recent(self, signature: str) -> bool:
        pairs = [part.partition("=") for part in signature.split(",")]
        times = [value for name, _, value in pairs if name == "t"]
        if len(times) != 1 or _SECONDS.fullmatch(times[0]) is None:
            return False
        age = self.clock.now().timestamp() - int(times[0])
        return age <= TOLERANCE.total_seconds()


def _read(body: bytes, shape: type[S]) -> S:
    """Raises `issuer_unavailable`: Stripe tries again for days, time to update."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError) as error:
        _log.error("stripe sent what is no event: %s", error)
        raise unavailable() from None


def _converted(event: shapes.Event, shape: type[S]) -> S:
    try:
        return msgspec.convert(event.data.object, shape)
    except ValueError as error:
        # Which field it is and what it should be; msgspec quotes no values.
        _log.error("stripe's event %s can't be read: %s", event.id, error)
        raise unavailable() from None
