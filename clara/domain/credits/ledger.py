"""The ledger of credits: double entry, in whole credits and in minor units of the money behind them.

Every movement is a transfer whose entries add up to zero in each unit. Transfers are only ever
added. What a user has is the sum of their entries; the number kept beside the user is that sum, and
a check compares the two.
"""

from collections import Counter
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.ids import CreditTransactionId, UserId

CREDITS = "CREDITS"
"""The unit of entries that are not money."""


class Account(StrEnum):
    """Of a user: what they can spend, and what is set aside for work that runs. The others belong
    to the installation: where credits come from and go to, and the money paid for them."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    ISSUED = "issued"
    CONSUMED = "consumed"
    ADJUSTED = "adjusted"
    UNCOLLECTED = "uncollected"
    """Credits whose money was taken back after they had been spent."""
    PAYMENTS = "payments"
    """Money at the payment provider."""
    SALES = "sales"


class TransferKind(StrEnum):
    PURCHASE = "purchase"
    REFUND = "refund"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute_won"
    RESERVE = "reserve"
    SETTLE = "settle"
    RELEASE = "release"
    ADJUSTMENT = "adjustment"


class Entry(Struct, frozen=True, kw_only=True):
    """Positive amounts come into the account, negative ones leave it."""

    account: Account
    unit: str
    amount: int


class Transfer(Struct, frozen=True, kw_only=True):
    """A movement of one user's credits, with at most one entry for an account. `reference` and
    `step` are what it was made for and which of its steps: there is one transfer of each."""

    id: CreditTransactionId
    user_id: UserId
    kind: TransferKind
    reference: str
    step: str
    description: str
    at: datetime
    entries: tuple[Entry, ...]

    def __post_init__(self) -> None:
        sums: Counter[str] = Counter()
        for entry in self.entries:
            sums[entry.unit] += entry.amount
        if any(sums.values()) or not self.entries:
            raise ValueError("the entries of a transfer add up to zero in each unit")
        if len({entry.account for entry in self.entries}) < len(self.entries):
            raise ValueError("a transfer has one entry for an account")

    @property
    def available(self) -> int:
        """What it does to the credits that the user can spend."""
        return self.moved(Account.AVAILABLE)

    @property
    def money_minor(self) -> int:
        return self.moved(Account.PAYMENTS)

    def moved(self, account: Account) -> int:
        return sum(entry.amount for entry in self.entries if entry.account is account)


def moving(amount: int, source: Account, target: Account, unit: str = CREDITS) -> tuple[Entry, ...]:
    """`amount` from `source` to `target`; nothing at all for nothing."""
    if not amount:
        return ()
    return (
        Entry(account=source, unit=unit, amount=-amount),
        Entry(account=target, unit=unit, amount=amount),
    )


def together(*movements: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Movements as one: what they do to an account is a single entry."""
    sums: Counter[tuple[Account, str]] = Counter()
    for entry in chain.from_iterable(movements):
        sums[entry.account, entry.unit] += entry.amount
    return tuple(
        Entry(account=account, unit=unit, amount=amount)
        for (account, unit), amount in sums.items()
        if amount
    )


class CreditTransactionType(StrEnum):
    CREDIT = "CREDIT"
    DEBIT = "DEBIT"


class CreditTransaction(Struct, frozen=True, kw_only=True):
    """A movement of what a user can spend, as they see it. `value_in_credits` is never negative;
    `fiat_minor` is the money that moved with it, None where none did."""

    id: CreditTransactionId
    user_id: UserId
    type: CreditTransactionType
    description: str
    value_in_credits: int
    fiat_minor: int | None
    created_at: datetime


class CreditTransactionList(Struct, frozen=True, kw_only=True):
    """Some of a user's credit transactions, newest first, after the `offset` newest; `total_count`
    is how many there are."""

    items: tuple[CreditTransaction, ...]
    offset: int
    total_count: int

    @property
    def next_offset(self) -> int | None:
        """Where the list goes on; None at its end."""
        after = self.offset + len(self.items)
        return after if after < self.total_count else None


Credits = Annotated[int, Meta(ge=1, le=10**12, description="A number of credits.", examples=[20])]
