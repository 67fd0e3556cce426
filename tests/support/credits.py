"""Somebody who buys credits and spends them, and what must hold at any time."""

from dataclasses import dataclass
from typing import Any

from clara.application.accounts.view_user import ViewUser
from clara.application.credits.adjust_credits import AdjustCredits
from clara.application.credits.buy_credits import BuyCredits, OpenedCheckout
from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.application.credits.settle_payment import SettlePayment
from clara.application.credits.settlement import Settled
from clara.application.system.check_invariants import CheckInvariants
from clara.application.use_case import UseCase
from clara.domain.credentials.actor import Door
from clara.domain.credits.ledger import CreditTransaction
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.page import MAX_LIMIT
from tests.support.clock import NOW
from tests.support.house import Person
from tests.support.world import World

CHECKOUT = (FactKind.PAID, FactKind.FAILED, FactKind.EXPIRED)
"""What is said of a checkout, and not of a payment."""


@dataclass
class Buyer:
    """`person` with their credits. Facts are told as an operator's reconciliation finds them."""

    world: World
    person: Person

    async def run(
        self, use_case: type[UseCase[Any, Any]], door: Door = Door.REST, **fields: Any
    ) -> Any:
        if "user_id" in use_case.command.__struct_fields__:
            fields.setdefault("user_id", self.person.user.id)
        return (
            await self.world.send(use_case, use_case.command(**fields), self.person, door)
        ).result

    async def buys(self, dollars: int, **fields: Any) -> OpenedCheckout:
        opened: OpenedCheckout = await self.run(BuyCredits, amount=dollars, **fields)
        return opened

    async def finishes(self, opened: OpenedCheckout, outcome: FactKind) -> Settled:
        """On the sandbox's page."""
        session = opened.url.rsplit("/", 1)[1]
        settled: Settled = await self.run(FinishCheckout, session_id=session, outcome=outcome)
        return settled

    async def hears(self, opened: OpenedCheckout, kind: FactKind, **changes: Any) -> Settled:
        """A provider's fact about the purchase."""
        said: dict[str, Any] = {
            "id": f"event_of_{opened.purchase_id}",
            "kind": kind,
            "at": NOW,
            "amount_minor": opened.dollars * 100,
            "currency": "USD",
            "purchase_id": opened.purchase_id,
            "session_id": opened.url.rsplit("/", 1)[1] if kind in CHECKOUT else None,
            "user_id": self.person.user.id,
            "payment_id": f"payment_of_{opened.purchase_id}",
        }
        fact = PaymentFact(**(said | changes))
        settled: Settled = await self.run(SettlePayment, Door.CLI, fact=fact)
        return settled

    async def is_given(self, credits: int) -> None:
        """By an operator; a negative number is taken."""
        email = self.person.user.email
        await self.run(AdjustCredits, Door.CLI, email=email, credits=credits, reason="A test")

    async def balance(self) -> int:
        profile = await self.run(ViewUser)
        credits: int = profile.user.credits
        return credits

    async def transactions(self, **fields: Any) -> tuple[CreditTransaction, ...]:
        found = await self.run(ListCreditTransactions, **fields)
        items: tuple[CreditTransaction, ...] = found.items
        return items

    async def is_sound(self) -> None:
        """What a user sees adds up to what they have, and every invariant of the store holds."""
        seen: list[CreditTransaction] = []
        while page := await self.transactions(limit=MAX_LIMIT, offset=len(seen)):
            seen += page
        signed = (
            one.value_in_credits if one.type == "CREDIT" else -one.value_in_credits for one in seen
        )
        assert sum(signed) == await self.balance()
        report = await self.run(CheckInvariants, Door.CLI)
        assert [one.sentence for one in report.invariants if one.violations] == []
