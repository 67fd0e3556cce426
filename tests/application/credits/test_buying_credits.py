"""From a checkout page to credits; the sandbox stands in for the provider."""

import pytest

from clara.application.credits.adjust_credits import AdjustCredits
from clara.application.credits.buy_credits import BuyCredits
from clara.application.credits.open_portal import OpenPortal
from clara.application.credits.settlement import Effect
from clara.application.credits.view_checkout import ViewCheckout
from clara.application.credits.view_credit_transaction import ViewCreditTransaction
from clara.application.credits.view_rates import ViewRates
from clara.domain.credentials.actor import Door
from clara.domain.credits.payment import FactKind
from clara.domain.credits.purchase import PurchaseStatus
from clara.domain.errors import Conflict, Forbidden, Invalid, NotFound, PaymentRequired
from tests.support.credits import Buyer
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def test_paying_the_page_brings_the_credits_once(buyer: Buyer) -> None:
    opened = await buyer.buys(50)
    assert (opened.credits, opened.dollars) == (5_000, 50)
    assert await buyer.balance() == 0
    settled = await buyer.finishes(opened, FactKind.PAID)
    assert settled.effect is Effect.APPLIED
    assert await buyer.balance() == 5_000
    with pytest.raises(Conflict) as caught:
        await buyer.finishes(opened, FactKind.PAID)
    assert caught.value.code == "checkout_closed"
    (only,) = await buyer.transactions()
    assert (only.type, only.value_in_credits, only.fiat_minor) == ("CREDIT", 5_000, 50_00)
    assert await buyer.run(ViewCreditTransaction, transaction_id=only.id) == only
    await buyer.is_sound()


@pytest.mark.parametrize("outcome", [FactKind.FAILED, FactKind.EXPIRED])
async def test_a_payment_that_fails_or_is_cancelled_brings_nothing(
    buyer: Buyer, outcome: FactKind
) -> None:
    opened = await buyer.buys(5)
    settled = await buyer.finishes(opened, outcome)
    assert settled.purchase is not None
    assert settled.purchase.status is PurchaseStatus(outcome.value)
    assert (await buyer.balance(), await buyer.transactions()) == (0, ())
    await buyer.is_sound()


@pytest.mark.parametrize("dollars", [1, 4, 10_001, 10**9])
async def test_outside_of_every_band_nothing_is_sold(buyer: Buyer, dollars: int) -> None:
    with pytest.raises(NotFound) as caught:
        await buyer.buys(dollars)
    assert caught.value.message == "No credits rate found for the given amount."
    assert caught.value.details == {"bands": [[5, 10_000]]}


async def test_the_rates_are_one_band_unless_somebody_set_others(buyer: Buyer) -> None:
    (band,) = (await buyer.run(ViewRates)).bands
    assert (band.lower_limit, band.upper_limit, band.rate) == (5, 10_000, 100)


@pytest.mark.parametrize("path", ["https://elsewhere.example", "//elsewhere", "/\\elsewhere", "x"])
async def test_people_return_to_our_own_pages_only(buyer: Buyer, path: str) -> None:
    with pytest.raises(Invalid) as caught:
        await buyer.buys(5, return_path=path)
    assert caught.value.details["errors"][0]["field"] == "return_path"


async def test_a_page_is_found_by_who_knows_its_address(buyer: Buyer) -> None:
    opened = await buyer.buys(5)
    session = opened.url.rsplit("/", 1)[1]
    seen = await buyer.run(ViewCheckout, session_id=session)
    assert (seen.id, seen.status) == (opened.purchase_id, PurchaseStatus.PENDING)
    with pytest.raises(NotFound) as caught:
        await buyer.run(
            ViewCheckout, session_id=session[:-1] + ("0" if session[-1] != "0" else "1")
        )
    assert caught.value.code == "checkout_not_found"


async def test_an_operator_gives_and_takes_with_a_reason(buyer: Buyer) -> None:
    await buyer.is_given(30)
    buyer.world.clock.advance(seconds=1)
    await buyer.is_given(-10)
    assert await buyer.balance() == 20
    taken, given = await buyer.transactions()
    assert (taken.type, taken.value_in_credits, taken.fiat_minor) == ("DEBIT", 10, None)
    assert (given.description, given.type) == ("A test", "CREDIT")
    with pytest.raises(PaymentRequired) as caught:
        await buyer.is_given(-21)
    assert caught.value.details == {"needed": 21, "available": 20}
    with pytest.raises(Invalid):
        await buyer.is_given(0)
    with pytest.raises(Forbidden):
        await buyer.run(AdjustCredits, email=buyer.person.user.email, credits=1, reason="Mine")
    assert await buyer.balance() == 20
    await buyer.is_sound()


async def test_credits_and_their_movements_are_the_owners_alone(buyer: Buyer, world: World) -> None:
    await buyer.is_given(30)
    (mine,) = await buyer.transactions()
    other = Buyer(world, world.a.bookkeeper)
    assert await other.transactions() == ()
    with pytest.raises(NotFound) as caught:
        await other.run(ViewCreditTransaction, transaction_id=mine.id)
    assert caught.value.code == "transaction_not_found"
    with pytest.raises(Forbidden):
        await other.run(ViewCreditTransaction, user_id=buyer.person.user.id, transaction_id=mine.id)


async def test_the_list_goes_back_by_limit_and_offset(buyer: Buyer) -> None:
    for credits in (1, 2, 3):
        await buyer.is_given(credits)
        buyer.world.clock.advance(seconds=1)
    assert [one.value_in_credits for one in await buyer.transactions(limit=2)] == [3, 2]
    assert [one.value_in_credits for one in await buyer.transactions(limit=2, offset=2)] == [1]
    assert await buyer.transactions(limit=0) == ()


async def test_an_assistant_gets_a_page_for_a_person_and_charges_nothing(buyer: Buyer) -> None:
    opened = await buyer.run(BuyCredits, Door.MCP, amount=5)
    assert opened.url.startswith("http")
    assert await buyer.balance() == 0


async def test_the_portal_is_a_page_of_its_own(buyer: Buyer) -> None:
    assert (await buyer.run(OpenPortal)).url.endswith("/checkout/portal")
