"""A small ledger of every kind, and the same questions answered by plain Python."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.card_transactions.totals import Sums
from clara.domain.instant import instant
from clara.domain.local_days import local_day
from tests.support.builders import row
from tests.support.house import House

T, S, C = CardTransactionType, CardTransactionStatus, Category
ZONE = "America/Mexico_City"


def ledger(house: House) -> list[NewRow]:
    """Beside the rows a house is founded with: 24 rows over 60 days."""
    luis, elena, ana = (house.cards[name] for name in ("luis", "elena", "ana"))
    return [
        row("10", days_ago=0, card=luis, merchant="Uber"),
        row("20", days_ago=0, card=luis, merchant="Uber Eats", category=C.FOOD, mcc=5812),
        row("5000", days_ago=2, card=luis, merchant="Aeroméxico", category=C.TRAVEL, mcc=4511),
        row("5000.01", days_ago=3, card=luis, merchant="Aeroméxico", category=C.TRAVEL, mcc=4511),
        row("4999.99", days_ago=4, card=elena, merchant="Hotel Sol", category=C.LODGING, mcc=7011),
        row("-500", days_ago=5, card=elena, merchant="Hotel Sol", category=C.LODGING,
            type=T.REFUND),
        row("-60", days_ago=5, card=elena, merchant="Banco", type=T.CREDIT),
        row("35", days_ago=6, card=ana, merchant="Banco", type=T.FEE, category=C.FINANCIAL_SERVICES),
        row("-9000", days_ago=7, merchant="Banco", type=T.PAYMENT, category=C.FINANCIAL_SERVICES),
        row("70", days_ago=8, card=ana, merchant="Uber", status=S.AUTHORIZED),
        row("80", days_ago=9, card=ana, merchant="Uber", status=S.DECLINED),
        row("90", days_ago=10, card=ana, merchant="Uber", status=S.REVERSED),
        row("-95", days_ago=10, card=ana, merchant="Uber", status=S.REVERSED, type=T.REFUND),
        row("100", days_ago=11, card=luis, merchant="Amazon", currency="USD"),
        row("7000", days_ago=12, card=luis, merchant="Amazon", currency="USD"),
        row("300", days_ago=13, card=luis, merchant="Amazon", currency="JPY"),
        row("1", days_ago=20, merchant="Sin tarjeta"),
        row("2", days_ago=20, merchant="Sin tarjeta", cardholder="Luis Pérez"),
        row("3", days_ago=25, merchant="Óptica Ñandú", category=C.HEALTH),
        row("4", days_ago=31, card=luis, merchant="Uber"),
        row("5", days_ago=40, card=elena, merchant="Uber"),
        row("6", days_ago=50, card=elena, merchant="Uber"),
        row("10", days_ago=60, card=luis, merchant="Uber"),
        row("10", days_ago=60, card=luis, merchant="Uber"),
    ]  # fmt: skip


def day_of(one: NewRow) -> date:
    return local_day(instant(one.occurred_at), ZONE)


def is_summed(one: NewRow) -> bool:
    return one.status in (S.AUTHORIZED, S.POSTED) and one.type is not T.PAYMENT


def sums_of(rows: Iterable[NewRow]) -> tuple[Sums, ...]:
    """The exact sums, added up one by one."""
    found: dict[str, list[int]] = {}
    for one in filter(is_summed, rows):
        count_purchases_refunds_fees = found.setdefault(one.currency, [0, 0, 0, 0])
        place = {T.PURCHASE: 1, T.REFUND: 2, T.CREDIT: 2, T.FEE: 3}[one.type]
        count_purchases_refunds_fees[0] += 1
        count_purchases_refunds_fees[place] += one.amount_minor
    return tuple(
        Sums(currency=currency, count=n, purchases_minor=p, refunds_minor=r, fees_minor=f)
        for currency, (n, p, r, f) in sorted(found.items())
    )


@dataclass
class Book:
    """All rows of a house: what is listed is compared with what is here."""

    rows: list[NewRow]

    def where(self, condition: Callable[[NewRow], bool]) -> list[NewRow]:
        return [one for one in self.rows if condition(one)]


def wire_id(one: NewRow) -> str:
    return f"ctx_{one.id.hex()}"
