"""What a checkout sells: https://docs.stripe.com/api/checkout/sessions/line_items

The account has no prices of its own: every item carries its price.
"""

from decimal import Decimal
from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.money import checked_currency
from tests.support.stripe.parameters import exclude, within
from tests.support.stripe.refusals import beyond_the_fake, invalid, missing, no_such

_MOST_ITEMS, _MOST_OF_ONE, _MOST_MINOR = 100, 999_999, 99_999_999


def read_line_items(account: Account, given: list[dict[str, Any]]) -> list[Thing]:
    """At least one and at most 100 items, all of one currency."""
    if not given:
        raise missing("line_items")
    if len(given) > _MOST_ITEMS:
        raise invalid(f"There are at most {_MOST_ITEMS} line items.", "line_items")
    items = [_item(account, one, f"line_items[{at}]") for at, one in enumerate(given)]
    if len({item["currency"] for item in items}) > 1:
        raise invalid("All line items are of one currency.", "line_items")
    return items


def _item(account: Account, given: dict[str, Any], name: str) -> Thing:
    exclude(given, "price", "price_data")
    if "price" in given:
        raise no_such("price", given["price"], f"{name}[price]", status=400)
    if "price_data" not in given:
        raise missing(f"{name}[price_data]")
    for other in given.keys() - {"price_data", "quantity"}:
        raise beyond_the_fake(f"{name}[{other}]")
    if "quantity" not in given:
        raise missing(f"{name}[quantity]")
    quantity = within(given["quantity"], f"{name}[quantity]", 1, _MOST_OF_ONE)
    price = _price(account, given["price_data"], f"{name}[price_data]")
    total = price["unit_amount"] * quantity
    return {
        "id": account.new_id("li_"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": given["price_data"]["product_data"]["name"],
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


def _price(account: Account, given: dict[str, Any], name: str) -> Thing:
    """The price of one unit, which nobody can use a second time."""
    exclude(given, "product", "product_data")
    exclude(given, "unit_amount", "unit_amount_decimal")
    if "recurring" in given:
        raise invalid("A payment has no recurring prices.", f"{name}[recurring]")
    if "product" in given:
        raise no_such("product", given["product"], f"{name}[product]", status=400)
    if "product_data" not in given:
        raise missing(f"{name}[product_data]")
    amount = _unit_amount(given, name)
    return {
        "id": account.new_id("price_"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": account.now,
        "currency": checked_currency(given["currency"], f"{name}[currency]"),
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": account.new_id("prod_"),
        "recurring": None,
        "tax_behavior": given.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": amount,
        "unit_amount_decimal": str(amount),
    }


def _unit_amount(given: dict[str, Any], name: str) -> int:
    if "unit_amount_decimal" in given:
        amount: Decimal = given["unit_amount_decimal"]
        if amount != amount.to_integral_value():
            raise beyond_the_fake(f"{name}[unit_amount_decimal]")
        return within(int(amount), f"{name}[unit_amount_decimal]", 0, _MOST_MINOR)
    if "unit_amount" not in given:
        raise missing(f"{name}[unit_amount]")
    return within(given["unit_amount"], f"{name}[unit_amount]", 0, _MOST_MINOR)
