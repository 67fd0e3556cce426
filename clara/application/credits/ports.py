"""What credits need from the outside."""

from abc import abstractmethod
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.accounts.user import User
from clara.domain.credits.ledger import CreditTransaction, CreditTransactionList, Transfer
from clara.domain.credits.payment import PaymentFact
from clara.domain.credits.purchase import Purchase
from clara.domain.ids import UserId


class Ledger(Protocol):
    """Transfers of credits. Everything but the reads is part of the operation's transaction."""

    @abstractmethod
    async def hold(self, user_id: str) -> int:
        """What the user can spend, which nobody else changes until the operation ends. Raises
        `user_not_found`."""

    @abstractmethod
    async def post(self, transfer: Transfer) -> bool:
        """Add a transfer; False, and nothing changes, when its reference has that step already.
        Raises `not_enough_credits` when the user could spend less than nothing afterwards."""

    @abstractmethod
    async def reserved(self, reference: str) -> tuple[UserId, int] | None:
        """Whose credits, and how many, are set aside for `reference` now; None for none."""

    @abstractmethod
    async def page(self, user_id: str, limit: int, offset: int) -> CreditTransactionList:
        """What moved the credits that the user can spend, newest first."""

    @abstractmethod
    async def find(self, user_id: str, transaction_id: str) -> CreditTransaction | None: ...


class Purchases(Protocol):
    @abstractmethod
    async def add(self, purchase: Purchase) -> None:
        """In a transaction of its own: what is asked of a provider is known here before."""

    @abstractmethod
    async def named(self, fact: PaymentFact) -> Purchase | None:
        """The purchase a fact is about, by our identifier, its session or its payment; held until
        the operation ends."""

    @abstractmethod
    async def known(self, fact: PaymentFact) -> Purchase | None:
        """As `named`, as it is now; nothing is held."""

    @abstractmethod
    async def of_session(self, session_id: str) -> Purchase | None: ...

    @abstractmethod
    async def save(self, purchase: Purchase, was: Purchase) -> Purchase:
        """`purchase` with its new version. Raises `conflict` when the stored one is not `was`."""

    @abstractmethod
    async def pending(self, before: datetime, limit: int) -> tuple[Purchase, ...]:
        """Those from before that instant that are still open, oldest first; nothing is held."""


class Customers(Protocol):
    """What payment providers call our users."""

    @abstractmethod
    async def find(self, user_id: str, provider: str) -> str | None: ...

    @abstractmethod
    async def keep(self, user_id: str, provider: str, customer_id: str) -> str:
        """Remember, in a transaction of its own; the one kept first, when there is one."""


class Checkout(Struct, frozen=True, kw_only=True):
    """A page on which a purchase is paid."""

    session_id: str
    url: str


class Payments(Protocol):
    """Who takes the money. All of it is remote: never called inside a transaction. Raises
    `payments_unavailable` when the provider does not answer, or not sensibly."""

    @property
    @abstractmethod
    def provider(self) -> str:
        """`stripe` or `sandbox`."""

    @abstractmethod
    async def new_customer(self, user: User) -> str:
        """The provider's identifier of `user`; the same one when asked twice within a day."""

    @abstractmethod
    async def checkout(self, purchase: Purchase, customer_id: str) -> Checkout:
        """The page for `purchase`, which carries our identifiers; the same one when asked twice
        within a day."""

    @abstractmethod
    async def portal(self, customer_id: str) -> str:
        """The address of a page where the customer sees receipts and payment methods."""

    @abstractmethod
    async def state(self, purchase: Purchase) -> PaymentFact | None:
        """What the provider says of a purchase's checkout now; None while it is open."""

    @abstractmethod
    def facts(self, since: datetime) -> AsyncIterator[PaymentFact]:
        """What has happened since then, oldest first, as far back as the provider remembers."""


class PaymentNotices(Protocol):
    """What a provider tells us by itself."""

    @abstractmethod
    async def read(self, body: bytes, signature: str) -> PaymentFact | None:
        """What a notice says; None for what is no concern of ours. Raises `invalid_signature` for
        one that the provider did not sign or signed too long ago, `payments_unavailable`."""
