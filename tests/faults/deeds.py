"""What a process does before it is killed, and what the next one does about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from clara.application.credits.buy_credits import BuyCredits, BuyCreditsCommand, OpenedCheckout
from clara.application.credits.find_missed_payments import FindMissedPayments
from clara.application.credits.settle_payment import SettlePayment
from clara.application.credits.settlement import Effect
from clara.application.system.check_invariants import CheckInvariants
from clara.domain.credentials.actor import Door
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.errors import Conflict
from tests.faults.till import Till
from tests.support.books import Books, books_of_user
from tests.support.credits import Buyer
from tests.support.paid_work import PaidWork

DOLLARS, CREDITS = 5, 500
Story = Sequence[PaymentFact | tuple[str, int]]
"""Facts, and work by its reference with the credits it costs."""


@dataclass(frozen=True)
class Found:
    """What a store holds of one user, and the invariants it breaks."""

    balance: int
    books: Books
    broken: tuple[str, ...]


async def looks(buyer: Buyer, till: Till) -> Found:
    report = await buyer.run(CheckInvariants, Door.CLI)
    return Found(
        balance=await buyer.balance(),
        books=await books_of_user(buyer.world, buyer.person.user.id),
        broken=tuple(one.sentence for one in report.invariants if one.violations),
    )


async def buys(buyer: Buyer, till: Till, key: str) -> OpenedCheckout:
    """As a program does that repeats itself with one idempotency key."""
    command = BuyCreditsCommand(amount=DOLLARS)
    done = await buyer.world.send(BuyCredits, command, buyer.person, key=key)
    opened: OpenedCheckout = done.result
    return opened


async def buys_again(buyer: Buyer, till: Till, key: str) -> tuple[Found, OpenedCheckout, Found]:
    """Then somebody pays every page that the provider has, told or not, and an operator reconciles:
    asks what was missed, and settles fact by fact."""
    before, opened = await looks(buyer, till), await buys(buyer, till, key)
    for purchase in till.unpaid:
        till.happens(purchase, FactKind.PAID, purchase.amount_minor)
    found = await buyer.run(FindMissedPayments, Door.CLI, days=30)
    for fact in found.missed:
        await _hears(buyer, fact)
    return before, opened, await looks(buyer, till)


async def buys_many(buyer: Buyer, till: Till, count: int) -> None:
    for _ in range(count):
        await buyer.buys(DOLLARS)


async def lives(buyer: Buyer, till: Till, story: Story) -> None:
    """What has happened becomes known, and work is paid for, in this order."""
    for one in story:
        if isinstance(one, PaymentFact):
            await _hears(buyer, one)
        else:
            await _works(buyer, *one)


async def lives_again(buyer: Buyer, till: Till, story: Story) -> tuple[Found, Found]:
    """All of it: who doesn't know how far the last process came repeats itself."""
    before = await looks(buyer, till)
    await lives(buyer, till, story)
    return before, await looks(buyer, till)


async def _hears(buyer: Buyer, fact: PaymentFact) -> None:
    settled = await buyer.run(SettlePayment, Door.CLI, fact=fact)
    assert settled.effect in (Effect.APPLIED, Effect.UNCHANGED)


async def _works(buyer: Buyer, reference: str, credits: int) -> None:
    """Whoever asks for work that is over is told so, and pays nothing."""
    work = PaidWork(buyer.world.core, buyer.person.user.id)
    try:
        await work.reserve(credits, reference)
        await work.settle(reference)
    except Conflict as error:
        assert error.code == "reservation_closed"
