"""What a provider says late, again, or of a purchase whose checkout was never kept."""

import pytest

from clara.application.credits.finish_checkout import FinishCheckout
from clara.application.credits.settlement import Effect
from clara.domain.credits.payment import FactKind
from clara.domain.credits.purchase import PurchaseStatus
from clara.domain.errors import Conflict
from tests.support.books import unanswered
from tests.support.credits import Buyer
from tests.support.world import World

pytestmark = pytest.mark.anyio

CHECKOUT = (FactKind.PAID, FactKind.FAILED, FactKind.EXPIRED)


@pytest.mark.parametrize("end", [FactKind.FAILED, FactKind.EXPIRED])
async def test_money_that_comes_after_all_is_credited(buyer: Buyer, end: FactKind) -> None:
    opened = await buyer.buys(5)
    await buyer.hears(opened, end)
    settled = await buyer.hears(opened, FactKind.PAID)
    assert settled.effect is Effect.APPLIED
    assert (await buyer.hears(opened, end)).effect is Effect.UNCHANGED
    assert await buyer.balance() == 500
    await buyer.is_sound()


async def test_a_purchase_whose_checkout_was_never_kept_is_adopted_by_its_identifier(
    buyer: Buyer, world: World
) -> None:
    lost = await unanswered(world, buyer.person.user.id, 5)
    opened = await buyer.buys(5)
    said = {"purchase_id": lost.id, "user_id": buyer.person.user.id, "payment_id": "payment"}
    settled = await buyer.hears(opened, FactKind.PAID, session_id="late", **said)
    assert settled.purchase is not None
    adopted = (settled.effect, settled.purchase.session_id, settled.purchase.status)
    assert adopted == (Effect.APPLIED, "late", PurchaseStatus.PAID)
    with pytest.raises(Conflict):
        await buyer.run(FinishCheckout, session_id="late", outcome=FactKind.PAID)
    again = await buyer.hears(opened, FactKind.PAID, session_id="later", **said)
    assert (again.effect, again.mismatch) == (Effect.REFUSED, "session")
    assert await buyer.balance() == 500
    await buyer.is_sound()


@pytest.mark.parametrize("kind", CHECKOUT)
async def test_what_is_known_already_changes_nothing(buyer: Buyer, kind: FactKind) -> None:
    opened = await buyer.buys(5)
    assert (await buyer.hears(opened, kind)).effect is Effect.APPLIED
    before = await buyer.world.dump("audit_entries")
    assert (await buyer.hears(opened, kind)).effect is Effect.UNCHANGED
    assert await buyer.world.dump("audit_entries") == before
