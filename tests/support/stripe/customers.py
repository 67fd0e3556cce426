"""https://docs.stripe.com/api/customers"""

import re
from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page
from tests.support.stripe.metadata import merged
from tests.support.stripe.parameters import no_longer_than
from tests.support.stripe.refusals import invalid, no_such

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_LENGTHS = {"name": 256, "phone": 20, "email": 512, "description": 5000}
_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")

HONOURED = "address description email metadata name phone preferred_locales"


def create(account: Account, params: dict[str, Any]) -> Thing:
    changes = _read(params, {})
    customer = account.add(
        "cus_",
        "customer",
        **{
            "address": None,
            "balance": 0,
            "currency": None,
            "customer_account": None,
            "default_source": None,
            "delinquent": False,
            "description": None,
            "discount": None,
            "email": None,
            "invoice_prefix": account.new_id("")[:8].upper(),
            "invoice_settings": {
                "custom_fields": None,
                "default_payment_method": None,
                "footer": None,
                "rendering_options": None,
            },
            "metadata": {},
            "name": None,
            "next_invoice_sequence": 1,
            "phone": None,
            "preferred_locales": [],
            "shipping": None,
            "tax_exempt": "none",
            "test_clock": None,
            **changes,
        },
    )
    account.emit("customer.created", customer)
    return customer


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    """Of a deleted customer its id."""
    return account.named("customer", id)


def update(account: Account, params: dict[str, Any], id: str) -> Thing:
    customer = _living(account, id)
    changes = _read(params, customer)
    before = {name: customer[name] for name, value in changes.items() if customer[name] != value}
    customer.update(changes)
    if before:
        account.emit("customer.updated", customer, **before)
    return customer


def delete(account: Account, params: dict[str, Any], id: str) -> Thing:
    customer = _living(account, id)
    account.emit("customer.deleted", customer)
    return account.delete(customer)


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    """`email` is compared letter by letter."""
    return page(matching(account.of("customer"), params, "email"), params, "/v1/customers")


def checked_email(email: str, name: str) -> str:
    if not _EMAIL.fullmatch(email):
        raise invalid(f"Not an e-mail address: {email}", name, code="email_invalid")
    return email


def _living(account: Account, id: str) -> Thing:
    customer = account.named("customer", id)
    if customer.get("deleted"):
        raise no_such("customer", id, "id")
    return customer


def _read(params: dict[str, Any], before: Thing) -> dict[str, Any]:
    """What is given, checked; an empty text takes a value away."""
    changes: dict[str, Any] = {
        name: None if value == "" else value for name, value in params.items()
    }
    changes.pop("expand", None)
    for name, limit in _LENGTHS.items():
        no_longer_than(changes.get(name), name, limit)
    if changes.get("email"):
        checked_email(changes["email"], "email")
    if changes.get("address"):
        changes["address"] = {part: changes["address"].get(part) for part in _ADDRESS}
    if "metadata" in params:
        changes["metadata"] = merged(before.get("metadata", {}), params["metadata"])
    if "preferred_locales" in params:
        changes["preferred_locales"] = params["preferred_locales"] or []
    return changes
