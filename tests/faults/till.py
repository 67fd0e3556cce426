"""A payment provider that outlives our processes: what it knows is in files."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from clara.application.credits.ports import Checkout, Payments
from clara.domain.accounts.user import User
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.credits.purchase import Purchase
from tests.support.clock import NOW

T = TypeVar("T", bound=Struct)


class Till(Payments):
    """Keeps the checkouts that it was asked for and the facts that tests let happen, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._checkouts, self._facts = folder / "checkouts.jsonl", folder / "facts.jsonl"

    @property
    def provider(self) -> str:
        return "till"

    async def new_customer(self, user: User) -> str:
        return f"customer_of_{user.id}"

    async def checkout(self, purchase: Purchase, customer_id: str) -> Checkout:
        if all(one.id != purchase.id for one in self.checkouts):
            _append(self._checkouts, purchase)
        session = _session(purchase)
        return Checkout(session_id=session, url=f"http://127.0.0.1/till/{session}")

    async def portal(self, customer_id: str) -> str:
        return "http://127.0.0.1/till"

    async def state(self, purchase: Purchase) -> PaymentFact | None:
        said = (one for one in self.told if one.purchase_id == purchase.id)
        return next(said, None)

    async def facts(self, since: datetime) -> AsyncIterator[PaymentFact]:
        for fact in self.told:
            if fact.at >= since:
                yield fact

    # What happens there, from the test's side.
    @property
    def checkouts(self) -> list[Purchase]:
        """What may be paid, or was, oldest first."""
        return _read(self._checkouts, Purchase)

    @property
    def told(self) -> list[PaymentFact]:
        return _read(self._facts, PaymentFact)

    @property
    def unpaid(self) -> list[Purchase]:
        known = {one.purchase_id for one in self.told}
        return [one for one in self.checkouts if one.id not in known]

    def happens(self, purchase: Purchase, kind: FactKind, amount_minor: int) -> PaymentFact:
        fact = PaymentFact(
            id=f"{kind.value}_{amount_minor}_{purchase.id}",
            kind=kind,
            at=NOW,
            amount_minor=amount_minor,
            currency=purchase.currency,
            session_id=_session(purchase),
            purchase_id=purchase.id,
            user_id=purchase.user_id,
            payment_id=f"payment_of_{purchase.id}",
            dispute_id=f"dispute_of_{purchase.id}",
        )
        _append(self._facts, fact)
        return fact


def _session(purchase: Purchase) -> str:
    return f"session_of_{purchase.id}"


def _append(file: Path, one: Struct) -> None:
    with file.open("ab") as end:
        end.write(msgspec.json.encode(one) + b"\n")


def _read(file: Path, kind: type[T]) -> list[T]:
    lines = file.read_bytes().splitlines() if file.exists() else []
    return [msgspec.json.decode(line, type=kind) for line in lines]
