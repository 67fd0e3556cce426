"""https://docs.stripe.com/api/payment_intents: one payment, through as many charges as it takes."""

from typing import Any

from tests.support.stripe import balance, charges
from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page
from tests.support.stripe.money import fee
from tests.support.stripe.refusals import card_declined


def create(account: Account, session: Thing, given: dict[str, Any]) -> Thing:
    """What a checkout session makes when somebody first tries to pay."""
    intent = account.add(
        "pi_",
        "payment_intent",
        amount=session["amount_total"],
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        application=None,
        application_fee_amount=None,
        automatic_payment_methods=None,
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic_async",
        client_secret=None,
        confirmation_method="automatic",
        currency=session["currency"],
        customer=session["customer"],
        customer_account=None,
        description=given.get("description"),
        excluded_payment_method_types=None,
        last_payment_error=None,
        latest_charge=None,
        managed_payments={"enabled": False},
        metadata=given["metadata"],
        next_action=None,
        on_behalf_of=None,
        payment_method=None,
        payment_method_configuration_details=None,
        payment_method_options={},
        payment_method_types=list(session["payment_method_types"]),
        processing=None,
        receipt_email=given.get("receipt_email"),
        review=None,
        setup_future_usage=None,
        shipping=None,
        source=None,
        statement_descriptor=None,
        statement_descriptor_suffix=given.get("statement_descriptor_suffix"),
        status="requires_payment_method",
        transfer_data=None,
        transfer_group=None,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{account.new_id('')}"
    session["payment_intent"] = intent["id"]
    account.emit("payment_intent.created", intent)
    return intent


def succeed(account: Account, intent: Thing, charge: Thing) -> None:
    received = balance.move(account, charge, "charge", charge["amount"], fee(charge["amount"]))
    charge.update(
        amount_captured=charge["amount"],
        balance_transaction=received["id"],
        captured=True,
        outcome=charges.outcome(paid=True),
        paid=True,
        receipt_url=f"https://pay.stripe.com/receipts/payment/{account.new_id('')}",
        status="succeeded",
    )
    intent.update(
        amount_received=intent["amount"],
        last_payment_error=None,
        processing=None,
        status="succeeded",
    )
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)


def fail(account: Account, intent: Thing, charge: Thing, decline_code: str) -> None:
    """The intent waits for another way to pay."""
    error = card_declined(decline_code, charge["id"]).error
    charge.update(
        failure_code=error["code"],
        failure_message=error["message"],
        outcome=charges.outcome(paid=False),
        status="failed",
    )
    intent.update(
        last_payment_error=error,
        payment_method=None,
        processing=None,
        status="requires_payment_method",
    )
    account.emit("charge.failed", charge)
    account.emit("payment_intent.payment_failed", intent)


def wait(account: Account, intent: Thing, charge: Thing) -> None:
    """The bank will say in some days."""
    intent.update(status="processing")
    account.emit("charge.pending", charge)
    account.emit("payment_intent.processing", intent)


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("payment_intent", id, "intent")


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("payment_intent"), params, "customer")
    return page(found, params, "/v1/payment_intents")
