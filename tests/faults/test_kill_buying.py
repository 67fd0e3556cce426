"""`kill -9` between every two steps of buying, settling and spending: the next process finds its way,
and no credit is lost or doubled."""

from itertools import count

from clara.domain.credits.ledger import CREDITS as UNIT
from clara.domain.credits.ledger import Account
from clara.domain.credits.payment import FactKind
from clara.domain.credits.purchase import Purchase
from tests.faults import deeds
from tests.faults.deeds import CREDITS, Found, Story
from tests.faults.shop import Shop

MOST_STEPS = 100


def test_a_purchase_that_is_killed_is_repeated_and_what_is_paid_is_credited(shop: Shop) -> None:
    shop.rehearse(deeds.buys_again, key="key 0")
    for step in count(1):
        key = f"key {step}"
        ended = shop.kill(deeds.buys, step, key=key)
        before, opened, after = shop.run(deeds.buys_again, key=key)
        assert ended.value in (None, opened)
        paid = [fact.purchase_id for fact in shop.till.told]
        assert opened.purchase_id in paid
        assert len(paid) == len(set(paid))
        assert before.broken == after.broken == ()
        assert after.balance == CREDITS * len(paid)
        assert after.books[Account.PAYMENTS, "USD"] == 5_00 * len(paid)
        if not ended.was_killed:
            break
    assert 10 < step < MOST_STEPS
    # Some died when the provider had a page that nobody kept here: those were paid as well.
    assert step < len(paid) < 2 * step


def _story(shop: Shop, purchase: Purchase) -> Story:
    """Every movement that there is. Of 500 credits, 100 are refunded and 400 are spent; in between
    all of them are disputed, when 300 are spent already and have to stay uncollected."""
    return [
        shop.till.happens(purchase, FactKind.PAID, 5_00),
        (f"work for {purchase.id}", 300),
        shop.till.happens(purchase, FactKind.REFUNDED, 1_00),
        shop.till.happens(purchase, FactKind.DISPUTED, 5_00),
        shop.till.happens(purchase, FactKind.DISPUTE_WON, 5_00),
        (f"more work for {purchase.id}", 100),
    ]


def _is_whole(found: Found, stories: int) -> None:
    """So many stories have come to their end."""
    assert found.broken == ()
    assert found.balance == 0
    assert found.books == {
        (Account.ISSUED, UNIT): -400 * stories,
        (Account.CONSUMED, UNIT): 400 * stories,
        (Account.PAYMENTS, "USD"): 4_00 * stories,
        (Account.SALES, "USD"): -4_00 * stories,
    }


def test_a_story_that_is_killed_anywhere_is_finished_by_the_next_process(shop: Shop) -> None:
    shop.rehearse(deeds.buys_many, count=MOST_STEPS)
    first, *others = shop.till.checkouts
    shop.rehearse(deeds.lives_again, story=_story(shop, first))
    for step, purchase in enumerate(others, start=1):
        story = _story(shop, purchase)
        ended = shop.kill(deeds.lives, step, story=story)
        before, after = shop.run(deeds.lives_again, story=story)
        assert before.broken == ()
        _is_whole(after, step + 1)
        if not ended.was_killed:
            break
    assert 40 < step < MOST_STEPS


def test_a_settlement_in_two_transactions_would_be_found_out(shop: Shop) -> None:
    """The test above can fail."""
    shop.rehearse(deeds.buys_many, count=MOST_STEPS)
    broken: set[str] = set()
    for step, purchase in enumerate(shop.till.checkouts, start=1):
        story = [shop.till.happens(purchase, FactKind.PAID, 5_00)]
        ended = shop.kill(deeds.lives, step, is_torn=True, story=story)
        broken |= set(shop.run(deeds.looks).broken)
        if broken or not ended.was_killed:
            break
    assert broken == {"Every paid purchase was credited exactly once, and no other."}
