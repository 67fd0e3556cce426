"""https://docs.stripe.com/api/balance_transactions: what each movement leaves on the account."""

from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page

_TWO_DAYS = 2 * 86400


def move(account: Account, source: Thing, kind: str, amount: int, fee: int = 0) -> Thing:
    """`amount` and `fee` in minor units of the source's currency; available two days later."""
    parts = {"amount": fee, "application": None, "currency": source["currency"]}
    details = [{**parts, "description": "Stripe processing fees", "type": "stripe_fee"}]
    return account.add(
        "txn_",
        "balance_transaction",
        amount=amount,
        available_on=account.now + _TWO_DAYS,
        balance_type="payments",
        currency=source["currency"],
        description=source.get("description"),
        exchange_rate=None,
        fee=fee,
        fee_details=details if fee else [],
        net=amount - fee,
        reporting_category=_REPORTED.get(kind, kind),
        source=source["id"],
        status="pending",
        type=kind,
    )


_REPORTED = {"adjustment": "dispute"}


def make_available(account: Account) -> None:
    for one in account.of("balance_transaction"):
        if one["available_on"] <= account.now:
            one["status"] = "available"


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("balance_transaction", id)


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("balance_transaction"), params, "currency", "source", "type")
    return page(found, params, "/v1/balance_transactions")
