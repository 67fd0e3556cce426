"""https://docs.stripe.com/api/checkout/sessions, for single payments on Stripe's own page."""

from dataclasses import dataclass
from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.addresses import checked_url
from tests.support.stripe.customers import checked_email
from tests.support.stripe.line_items import read_line_items
from tests.support.stripe.listing import matching, page
from tests.support.stripe.metadata import merged
from tests.support.stripe.money import checked_charge
from tests.support.stripe.parameters import exclude, no_longer_than
from tests.support.stripe.refusals import Refusal, beyond_the_fake, invalid, missing

_HALF_AN_HOUR, _A_DAY = 1800, 86400
_LONGEST_REFERENCE = 200
_INTENT_DATA = {"description", "metadata", "receipt_email", "statement_descriptor_suffix"}

HONOURED = """adaptive_pricing allow_promotion_codes billing_address_collection cancel_url
    client_reference_id customer customer_creation customer_email expires_at line_items locale
    metadata mode payment_intent_data payment_method_types submit_type success_url ui_mode"""


@dataclass
class Order:
    """What a session does not show of itself unless it is asked."""

    line_items: list[Thing]
    intent_data: dict[str, Any]


def create(account: Account, params: dict[str, Any]) -> Thing:
    _check_kind(params)
    _check_buyer(account, params)
    for name in ("success_url", "cancel_url"):
        if name in params:
            checked_url(params[name], name)
    no_longer_than(params.get("client_reference_id"), "client_reference_id", _LONGEST_REFERENCE)
    metadata = merged({}, params.get("metadata"))
    expires_at = _expiry(account, params)
    intent_data = _intent_data(params.get("payment_intent_data", {}))
    if "line_items" not in params:
        raise missing("line_items")
    items = read_line_items(account, params["line_items"])
    total = sum(item["amount_total"] for item in items)
    currency = items[0]["currency"]
    checked_charge(total, currency, "line_items")
    session = account.add(
        "cs_test_",
        "checkout.session",
        **_fields(params),
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        expires_at=expires_at,
        metadata=metadata,
    )
    session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
    account.aside[session["id"]] = Order(items, intent_data)
    return session


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("checkout.session", id, "session")


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    fields = ("customer", "payment_intent", "status")
    found = matching(account.of("checkout.session"), params, *fields)
    email = params.get("customer_details", {}).get("email")
    if email is not None:
        found = [one for one in found if (one["customer_details"] or {}).get("email") == email]
    return page(found, params, "/v1/checkout/sessions")


def list_line_items(account: Account, params: dict[str, Any], id: str) -> Thing:
    account.named("checkout.session", id, "session")
    url = f"/v1/checkout/sessions/{id}/line_items"
    return page(account.aside[id].line_items, params, url)


def expire(account: Account, params: dict[str, Any], id: str) -> Thing:
    session = account.named("checkout.session", id, "session")
    if session["status"] != "open":
        raise Refusal(f"Only open sessions expire; this one is `{session['status']}`.")
    close(account, session)
    return session


def expire_overdue(account: Account) -> None:
    """Stripe expires sessions by itself when their time has come."""
    for session in reversed(account.of("checkout.session")):
        if session["status"] == "open" and session["expires_at"] <= account.now:
            close(account, session)


def close(account: Account, session: Thing) -> None:
    session.update(status="expired", url=None)
    account.emit("checkout.session.expired", session)


def _check_kind(params: dict[str, Any]) -> None:
    if "mode" not in params:
        raise missing("mode")
    if params["mode"] != "payment":
        raise beyond_the_fake(f"mode={params['mode']}")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise beyond_the_fake(f"ui_mode={params['ui_mode']}")
    if "success_url" not in params:
        raise missing("success_url")


def _check_buyer(account: Account, params: dict[str, Any]) -> None:
    exclude(params, "customer", "customer_email")
    exclude(params, "customer", "customer_creation")
    if "customer" in params:
        account.given("customer", params["customer"], "customer")
    if "customer_email" in params:
        checked_email(params["customer_email"], "customer_email")


def _expiry(account: Account, params: dict[str, Any]) -> int:
    """From half an hour to a day from now; a day unless told."""
    at: int = params.get("expires_at", account.now + _A_DAY)
    if not account.now + _HALF_AN_HOUR <= at <= account.now + _A_DAY:
        raise invalid("A session expires after 30 minutes to 24 hours.", "expires_at")
    return at


def _intent_data(given: dict[str, Any]) -> dict[str, Any]:
    for other in given.keys() - _INTENT_DATA:
        raise beyond_the_fake(f"payment_intent_data[{other}]")
    name = "payment_intent_data[metadata]"
    return {**given, "metadata": merged({}, given.get("metadata"), name)}


def _fields(params: dict[str, Any]) -> Thing:
    customer = params.get("customer")
    creation = None if customer else params.get("customer_creation", "if_required")
    return {
        "adaptive_pricing": params.get("adaptive_pricing", {"enabled": False}),
        "after_expiration": None,
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer": customer,
        "customer_account": None,
        "customer_creation": creation,
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "discounts": [],
        "integration_identifier": None,
        "invoice": None,
        "invoice_creation": None,
        "locale": params.get("locale"),
        "managed_payments": {"enabled": False},
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": params.get("payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "wallet_options": None,
    }
