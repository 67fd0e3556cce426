"""What a process does before it is killed, and what the next one does about it."""

from dataclasses import dataclass

from clara.application.credits.buy_credits import BuyCredits, BuyCreditsCommand, OpenedCheckout
from clara.application.credits.find_missed_payments import FindMissedPayments
from clara.application.credits.settle_payment import SettlePayment
from clara.application.system.check_invariants import CheckInvariants
from clara.domain.credentials.actor import Door
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.errors import Conflict
from tests.faults.till import Till
from tests.support.books import Books, books_of_user
from tests.support.credits import Buyer
from tests.support.paid_work import PaidWork

DOLLARS, CREDITS = 5, 500


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


async def buys_again_and_pays(buyer: Buyer, till: Till, key: str) -> tuple[OpenedCheckout, Found]:
    """And somebody pays every page that the provider has, told or not."""
    opened = await buys(buyer, till, key)
    for purchase in till.unpaid:
        till.happens(purchase, FactKind.PAID, purchase.amount_minor)
    return opened, await reconciles(buyer, till)


async def hears(buyer: Buyer, till: Till, fact: PaymentFact) -> None:
    await buyer.run(SettlePayment, Door.CLI, fact=fact)


async def reconciles(buyer: Buyer, till: Till) -> Found:
    """As the operator's command does: ask, then settle fact by fact."""
    missed = await buyer.run(FindMissedPayments, Door.CLI, days=30)
    for fact in missed.facts:
        await hears(buyer, till, fact)
    return await looks(buyer, till)


async def is_given(buyer: Buyer, till: Till, credits: int) -> None:
    await buyer.is_given(credits)


async def works(buyer: Buyer, till: Till, reference: str, credits: int) -> None:
    work = PaidWork(buyer.world.core, buyer.person.user.id)
    await work.reserve(credits, reference)
    await work.settle(reference)


async def works_again(buyer: Buyer, till: Till, reference: str, credits: int) -> Found:
    """Whoever asks again for work that is over is told so, and pays nothing."""
    try:
        await works(buyer, till, reference, credits)
    except Conflict as error:
        assert error.code == "reservation_closed"
    return await looks(buyer, till)
