"""Paid work as an operation does it: credits are set aside, then spent or given back, each in a
transaction of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from clara.application.credits.credit_accounts import CreditAccounts
from clara.bootstrap import Core


@dataclass(frozen=True)
class PaidWork:
    """Work that `user_id` pays for with credits. `reference` names one piece of it."""

    core: Core
    user_id: str

    async def reserve(self, credits: int, reference: str) -> None:
        async with self._accounts() as accounts:
            await accounts.reserve(self.user_id, credits, reference, "Work begun")

    async def settle(self, reference: str) -> None:
        async with self._accounts() as accounts:
            await accounts.settle(reference, "Work done")

    async def release(self, reference: str) -> None:
        async with self._accounts() as accounts:
            await accounts.release(reference, "Work not done")

    @asynccontextmanager
    async def _accounts(self) -> AsyncIterator[CreditAccounts]:
        async with self.core.units.open() as unit:
            unit.write()
            yield unit.get(CreditAccounts)  # type: ignore[type-var]  # any shared part will do
            await unit.commit()
