"""https://docs.stripe.com/api/refunds"""

from typing import Any

from tests.support.stripe import balance
from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page, whole
from tests.support.stripe.metadata import merged
from tests.support.stripe.parameters import exclude
from tests.support.stripe.refusals import invalid, missing

HONOURED = "amount charge metadata payment_intent reason"


def create(account: Account, params: dict[str, Any]) -> Thing:
    """All that is left of the charge unless `amount`, in minor units, says less."""
    exclude(params, "charge", "payment_intent")
    charge = _charge(account, params)
    metadata = merged({}, params.get("metadata"))
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _check(charge, amount, left)
    refund = account.add(
        "re_",
        "refund",
        amount=amount,
        balance_transaction=None,
        charge=charge["id"],
        currency=charge["currency"],
        customer=charge["customer"],
        customer_account=None,
        destination_details={"type": "card", "card": {"type": "refund"}},
        metadata=metadata,
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=params.get("reason"),
        receipt_number=None,
        source_transfer_reversal=None,
        status="succeeded",
        transfer_reversal=None,
    )
    refund["balance_transaction"] = balance.move(account, refund, "refund", -amount)["id"]
    before = {name: charge[name] for name in ("amount_refunded", "refunded")}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    account.emit("refund.created", refund)
    account.emit("charge.refunded", charge, **before)
    return refund


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("refund", id)


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("refund"), params, "charge", "payment_intent")
    return page(found, params, "/v1/refunds")


def of_charge(account: Account, charge: Thing) -> Thing:
    found = matching(account.of("refund"), {"charge": charge["id"]}, "charge")
    return whole(found, f"/v1/charges/{charge['id']}/refunds")


def _charge(account: Account, params: dict[str, Any]) -> Thing:
    if "charge" in params:
        charge = account.given("charge", params["charge"], "charge")
    elif "payment_intent" in params:
        intent = account.given("payment_intent", params["payment_intent"], "payment_intent")
        if intent["status"] != "succeeded":
            raise invalid("Nothing was paid that could be refunded.", "payment_intent")
        charge = account.named("charge", intent["latest_charge"])
    else:
        raise missing("charge")
    if not charge["paid"]:
        raise invalid("Nothing was paid that could be refunded.", "charge")
    return charge


def _check(charge: Thing, amount: int, left: int) -> None:
    if charge["disputed"]:
        raise invalid("The charge is disputed.", "charge", code="charge_disputed")
    if left == 0:
        raise invalid("All of it was refunded.", "charge", code="charge_already_refunded")
    if amount < 1:
        raise invalid("At least 1 is refunded.", "amount", code="parameter_invalid_integer")
    if amount > left:
        raise invalid(f"Only {left} {charge['currency']} are left to refund.", "amount")
