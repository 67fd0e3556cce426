"""https://docs.stripe.com/api/issuing/authorizations: what a new one has in it."""

from copy import deepcopy

from tests.support.stripe.account import Thing


def merchant_data(name: str, mcc: str, country: str) -> Thing:
    return {
        "category": "taxicabs_limousines",
        "category_code": mcc,
        "city": "San Francisco",
        "country": country,
        "name": name,
        "network_id": "1234567890",
        "postal_code": "94107",
        "state": "CA",
        "tax_id": None,
        "terminal_id": None,
        "url": None,
    }


def authorization_fields(card: Thing, merchant: str, mcc: str, country: str) -> Thing:
    return {
        "amount": 0,
        "amount_details": None,
        "approved": False,
        "authorization_method": "online",
        "balance_transactions": [],
        "card": deepcopy(card),
        "card_presence": None,
        "cardholder": card["cardholder"]["id"],
        "currency": card["currency"],
        "fleet": None,
        "fuel": None,
        "merchant_amount": 0,
        "merchant_currency": card["currency"],
        "merchant_data": merchant_data(merchant, mcc, country),
        "metadata": {},
        "network_data": None,
        "pending_request": None,
        "request_history": [],
        "status": "pending",
        "token": None,
        "transactions": [],
        "verification_data": {
            "address_line1_check": "not_provided",
            "address_postal_code_check": "match",
            "authentication_exemption": None,
            "cvc_check": "match",
            "expiry_check": "match",
            "postal_code": None,
            "three_d_secure": None,
        },
        "verified_by_fraud_challenge": None,
        "wallet": None,
    }


def request_for(one: Thing, amount: int) -> Thing:
    """What is asked for, while nobody has decided."""
    return {
        "amount": amount,
        "amount_details": None,
        "currency": one["currency"],
        "is_amount_controllable": False,
        "merchant_amount": amount,
        "merchant_currency": one["merchant_currency"],
        "network_risk_score": None,
    }


def decided(pending: Thing, at: int, reason: str, *, approved: bool) -> Thing:
    """The same once it was, as the history keeps it."""
    kept = {name: value for name, value in pending.items() if name != "is_amount_controllable"}
    return {
        **kept,
        "approved": approved,
        "authorization_code": None,
        "created": at,
        "reason": reason,
        "reason_message": None,
        "requested_at": at,
    }
