"""https://docs.stripe.com/api/issuing: cardholders, cards, and what is charged on them."""

import re
from copy import deepcopy
from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page
from tests.support.stripe.metadata import merged
from tests.support.stripe.parameters import no_longer_than
from tests.support.stripe.refusals import invalid

HOLDER_HONOURED = "billing metadata name status type"
CARD_HONOURED = "cardholder currency metadata spending_controls status type"
CARD_UPDATE_HONOURED = "cancellation_reason metadata spending_controls status"
_CURRENCIES = ("eur", "gbp", "usd")
_NAME = re.compile(r"[^\W\d_]+(?:[-' ][^\W\d_]+)*")
_NAME_LENGTH = 24
_PARTS = ("city", "country", "line1", "line2", "postal_code", "state")
_RULES = (
    *("allowed_card_presences", "allowed_categories", "allowed_merchant_countries"),
    *("blocked_card_presences", "blocked_categories", "blocked_merchant_countries"),
)


def create_holder(account: Account, params: dict[str, Any]) -> Thing:
    name = no_longer_than(params["name"], "name", _NAME_LENGTH) or ""
    if not _NAME.fullmatch(name):
        raise invalid("A cardholder's name has letters only.", "name")
    given = params["billing"]["address"]
    holder = account.add(
        "ich_",
        "issuing.cardholder",
        billing={"address": {part: given.get(part) for part in _PARTS}},
        company=None,
        email=None,
        individual=None,
        metadata=merged({}, params.get("metadata")),
        name=name,
        phone_number=None,
        preferred_locales=None,
        requirements={"disabled_reason": None, "past_due": []},
        spending_controls={**_controls({}), "spending_limits": []},
        status=params.get("status", "active"),
        type=params.get("type", "individual"),
    )
    account.emit("issuing_cardholder.created", holder)
    return holder


def create_card(account: Account, params: dict[str, Any]) -> Thing:
    if params["currency"] not in _CURRENCIES:
        raise invalid("Cards are issued in eur, gbp and usd.", "currency")
    holder = account.given("issuing.cardholder", params["cardholder"], "cardholder")
    if holder["status"] != "active":
        raise invalid("The cardholder may not have cards.", "cardholder")
    card = account.add(
        "ic_",
        "issuing.card",
        brand="Visa",
        cancellation_reason=None,
        cardholder=deepcopy(holder),
        currency=params["currency"],
        exp_month=8,
        exp_year=2030,
        last4=f"{len(account.of('issuing.card')) + 4242:04d}"[-4:],
        latest_fraud_warning=None,
        lifecycle_controls=None,
        metadata=merged({}, params.get("metadata")),
        personalization_design=None,
        replaced_by=None,
        replacement_for=None,
        replacement_reason=None,
        second_line=None,
        shipping=None,
        spending_controls=_controls(params.get("spending_controls", {})),
        status=params.get("status", "inactive"),
        type=params["type"],
        wallets=None,
    )
    account.emit("issuing_card.created", card)
    return card


def update_card(account: Account, params: dict[str, Any], id: str) -> Thing:
    card = account.named("issuing.card", id)
    if card["status"] == "canceled":
        raise invalid("A canceled card does not change.", "status")
    changes: Thing = {}
    if "status" in params:
        changes["status"] = params["status"]
    if "cancellation_reason" in params:
        if params.get("status") != "canceled":
            raise invalid("Only what is canceled has a reason.", "cancellation_reason")
        changes["cancellation_reason"] = params["cancellation_reason"]
    if "metadata" in params:
        changes["metadata"] = merged(card["metadata"], params["metadata"])
    if "spending_controls" in params:
        changes["spending_controls"] = _controls(
            params["spending_controls"], card["spending_controls"]
        )
    before = {name: card[name] for name, value in changes.items() if card[name] != value}
    card.update(changes)
    if before:
        account.emit("issuing_card.updated", card, **before)
    return card


def retrieve_holder(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("issuing.cardholder", id)


def retrieve_card(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("issuing.card", id)


def retrieve_authorization(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("issuing.authorization", id)


def retrieve_transaction(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("issuing.transaction", id)


def list_holders(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("issuing.cardholder"), params, "status", "type")
    return page(found, params, "/v1/issuing/cardholders")


def list_cards(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("issuing.card"), params, "status", "type", "last4")
    return page(found, params, "/v1/issuing/cards")


def list_authorizations(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("issuing.authorization"), params, "status")
    return page(found, params, "/v1/issuing/authorizations")


def list_transactions(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("issuing.transaction"), params, "card", "cardholder", "type")
    return page(found, params, "/v1/issuing/transactions")


def _controls(given: dict[str, Any], before: Thing | None = None) -> Thing:
    empty: Thing = dict.fromkeys(_RULES)
    was = before or {**empty, "spending_limits": None, "spending_limits_currency": None}
    changed = {name: value or None for name, value in given.items()}
    if changed.get("allowed_merchant_countries") and changed.get("blocked_merchant_countries"):
        raise invalid("Allowed or blocked, not both.", "spending_controls")
    if changed.get("spending_limits"):
        changed["spending_limits"] = [
            {"categories": [], **limit} for limit in changed["spending_limits"]
        ]
    return {**was, **changed}
