"""Whatever a provider says of a purchase, in whatever order and however often: what becomes of the
purchase is the same."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from clara.application.credits.settlement import Effect
from clara.domain.credits.payment import FactKind
from clara.domain.credits.purchase import Dispute, DisputeStatus, Purchase, PurchaseStatus
from tests.support.books import books_of, settled_books
from tests.support.credits import Buyer
from tests.support.world import World

pytestmark = pytest.mark.anyio

DOLLARS, AMOUNT, CREDITS = 7, 7_00, 700
ENDS = {
    DisputeStatus.WON: FactKind.DISPUTE_WON,
    DisputeStatus.LOST: FactKind.DISPUTE_LOST,
}


class Said(Struct, frozen=True):
    """A fact, as far as facts differ."""

    kind: FactKind
    amount: int = AMOUNT
    dispute: str | None = None


class Story(Struct, frozen=True):
    """What has happened to a payment: how it ended, if it did, all of what was given back, and
    what became of each dispute."""

    outcome: FactKind | None
    refunds: tuple[int, ...]
    disputes: tuple[Dispute, ...]

    @property
    def facts(self) -> list[Said]:
        said = [Said(self.outcome)] if self.outcome else []
        said += [Said(FactKind.REFUNDED, amount) for amount in self.refunds]
        for one in self.disputes:
            said.append(Said(FactKind.DISPUTED, one.amount_minor, one.id))
            if one.status in ENDS:
                said.append(Said(ENDS[one.status], one.amount_minor, one.id))
        return said

    @property
    def status(self) -> PurchaseStatus:
        return PurchaseStatus(self.outcome.value) if self.outcome else PurchaseStatus.PENDING

    @property
    def lost_minor(self) -> int:
        """What of the money is gone, in cents."""
        held = [one.amount_minor for one in self.disputes if one.status is not DisputeStatus.WON]
        return min(AMOUNT, max(self.refunds, default=0) + sum(held))


AMOUNTS = st.integers(0, AMOUNT)
STORIES = st.builds(
    Story,
    st.sampled_from([FactKind.PAID] * 5 + [FactKind.FAILED, FactKind.EXPIRED, None]),
    st.lists(AMOUNTS, max_size=3).map(tuple),
    st.lists(
        st.builds(
            Dispute,
            id=st.sampled_from(["first", "second", "third"]),
            amount_minor=AMOUNTS,
            status=st.sampled_from(DisputeStatus),
        ),
        max_size=2,
        unique_by=lambda one: one.id,
    ).map(tuple),
)


@st.composite
def _tellings(draw: st.DrawFn) -> tuple[Story, list[list[Said]]]:
    """A story, and two ways in which it is told: each fact once or several times, in any order.
    What became of a dispute may be all that is ever heard of it."""
    story = draw(STORIES)
    ends = {one.id for one in story.disputes if one.status in ENDS}
    silent = draw(st.sets(st.sampled_from(sorted(ends)))) if ends else set()
    told = [
        fact
        for fact in story.facts
        if fact.kind is not FactKind.DISPUTED or fact.dispute not in silent
    ]
    if story.outcome is FactKind.PAID:  # a first attempt that failed is told, too
        told += draw(st.sets(st.sampled_from([Said(FactKind.FAILED), Said(FactKind.EXPIRED)])))
    again = st.lists(st.sampled_from(told), max_size=6) if told else st.just([])
    return story, [draw(st.permutations(told + draw(again))) for _ in range(2)]


async def _told(buyer: Buyer, telling: Sequence[Said]) -> Purchase:
    """What is known of a new purchase after all of it."""
    opened = await buyer.buys(DOLLARS)
    heard: set[Said] = set()
    settled = None
    for fact in telling:
        settled = await buyer.hears(
            opened, fact.kind, amount_minor=fact.amount, dispute_id=fact.dispute
        )
        news = {Effect.UNCHANGED} if fact in heard else {Effect.APPLIED, Effect.UNCHANGED}
        assert settled.effect in news
        heard.add(fact)
    if settled is None:
        settled = await buyer.hears(opened, FactKind.REFUNDED, amount_minor=0)
    assert settled.purchase is not None
    return settled.purchase


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(tellings=_tellings())
async def test_the_same_story_ends_the_same_in_whatever_order_it_is_told(
    world: World, tellings: tuple[Story, list[list[Said]]]
) -> None:
    story, ways = tellings
    buyer = Buyer(world, world.a.administrator)
    for telling in ways:
        before = await buyer.balance()
        purchase = await _told(buyer, telling)
        assert purchase.status is story.status
        assert {one.id: one for one in purchase.disputes} == {one.id: one for one in story.disputes}
        assert purchase.refunded_minor == max(story.refunds, default=0)
        books = await books_of(world, purchase.id)
        assert books == settled_books(purchase)
        if purchase.status is PurchaseStatus.PAID:
            taken = CREDITS * story.lost_minor // AMOUNT
            assert (purchase.returned_minor, purchase.returned_credits) == (story.lost_minor, taken)
            assert await buyer.balance() == before + CREDITS - taken
        else:
            assert (await buyer.balance(), books) == (before, {})
    await buyer.is_sound()
