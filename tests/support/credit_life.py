"""One user's credits, on the store and as a bookkeeper with paper would follow them."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from clara.domain.credits.ledger import CREDITS, Account
from clara.domain.credits.payment import FactKind
from clara.domain.errors import ClaraError, Conflict, PaymentRequired
from tests.support.books import USD, Books
from tests.support.credits import Buyer
from tests.support.house import Person
from tests.support.paid_work import PaidWork
from tests.support.world import World

_DISPUTES = ("first", "second")
_ENDS = (FactKind.FAILED, FactKind.EXPIRED)


class Bought:
    """A purchase on paper. Amounts are in cents, and a cent buys a credit."""

    def __init__(self, opened: Any) -> None:
        self.opened = opened
        self.amount: int = opened.dollars * 100
        self.is_paid = False
        self.refunded = self.returned = self.uncollected = 0
        self.disputes: dict[str, tuple[FactKind, int]] = {}

    @property
    def owed(self) -> int:
        held = [n for kind, n in self.disputes.values() if kind is not FactKind.DISPUTE_WON]
        return min(self.amount, self.refunded + sum(held))

    def hears(self, kind: FactKind, dispute: str, amount: int) -> None:
        if kind is FactKind.PAID:
            self.is_paid = True
        elif kind is FactKind.REFUNDED:
            self.refunded = max(self.refunded, amount)
        elif kind not in _ENDS:
            known = self.disputes.get(dispute)
            is_open = known is not None and known[0] is FactKind.DISPUTED
            if known is None or (is_open and kind is not FactKind.DISPUTED):
                self.disputes[dispute] = (kind, amount)


class Life:
    """Every deed happens on the store and on paper; `which` and `amount` are any numbers, of which
    each deed takes what it needs."""

    def __init__(self, world: World, person: Person) -> None:
        self.buyer = Buyer(world, person)
        self.work = PaidWork(world.core, person.user.id)
        self.bought: list[Bought] = []
        self.reserved: Counter[str] = Counter()
        self.closed: set[str] = set()
        self.balance = self.spent = self.given = self.rushes_so_far = 0

    async def buys(self, which: int, amount: int) -> None:
        self.bought.append(Bought(await self.buyer.buys(5 + which)))

    async def hears(self, kind: FactKind, which: int, amount: int) -> None:
        if not self.bought:
            return
        one, dispute = self.bought[which % len(self.bought)], _DISPUTES[amount % 2]
        said = one.amount if kind is FactKind.PAID else amount % (one.amount + 1)
        await self.buyer.hears(one.opened, kind, amount_minor=said, dispute_id=dispute)
        was_paid = one.is_paid
        one.hears(kind, dispute, said)
        if one.is_paid:
            self.balance += 0 if was_paid else one.amount
            self._take_back(one)

    def _take_back(self, one: Bought) -> None:
        more, one.returned = one.owed - one.returned, one.owed
        missing = max(more - self.balance, 0) if more > 0 else max(more, -one.uncollected)
        one.uncollected += missing
        self.balance -= more - missing

    async def is_given(self, which: int, amount: int) -> None:
        """Or loses as much, by an operator's hand."""
        credits = amount - 300 or 1
        if self.balance + credits < 0:
            with pytest.raises(PaymentRequired):
                await self.buyer.is_given(credits)
            return
        await self.buyer.is_given(credits)
        self.given += credits
        self.balance += credits

    async def reserves(self, which: int, amount: int) -> None:
        name, credits = self._own(f"work {which}"), amount + 1
        held = self.reserved[name]
        if name in self.closed or held not in (0, credits):
            with pytest.raises(Conflict):
                await self.work.reserve(credits, name)
        elif not held and credits > self.balance:
            with pytest.raises(PaymentRequired):
                await self.work.reserve(credits, name)
        else:
            await self.work.reserve(credits, name)
            self.balance -= credits - held
            self.reserved[name] = credits

    async def settles(self, which: int, amount: int) -> None:
        self.spent += await self._close(self._own(f"work {which}"), self.work.settle)

    async def releases(self, which: int, amount: int) -> None:
        self.balance += await self._close(self._own(f"work {which}"), self.work.release)

    async def _close(self, name: str, close: Any) -> int:
        held = self.reserved.pop(name, 0)
        if not held:
            with pytest.raises(Conflict):
                await close(name)
            return 0
        await close(name)
        self.closed.add(name)
        return held

    async def rushes(self, which: int, amount: int) -> None:
        """As many as ten that spend the same at once."""
        self.rushes_so_far += 1
        names = [self._own(f"rush {self.rushes_so_far}.{n}") for n in range(which + 3)]
        credits = amount + 1
        outcomes = await asyncio.gather(
            *(self.work.reserve(credits, name) for name in names), return_exceptions=True
        )
        codes = [one.code if isinstance(one, ClaraError) else one for one in outcomes]
        served = [name for name, code in zip(names, codes, strict=True) if code is None]
        assert len(served) == min(len(names), self.balance // credits)
        assert {code for code in codes if code is not None} <= {"not_enough_credits"}
        self.balance -= credits * len(served)
        self.reserved.update(dict.fromkeys(served, credits))

    def _own(self, name: str) -> str:
        return f"{name} of {self.work.user_id}"

    @property
    def books(self) -> Books:
        """As they are on paper; accounts that hold nothing are left out."""
        paid = [one for one in self.bought if one.is_paid]
        kept = sum(one.amount - one.returned for one in paid)
        held: Books = Counter(
            {
                (Account.AVAILABLE, CREDITS): self.balance,
                (Account.RESERVED, CREDITS): self.reserved.total(),
                (Account.CONSUMED, CREDITS): self.spent,
                (Account.ADJUSTED, CREDITS): -self.given,
                (Account.ISSUED, CREDITS): -kept,
                (Account.UNCOLLECTED, CREDITS): -sum(one.uncollected for one in paid),
                (Account.PAYMENTS, USD): kept,
                (Account.SALES, USD): -kept,
            }
        )
        return Counter({place: amount for place, amount in held.items() if amount})
