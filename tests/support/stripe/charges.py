"""https://docs.stripe.com/api/charges: one attempt to take money."""

from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page

_NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
_CARD = {"brand": "visa", "country": "US", "exp_month": 8, "exp_year": 2030, "last4": "4242"}


def begin(account: Account, intent: Thing, method: str, buyer: Thing) -> Thing:
    """A charge that has neither succeeded nor failed. `method` is `card`, or one that pays later;
    `buyer` has `email` and `name`."""
    charge = account.add(
        "ch_",
        "charge",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        application=None,
        application_fee=None,
        application_fee_amount=None,
        balance_transaction=None,
        billing_details={"address": _NO_ADDRESS, "phone": None, "tax_id": None, **buyer},
        calculated_statement_descriptor=None,
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_balance_transaction=None,
        failure_code=None,
        failure_message=None,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        on_behalf_of=None,
        outcome=None,
        paid=False,
        payment_intent=intent["id"],
        payment_method=account.new_id("pm_"),
        payment_method_details={"type": method, method: _details(method)},
        receipt_email=intent["receipt_email"],
        receipt_number=None,
        receipt_url=None,
        refunded=False,
        review=None,
        shipping=None,
        source=None,
        source_transfer=None,
        statement_descriptor=None,
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        status="pending",
        transfer_data=None,
        transfer_group=None,
    )
    intent["latest_charge"] = charge["id"]
    intent["payment_method"] = charge["payment_method"]
    return charge


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("charge", id)


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("charge"), params, "customer", "payment_intent")
    return page(found, params, "/v1/charges")


def outcome(*, paid: bool) -> Thing:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None if paid else "05",
        "network_status": "approved_by_network" if paid else "declined_by_network",
        "reason": None if paid else "generic_decline",
        "seller_message": "Payment complete." if paid else "The bank declined.",
        "type": "authorized" if paid else "issuer_declined",
    }


def _details(method: str) -> Thing:
    return {**_CARD, "funding": "credit", "network": "visa"} if method == "card" else {}
