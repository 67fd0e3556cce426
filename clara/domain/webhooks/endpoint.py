"""Where a company wants to be told, and of what."""

from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct, structs

from clara.domain.errors import Invalid, NotFound
from clara.domain.ids import CompanyId
from clara.domain.text import clean
from clara.domain.webhooks.event import EventType

MAX_ENDPOINTS = 20
"""Of one company."""
MAX_URL = 2_000
MAX_DESCRIPTION = 200
OLD_SECRET_LIVES = timedelta(hours=24)
"""How long the secret before the current one signs as well."""
GIVEN_UP_AFTER = timedelta(days=5)
"""An endpoint that has failed for so long is switched off."""

EndpointId = Annotated[
    str,
    Meta(
        max_length=64,
        description="Identifier of the webhook.",
        examples=["webhook_0123456789abcdef0123456789abcdef"],
    ),
]
Url = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_URL,
        description="Where events are sent by POST: https, a public host.",
        examples=["https://erp.example.com/clara"],
    ),
]
EventTypes = Annotated[
    tuple[EventType, ...],
    Meta(
        max_length=len(EventType),
        description="What it is told of; of everything when empty.",
        examples=[["card.locked", "card.unlocked"]],
    ),
]
Description = Annotated[
    str,
    Meta(max_length=MAX_DESCRIPTION, description="For people.", examples=["ERP of production"]),
]


class Endpoint(Struct, frozen=True, kw_only=True):
    """`failing_since` is when the first of the failures was after which nothing arrived;
    `off_because` says why it was switched off, where nobody did."""

    id: str
    company_id: CompanyId
    url: str
    event_types: tuple[EventType, ...]
    description: str
    is_enabled: bool
    created_at: datetime
    updated_at: datetime
    failing_since: datetime | None = None
    off_because: str | None = None

    def hears_of(self, type: EventType) -> bool:
        return type is EventType.TEST or not self.event_types or type in self.event_types

    def changed(
        self,
        *,
        url: str | None,
        event_types: tuple[EventType, ...] | None,
        description: str | None,
        is_enabled: bool | None,
        at: datetime,
    ) -> "Endpoint":
        """With what is given. Switched on again it begins anew."""
        enabled = self.is_enabled if is_enabled is None else is_enabled
        begins_anew = enabled and (not self.is_enabled or url is not None)
        return structs.replace(
            self,
            url=checked_url(url) if url is not None else self.url,
            event_types=self.event_types if event_types is None else event_types,
            description=self.description if description is None else described(description),
            is_enabled=enabled,
            failing_since=None if begins_anew else self.failing_since,
            off_because=None if enabled else self.off_because,
            updated_at=at,
        )


def checked_url(url: str) -> str:
    """Raises `invalid_webhook_url`. Whether its host is one that may be called is looked at when it
    is, too."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise _invalid("it is not well-formed") from error
    if any(character <= " " or character == "\x7f" for character in url):
        raise _invalid("it has blanks or control characters")
    if parts.scheme not in ("https", "http") or not host:
        raise _invalid("it has to begin with https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise _invalid("it holds a credential; receivers know us by the signature")
    if parts.fragment:
        raise _invalid("what follows # never reaches a server")
    return url


def described(text: str) -> str:
    """What is kept of a description."""
    return clean(text, MAX_DESCRIPTION)


def not_found() -> NotFound:
    return NotFound.of("webhook")


def _invalid(reason: str) -> Invalid:
    return Invalid("invalid_webhook_url", f"The webhook's address can't be used: {reason}.")
