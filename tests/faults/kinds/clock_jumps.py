"""The machine's clock jumps by hours, forwards and backwards."""

from contextlib import AbstractContextManager
from datetime import timedelta

from clara.application import runner
from clara.application.activity.verify_activity import VerifyActivity
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.credits.buy_credits import BuyCredits, BuyCreditsCommand, OpenedCheckout
from clara.domain.credentials.actor import Door
from clara.domain.credits.payment import FactKind
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import replaced, sabotaged
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.credits import Buyer
from tests.support.sandbox import sandbox_of
from tests.support.world import World

_DOLLARS, _CREDITS = 5, 500


def _jumps(direction: int) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, hours = Tally(), []
        async with at_work(site) as world:
            sandbox, buyer = await sandbox_of(world), Buyer(world, world.a.administrator)
            card = world.a.cards["luis"].id
            for number, dice in enumerate(rounds(budget, at_most=20)):
                key, balance = f"key {number}", await buyer.balance()
                opened = await _buy(world, key)
                charged = await sandbox.charge()
                spent = (await world.run(ViewCard, card=card)).spent_minor
                locked = await world.run(LockCard, card=card)
                hours.append(direction * dice.randint(1, 12))
                world.clock.advance(hours=hours[-1])
                again = await _buy(world, key)
                tally.cases += 4
                tally.doubled += again.purchase_id != opened.purchase_id
                for _ in range(2):
                    await buyer.hears(opened, FactKind.PAID)
                tally.happened((await buyer.balance() - balance) // _CREDITS)
                declined = await sandbox.charge()
                tally.must(locked.changed and not declined.approved, "A locked card was charged.")
                unlocked = await world.run(UnlockCard, card=card)
                tally.must(unlocked.changed, "The card could not be unlocked.")
                tally.must(charged.approved, "A charge was declined.")
                after = (await world.run(ViewCard, card=card)).spent_minor
                tally.must(after == spent, "What was spent is another sum.")
            await _sealed(world, tally)
            await tally.look(world)
        return tally.outcome("jumps of " + ", ".join(f"{one:+d}" for one in hours[:6]) + " hours")

    return fault


async def _buy(world: World, key: str) -> OpenedCheckout:
    command = BuyCreditsCommand(amount=_DOLLARS)
    opened: OpenedCheckout = (
        await world.send(BuyCredits, command, world.a.administrator, key=key)
    ).result
    return opened


async def _sealed(world: World, tally: Tally) -> None:
    """Entries get their places in the chains, whatever time they name."""
    await world.core.queue.flush()
    await world.core.sealer.seal()
    report = await world.send(VerifyActivity, world.draft(), world.a.administrator, Door.CLI)
    tally.must(
        all(one.check.is_intact for one in report.result.chains), "A chain of the log is broken."
    )


def _forgets_keys() -> AbstractContextManager[None]:
    """A key that was used is always too old."""
    return replaced(runner, "KEYS_COUNT", lambda _: -timedelta(days=1))


KINDS = tuple(
    Kind(
        f"clock-{name}",
        BOTH,
        "Keys, locks, holds, credits and the log's chains do not mind a clock that jumps by hours.",
        on_a_site(_jumps(direction)),
        sabotaged(on_a_site(_jumps(direction)), _forgets_keys),
    )
    for name, direction in (("forwards", 1), ("backwards", -1))
)
