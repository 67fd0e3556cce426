"""What happens on issued cards: charges at terminals, and what merchants do with them afterwards."""

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.stripe.account import API_VERSION, Account, Thing
from tests.support.stripe.issued_charges import (
    authorization_fields,
    decided,
    merchant_data,
    request_for,
)
from tests.support.stripe.webhooks import Endpoint, signature, written

REQUEST = "issuing_authorization.request"
_WAITED_SECONDS = 2.0


@dataclass
class Terminal:
    """Charges are asked about at `asks`, for two seconds; without it, Stripe decides alone. `answers`
    has what was answered, status and body, None where nobody did in time."""

    account: Account
    asks: Endpoint | None = None
    answers: list[tuple[int, Any] | None] = field(default_factory=list)

    async def charge(
        self,
        card_id: str,
        amount: int,
        merchant: str = "UBER TRIP",
        *,
        mcc: str = "4121",
        country: str = "US",
        approves_alone: bool | None = None,
    ) -> Thing:
        """The authorization, decided and told of. `approves_alone` is Stripe deciding without asking."""
        card = self.account.named("issuing.card", card_id)
        one = self.account.add(
            "iauth_", "issuing.authorization", **authorization_fields(card, merchant, mcc, country)
        )
        await self._decide(one, amount, approves_alone)
        self.account.emit("issuing_authorization.created", one)
        return one

    async def increment(self, authorization_id: str, by: int) -> Thing:
        one = self.account.named("issuing.authorization", authorization_id)
        await self._decide(one, by, None)
        self.account.emit("issuing_authorization.updated", one)
        return one

    def reverse(self, authorization_id: str, amount: int | None = None) -> Thing:
        one = self.account.named("issuing.authorization", authorization_id)
        back = one["amount"] if amount is None else amount
        one["amount"] -= back
        one["merchant_amount"] -= back
        if one["amount"] == 0:
            one["status"] = "reversed"
        self.account.emit("issuing_authorization.updated", one)
        return one

    def expire(self, authorization_id: str) -> Thing:
        one = self.account.named("issuing.authorization", authorization_id)
        one["status"] = "expired"
        self.account.emit("issuing_authorization.updated", one)
        return one

    def capture(
        self, authorization_id: str, amount: int | None = None, *, closes: bool = True
    ) -> Thing:
        one = self.account.named("issuing.authorization", authorization_id)
        spent = one["amount"] if amount is None else amount
        made = self._move(one["card"], -spent, "capture", one)
        if closes:
            one["status"] = "closed"
        self.account.emit("issuing_transaction.created", made)
        self.account.emit("issuing_authorization.updated", one)
        return made

    def refund(self, authorization_id: str, amount: int) -> Thing:
        one = self.account.named("issuing.authorization", authorization_id)
        made = self._move(one["card"], amount, "refund", one)
        self.account.emit("issuing_transaction.created", made)
        return made

    def force_capture(self, card_id: str, amount: int, merchant: str = "AIRPLANE SNACKS") -> Thing:
        """Without an authorization."""
        card = self.account.named("issuing.card", card_id)
        about = {"merchant_data": merchant_data(merchant, "5812", "US")}
        made = self._move(card, -amount, "capture", None, **about)
        self.account.emit("issuing_transaction.created", made)
        return made

    def switch(self, card_id: str, status: str) -> Thing:
        """In the dashboard."""
        card = self.account.named("issuing.card", card_id)
        card["status"] = status
        self.account.emit("issuing_card.updated", card)
        return card

    async def _decide(self, one: Thing, amount: int, alone: bool | None) -> None:
        reason = "webhook_approved"
        pending = request_for(one, amount)
        card = self.account.named("issuing.card", one["card"]["id"])
        if card["status"] != "active":
            approved, reason = False, "card_inactive"
        elif alone is not None:
            approved, reason = alone, "webhook_timeout" if alone else "insufficient_funds"
        elif self.asks is not None:
            approved, reason = await self._asked(one, pending)
        else:
            approved = True
        first = not one["request_history"]
        one["request_history"].append(decided(pending, self.account.now, reason, approved=approved))
        if first or approved:
            one["amount"] += amount
            one["merchant_amount"] += amount
        if first:
            one["approved"], one["status"] = approved, "pending" if approved else "closed"

    async def _asked(self, one: Thing, pending: Thing) -> tuple[bool, str]:
        """https://docs.stripe.com/issuing/controls/real-time-authorizations"""
        assert self.asks is not None
        event = self.account.emit(REQUEST, {**deepcopy(one), "pending_request": pending})
        body = written(event)
        headers = {
            "accept": "application/json",
            "content-type": "application/json; charset=utf-8",
            "stripe-signature": signature(body, self.asks.secrets, self.account.now),
        }
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=_WAITED_SECONDS) as client:
                response = await client.post(self.asks.url, content=body, headers=headers)
        except httpx.HTTPError:
            self.answers.append(None)
            return False, "webhook_timeout"
        self.answers.append((response.status_code, response.json() if response.content else None))
        answer = _answer(response)
        if answer is None:
            return False, "webhook_error"
        one["metadata"] = {**one["metadata"], **answer.get("metadata", {})}
        return answer["approved"], "webhook_approved" if answer["approved"] else "webhook_declined"

    def _move(self, card: Thing, amount: int, type: str, one: Thing | None, **about: Any) -> Thing:
        made = self.account.add(
            "ipi_",
            "issuing.transaction",
            **{
                "amount": amount,
                "amount_details": None,
                "authorization": one["id"] if one else None,
                "balance_transaction": None,
                "card": card["id"],
                "cardholder": card["cardholder"]["id"],
                "currency": card["currency"],
                "dispute": None,
                "merchant_amount": amount,
                "merchant_currency": card["currency"],
                "merchant_data": deepcopy(one["merchant_data"]) if one else None,
                "metadata": {},
                "network_data": None,
                "token": None,
                "type": type,
                "wallet": None,
                **about,
            },
        )
        if one is not None:
            one["transactions"].append(deepcopy(made))
        return made


def _answer(response: httpx.Response) -> dict[str, Any] | None:
    """What the real one takes: 200, its version of the API, JSON with a decision in it."""
    is_ours = response.headers.get("stripe-version") == API_VERSION
    if response.status_code != 200 or not is_ours:
        return None
    try:
        said = response.json()
    except json.JSONDecodeError:
        return None
    known = isinstance(said, dict) and said.keys() <= {"approved", "metadata", "amount"}
    return said if known and isinstance(said.get("approved"), bool) else None
