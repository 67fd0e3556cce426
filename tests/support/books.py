"""The ledger of credits as its entries have it, past every rule of the product."""

from collections import Counter
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.purchases import SqlPurchases
from clara.adapters.persistence.tables import credit_entries as entries
from clara.adapters.persistence.tables import credit_transfers as transfers
from clara.domain.credits.ledger import CREDITS, Account
from clara.domain.credits.purchase import Purchase, PurchaseStatus
from tests.support.builders import IDS
from tests.support.clock import NOW
from tests.support.world import World

USD = "USD"
Books = Counter[tuple[Account, str]]
"""What each account holds, by its unit."""


async def books_of_user(world: World, user_id: str) -> Books:
    return await _books(world, transfers.c.user_id == user_id)


async def books_of(world: World, purchase_id: str) -> Books:
    return await _books(world, transfers.c.reference == purchase_id)


def settled_books(purchase: Purchase) -> Books:
    """What the books of a purchase have to say; accounts that hold nothing are left out."""
    kept = purchase.credits - purchase.returned_credits
    money = purchase.amount_minor - purchase.returned_minor
    uncollected = purchase.uncollected_credits
    said: Books = Counter()
    if purchase.status is PurchaseStatus.PAID:
        said[Account.AVAILABLE, CREDITS] = kept + uncollected
        said[Account.UNCOLLECTED, CREDITS] = -uncollected
        said[Account.ISSUED, CREDITS] = -kept
        said[Account.PAYMENTS, USD] = money
        said[Account.SALES, USD] = -money
    return Counter({place: amount for place, amount in said.items() if amount})


async def _books(world: World, whose: ColumnElement[bool]) -> Books:
    query = (
        select(entries.c.account, entries.c.unit, func.sum(entries.c.amount))
        .join(transfers, transfers.c.id == entries.c.transfer_id)
        .where(whose)
        .group_by(entries.c.account, entries.c.unit)
        .having(func.sum(entries.c.amount) != 0)
    )
    found = await world.rows(query)
    return Counter({(Account(account), unit): int(total) for account, unit, total in found})


async def unanswered(world: World, user_id: str, dollars: int, at: datetime = NOW) -> Purchase:
    """A purchase whose buyer's process ended before the provider's answer was kept."""
    purchase = Purchase(
        id=IDS.new("purchase"),
        user_id=user_id,
        amount_minor=dollars * 100,
        currency=USD,
        credits=dollars * 100,
        status=PurchaseStatus.PENDING,
        return_path="/credits",
        created_at=at,
    )
    await SqlPurchases(Session(world.core.database)).add(purchase)
    return purchase
