"""Stripe as the issuer of cards: gone, slow or talking nonsense when a card is locked; and what it tells
of charges, twice and in any order."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from clara.application.issuer_news.telling_issuers import TellingIssuers
from clara.domain.cards.issuer_state import IssuerState
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import forgetful, replaced, sabotaged
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.stripe.bank import opened_bank
from tests.support.stripe.fake import FakeStripe, fake_stripe

Harm = Callable[[FakeStripe], Awaitable[None]]


async def _gone(fake: FakeStripe) -> None:
    await fake.down()


async def _slow(fake: FakeStripe) -> None:
    fake.slow(60.0)


async def _wrong(fake: FakeStripe) -> None:
    fake.nonsense()


def _locked(harm: Harm) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, declined = Tally(), 0
        async with (
            at_work(site) as world,
            fake_stripe(world.clock) as fake,
            opened_bank(world, fake) as bank,
        ):
            for _ in rounds(budget):
                card = await bank.issue()
                theirs = bank.at_stripe(card)
                await harm(fake)
                change = await bank.lock(card)
                tally.must(
                    change.issuer is IssuerState.PENDING, "A lock nobody heard of is confirmed."
                )
                charge = await fake.terminal.charge(theirs["id"], 10_00)
                tally.must(not charge["approved"], "A locked card was charged.")
                declined += not charge["approved"]
                await fake.down()
                fake.recover()
                await fake.up()
                world.clock.advance(minutes=6)
                await bank.core.telling.tell_due()
                tally.cases += 1
                tally.happened(theirs["status"] == "inactive")
                fake.webhooks.lose()
            await tally.look(bank.world)
        return tally.outcome(f"{tally.cases} locks, {declined} charges declined meanwhile")

    return fault


def _told(booking: Callable[[], AbstractContextManager[None]] = nullcontext) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, notices = Tally(), 0
        async with (
            at_work(site) as world,
            fake_stripe(world.clock) as fake,
            opened_bank(world, fake) as bank,
        ):
            for dice in rounds(budget):
                card = await bank.issue()
                theirs, terminal = bank.at_stripe(card)["id"], fake.terminal
                one = await terminal.charge(theirs, 100_00)
                await terminal.increment(one["id"], 20_00)
                terminal.reverse(one["id"], 10_00)
                terminal.capture(one["id"], 50_00, closes=False)
                terminal.capture(one["id"], 60_00)
                terminal.refund(one["id"], 5_00)
                terminal.force_capture(theirs, 7_00)
                world.clock.advance(hours=1)
                with booking():
                    notices += len(await fake.webhooks.deliver(copies=3, shuffled=dice))
                tally.cases += 7
                tally.happened(await bank.spent(card) // 100, 112)
            await tally.look(bank.world)
        return tally.outcome(f"{notices} notices of {tally.cases} facts")

    return fault


def _tells_nobody() -> AbstractContextManager[None]:
    """What could not be told at once is not told again."""

    def silent(_: Any) -> Any:
        async def tell_due(self: TellingIssuers) -> int:
            return 0

        return tell_due

    return replaced(TellingIssuers, "tell_due", silent)


def _kind(name: str, sentence: str, harm: Harm) -> Kind:
    run = on_a_site(_locked(harm))
    return Kind(name, BOTH, sentence, run, sabotaged(run, _tells_nobody))


KINDS = (
    _kind(
        "issuer-gone",
        "A lock is pending, declines at once, and is told when the issuer is back.",
        _gone,
    ),
    _kind("issuer-slow", "A lock waits two seconds for the issuer and is told later.", _slow),
    _kind("issuer-wrong", "Nonsense of the issuer's confirms no lock.", _wrong),
    Kind(
        "issuer-notices-shuffled",
        BOTH,
        "Facts of charges twice, late and in any order are booked once.",
        on_a_site(_told()),
        on_a_site(_told(forgetful)),
    ),
)
