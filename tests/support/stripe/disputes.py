"""https://docs.stripe.com/api/disputes: a buyer asks their bank for the money back."""

from typing import Any

from tests.support.stripe import balance
from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page

_FEE = 1500
_DAYS_TO_ANSWER = 9
_CARD = {
    "brand": "visa",
    "case_type": "chargeback",
    "network": "visa",
    "network_reason_code": "10.4",
}
_EVIDENCE = """access_activity_log billing_address cancellation_policy
    cancellation_policy_disclosure cancellation_rebuttal customer_communication
    customer_email_address customer_name customer_purchase_ip customer_signature
    duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id
    product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation
    service_date service_documentation shipping_address shipping_carrier shipping_date
    shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text""".split()


def open_dispute(account: Account, charge: Thing, reason: str) -> Thing:
    """Over what is left of the charge, which is taken from the account at once, with a fee."""
    assert charge["paid"], "a dispute of what was not paid"
    assert not charge["disputed"], "a second dispute of one charge"
    dispute = account.add(
        "du_",
        "dispute",
        amount=charge["amount"] - charge["amount_refunded"],
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={**dict.fromkeys(_EVIDENCE), "enhanced_evidence": {}},
        evidence_details={
            "due_by": account.now + _DAYS_TO_ANSWER * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details={"type": "card", "card": _CARD},
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    account.emit("charge.dispute.created", dispute)
    _move(account, dispute, -dispute["amount"], "funds_withdrawn")
    return dispute


def close_dispute(account: Account, dispute: Thing, *, won: bool) -> None:
    before = dispute["status"]
    assert before == "needs_response", f"a dispute that is already {before}"
    dispute["status"] = "won" if won else "lost"
    account.emit("charge.dispute.closed", dispute, status=before)
    if won:
        _move(account, dispute, dispute["amount"], "funds_reinstated")


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("dispute", id)


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("dispute"), params, "charge", "payment_intent")
    return page(found, params, "/v1/disputes")


def _move(account: Account, dispute: Thing, amount: int, what: str) -> None:
    """The fee is for losing money to the buyer; what comes back comes back without one."""
    fee = _FEE if amount < 0 else 0
    moved = balance.move(account, dispute, "adjustment", amount, fee)
    dispute["balance_transactions"].append(moved)
    account.emit(f"charge.dispute.{what}", dispute)
