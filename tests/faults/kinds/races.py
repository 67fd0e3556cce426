"""Many administrators at one card, and charges that come in between."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager

from sqlalchemy import select, update

from clara.adapters.persistence.authorizations import SqlAuthorizations
from clara.adapters.persistence.cards import SqlCards
from clara.adapters.persistence.tables import cards
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.audit.entry import Outcome as Audited
from clara.domain.cards.card import CardStatus
from clara.domain.errors import Conflict, Unavailable
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import first_answer, forgetful, replaced, sabotaged
from tests.faults.stage import Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.sandbox import Sandbox, sandbox_of
from tests.support.world import World

_AT_ONCE = 24
_PRICE_MINOR, _PRICE = 333_33, "333.33"
_ENOUGH_MINOR = 10**12


async def _changes(world: World, card: str, tally: Tally, kinds: Sequence[type]) -> int:
    """Locks and unlocks at once, by turns of an administrator and a bookkeeper; how many changed it."""
    people = (world.a.administrator, world.a.bookkeeper)

    async def change(number: int, use_case: type) -> bool:
        try:
            done = await world.run(use_case, as_=people[number % 2], card=card, reason=f"{number}")
        except (Conflict, Unavailable):
            return False
        changed: bool = done.changed
        tally.must(not changed or done.before is not done.after, "What was is what became of it.")
        return changed

    made = await asyncio.gather(*(change(n, one) for n, one in enumerate(kinds)))
    tally.cases += len(kinds)
    return sum(made)


async def _locks(site: Site, budget: Budget) -> Outcome:
    tally, changed = Tally(), 0
    async with at_work(site) as world:
        card = site.houses[0].cards["luis"]
        for dice in rounds(budget):
            kinds = dice.choices((LockCard, UnlockCard), k=_AT_ONCE)
            changed += await _changes(world, card.id, tally, kinds)
            ((version, status),) = await world.rows(
                select(cards.c.version, cards.c.status).where(cards.c.id == card.id)
            )
            tally.must(version == card.version + changed, "Versions have gaps.")
            entries = Counter(
                (one.action, one.outcome)
                for one in await world.audited(subject=card.id)
                if one.outcome is Audited.DONE
            )
            locked = entries["card.locked", Audited.DONE]
            unlocked = entries["card.unlocked", Audited.DONE]
            tally.happened(locked + unlocked, changed)
            tally.must(locked - unlocked in (0, 1), "A locked card was locked.")
            wanted = CardStatus.LOCKED if locked > unlocked else CardStatus.ACTIVE
            tally.must(status == wanted.value, "The card is not what was done to it last.")
        await tally.look(world)
    return tally.outcome(f"{changed} changes of {tally.cases} asked for")


async def _decisions(site: Site, budget: Budget) -> Outcome:
    """Charges come all the time; none that begins after a lock was answered is approved."""
    tally, declined = Tally(), 0
    async with at_work(site) as world:
        sandbox = await sandbox_of(world)
        await world.change(update(cards).values(limit_minor=_ENOUGH_MINOR))
        for _ in rounds(budget):
            before = [asyncio.create_task(sandbox.charge(amount="1")) for _ in range(_AT_ONCE // 2)]
            await world.run(LockCard, card=site.houses[0].cards["luis"].id)
            after = await asyncio.gather(
                *(sandbox.charge(amount="1") for _ in range(_AT_ONCE // 2))
            )
            await asyncio.gather(*before)
            tally.cases += _AT_ONCE
            approved = sum(one.approved for one in after)
            tally.must(not approved, "A charge was approved after its card's lock was answered.")
            tally.lost += approved
            declined += len(after) - approved
            await world.run(UnlockCard, card=site.houses[0].cards["luis"].id)
            again = await sandbox.charge(amount="1")
            tally.must(again.approved, "After the unlock a charge is declined.")
        await tally.look(world)
    return tally.outcome(f"{declined} charges after a lock, all declined")


async def _limit(site: Site, budget: Budget) -> Outcome:
    """Charges at once on a card whose limit is enough for some of them."""
    tally, approved = Tally(), 0
    async with at_work(site) as world:
        sandbox = await sandbox_of(world)
        for _ in rounds(budget, at_most=1):
            approved = await _spent(sandbox, site, tally, _AT_ONCE if budget.is_slice else 200)
        await tally.look(world)
    return tally.outcome(f"{approved} approved of {tally.cases}, never above the limit")


async def _spent(sandbox: Sandbox, site: Site, tally: Tally, count: int) -> int:
    world, card = sandbox.world, site.houses[0].cards["luis"]
    was = (await world.run(ViewCard, card=card.id)).spent_minor
    limit = was + (count // 3) * _PRICE_MINOR
    await world.change(update(cards).where(cards.c.id == card.id).values(limit_minor=limit))
    done = await asyncio.gather(*(sandbox.charge(amount=_PRICE) for _ in range(count)))
    approved: int = sum(one.approved for one in done)
    tally.cases += count
    tally.doubled += max(approved - count // 3, 0)
    shown = (await world.run(ViewCard, card=card.id)).spent_minor
    tally.must(shown <= limit, "More was approved than the limit.")
    tally.must(shown == was + approved * _PRICE_MINOR, "What is shown is not what was approved.")
    return approved


def _cached_cards() -> AbstractContextManager[None]:
    """A card is read once, and known from then on."""
    return replaced(SqlCards, "find", first_answer)


def _cached_sums() -> AbstractContextManager[None]:
    return replaced(SqlAuthorizations, "spent_minor", first_answer)


KINDS = (
    Kind(
        "locks-race",
        BOTH,
        "Locks and unlocks at once leave one card, versions without a gap, and a log that matches.",
        on_a_site(_locks),
        sabotaged(on_a_site(_locks), forgetful),
    ),
    Kind(
        "decisions-race-a-lock",
        BOTH,
        "No charge that comes after a lock was answered is approved.",
        on_a_site(_decisions),
        sabotaged(on_a_site(_decisions), _cached_cards),
    ),
    Kind(
        "charges-race-a-limit",
        BOTH,
        "Charges at once never spend more than the card's limit.",
        on_a_site(_limit),
        sabotaged(on_a_site(_limit), _cached_sums),
    ),
)
