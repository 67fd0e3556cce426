"""What telling companies' programs needs from the outside."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.webhooks.delivery import Delivery, DeliveryList, DeliveryStatus
from clara.domain.webhooks.endpoint import Endpoint
from clara.domain.webhooks.event import Happened


class Events(Protocol):
    """Within the operation's transaction: what is rolled back is told to nobody."""

    @abstractmethod
    async def add(self, company_id: str, *happened: Happened) -> None:
        """Tell the company's endpoints, once the operation has committed. Costs one statement, and
        writes nothing where nobody listens."""

    @abstractmethod
    async def add_for_user(self, user_id: str, *happened: Happened) -> None:
        """As `add`, to the companies that the user is an administrator of."""


class Webhooks(Protocol):
    """Endpoints and deliveries of companies, within the operation's transaction."""

    @abstractmethod
    async def of_company(self, company_id: str) -> tuple[Endpoint, ...]:
        """The oldest first."""

    @abstractmethod
    async def find(self, company_id: str, endpoint_id: str) -> Endpoint | None: ...

    @abstractmethod
    async def hold(self, company_id: str) -> int:
        """How many endpoints the company has, which nobody adds to until the operation ends."""

    @abstractmethod
    async def add(self, endpoint: Endpoint, secret: bytes) -> None: ...

    @abstractmethod
    async def save(self, endpoint: Endpoint) -> None: ...

    @abstractmethod
    async def renew_secret(self, endpoint: Endpoint, secret: bytes, old_until: datetime) -> None:
        """`secret` signs from now on, and until `old_until` the one before it as well."""

    @abstractmethod
    async def remove(self, endpoint: Endpoint) -> None:
        """With its deliveries."""

    @abstractmethod
    async def deliveries(
        self, endpoint: Endpoint, status: DeliveryStatus | None, before: str | None, limit: int
    ) -> DeliveryList: ...

    @abstractmethod
    async def replay(
        self, endpoint: Endpoint, delivery_id: str | None, since: datetime | None
    ) -> int:
        """Send one delivery again, or all that were given up since then; how many."""

    @abstractmethod
    async def send_only_to(self, endpoint: Endpoint, happened: Happened) -> Delivery:
        """Queue an event for this endpoint alone."""


class WebhookAddresses(Protocol):
    """Which addresses this installation calls: a setting."""

    @abstractmethod
    def require(self, url: str) -> None:
        """Raises `webhook_address_not_allowed` for one that can be seen not to be a public host's,
        or not to be encrypted, where that is asked for."""


class DueDelivery(Struct, frozen=True, kw_only=True):
    """A delivery taken to be sent: whoever took it is alone with it until `taken_until`. `secrets`
    are the current one and, for a while, the one before it."""

    id: str
    company_id: str
    endpoint_id: str
    url: str
    secrets: tuple[bytes, ...]
    event_id: str
    body: bytes
    attempts: int
    taken_until: datetime

    def __repr__(self) -> str:
        return f"DueDelivery(id={self.id!r})"


class Attempt(Struct, frozen=True, kw_only=True):
    """What became of one: the HTTP status that was answered, or why none was."""

    answered: int | None
    reason: str | None
    took_ms: int

    @property
    def is_delivered(self) -> bool:
        return self.answered is not None and 200 <= self.answered < 300

    @property
    def is_gone(self) -> bool:
        """The receiver wants no more (410)."""
        return self.answered == 410


class WebhookQueue(Protocol):
    """What waits to be sent, within a transaction that is short: none is open while a receiver is
    asked."""

    @abstractmethod
    async def has_work(self) -> bool:
        """Whether anything is due. Needs no transaction."""

    @abstractmethod
    async def sort(self, limit: int) -> None:
        """Make of up to `limit` new events a delivery for each endpoint that listens."""

    @abstractmethod
    async def take(self, limit: int, until: datetime) -> Sequence[DueDelivery]:
        """At most `limit` that are due, the longest due first. Nobody else gets them before
        `until`, when they are due again in case the taker died."""

    @abstractmethod
    async def keep(
        self, due: DueDelivery, attempt: Attempt, status: DeliveryStatus, due_at: datetime | None
    ) -> bool:
        """One more attempt, and when the next one is; False, and nothing changes, when the delivery
        was taken by another meanwhile."""

    @abstractmethod
    async def endpoint(self, due: DueDelivery) -> Endpoint | None:
        """Whom it is for, held until the transaction ends."""
