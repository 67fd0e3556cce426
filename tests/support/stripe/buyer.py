"""What a person does on Stripe's page, and their bank afterwards."""

from typing import Any

from tests.support.stripe import charges, customers, payment_intents
from tests.support.stripe.account import Account, Thing

BUYER = {"email": "buyer@example.com", "name": "Prueba Compradora"}
_LATER = "us_bank_account"


def pay(account: Account, session: Thing) -> None:
    intent, charge = _try(account, session, "card")
    payment_intents.succeed(account, intent, charge)
    _complete(account, session, "paid")


def fail(account: Account, session: Thing, decline_code: str) -> None:
    """The page stays open for another try."""
    intent, charge = _try(account, session, "card")
    payment_intents.fail(account, intent, charge, decline_code)


def pay_later(account: Account, session: Thing) -> None:
    """By a debit that takes days: the session is complete and not paid."""
    intent, charge = _try(account, session, _LATER)
    payment_intents.wait(account, intent, charge)
    _complete(account, session, "unpaid")


def settle(account: Account, session: Thing) -> None:
    payment_intents.succeed(account, *_waiting(account, session))
    session["payment_status"] = "paid"
    account.emit("checkout.session.async_payment_succeeded", session)


def bounce(account: Account, session: Thing, decline_code: str) -> None:
    payment_intents.fail(account, *_waiting(account, session), decline_code)
    account.emit("checkout.session.async_payment_failed", session)


def _try(account: Account, session: Thing, method: str) -> tuple[Thing, Thing]:
    assert session["status"] == "open", f"the page of a session that is {session['status']}"
    made = session["payment_intent"] and account.find(session["payment_intent"])
    given: dict[str, Any] = account.aside[session["id"]].intent_data
    intent = made or payment_intents.create(account, session, given)
    return intent, charges.begin(account, intent, method, _person(account, session))


def _waiting(account: Account, session: Thing) -> tuple[Thing, Thing]:
    intent = account.named("payment_intent", session["payment_intent"])
    assert intent["status"] == "processing", f"no bank is asked: {intent['status']}"
    return intent, account.named("charge", intent["latest_charge"])


def _person(account: Account, session: Thing) -> Thing:
    """A known customer or address is on the page already."""
    if session["customer_email"]:
        return {**BUYER, "email": session["customer_email"]}
    known = session["customer"] and account.find(session["customer"])
    if not known:
        return BUYER
    return {name: known.get(name) or BUYER[name] for name in BUYER}


def _complete(account: Account, session: Thing, payment_status: str) -> None:
    person = _person(account, session)
    if session["customer_creation"] == "always":
        session["customer"] = customers.create(account, dict(person))["id"]
    session.update(
        customer_details={
            "address": None,
            "business_name": None,
            "individual_name": None,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
            **person,
        },
        payment_status=payment_status,
        status="complete",
        url=None,
    )
    account.emit("checkout.session.completed", session)
